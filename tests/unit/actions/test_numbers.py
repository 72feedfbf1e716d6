"""An answer to "how old are you?" that tells a time."""

from __future__ import annotations

import pytest

from actions.message import Heard
from actions.numbers import number_given
from tests.language import suite


def given(text):
    entities = tuple(entity.as_json() for entity in suite.entities(text))
    message = Heard(text, None, 0.9, entities, "age", "triage_form", frozenset({"pain_duration"}))
    return number_given(message, {"facts_kept": {"pain_duration": 30}})


@pytest.mark.parametrize(
    "text",
    ["tuesday", "tuesday after lunch", "yesterday", "last week", "two days ago", "in october"],
)
def test_a_weekday_or_a_day_of_late_is_no_birth_date(text):
    assert given(text) == {"pain_duration": 30}


def test_months_are_the_age_of_a_baby():
    assert given("8 months") == {"age": 0.7, "pain_duration": 30}
