"""What a number or a unit alone puts right, by what was told before."""

from __future__ import annotations

import pytest

from actions.corrected_values import corrected
from actions.message import Heard
from tests.language import suite

KEPT = {"pain_duration": 21, "pain_severity": 4, "age": 44, "leg_pain": "below_knee"}


def put_right(text, asked="facts_confirmed", kept=KEPT, intent=None):
    entities = tuple(entity.as_json() for entity in suite.entities(text))
    remarks = suite.remark_words().read(text)
    heard = Heard(text, intent, 0.9, entities, asked, "triage_form", frozenset(), remarks=remarks)
    return corrected(heard, {"facts_kept": kept})


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        # Which number is denied says which fact is meant.
        ("8 not 4", {"pain_severity": 8}),
        ("pain is 8 not 4", {"pain_severity": 8}),
        ("not 4 but 8", {"pain_severity": 8}),
        ("54 not 44", {"age": 54}),
        ("not 44 but 54", {"age": 54}),
        ("5 not 3", {"pain_duration": 35}),
        # Twelve was never told.
        ("8 not 12", {}),
        ("weeks not days", {"pain_duration": 147}),
        ("not weeks, months", {"pain_duration": 90}),
        ("*months", {"pain_duration": 90}),
        ("sorry i meant days", {"pain_duration": 3}),
        ("oh wait its months", {"pain_duration": 90}),
        # They were weeks all along.
        ("weeks i mean", {}),
        ("it gets worse over the weeks and days", {}),
    ],
)
def test_what_is_denied_or_meant_is_put_right(text, changes):
    assert put_right(text) == changes


@pytest.mark.parametrize(
    ("text", "asked", "kept", "changes"),
    [
        ("i mean 7", "leg_pain", KEPT, {"pain_severity": 7}),
        ("sorry 7", "daily_function", KEPT, {"pain_severity": 7}),
        ("sorry 45", "facts_confirmed", KEPT, {"age": 45}),
        ("mostly but it's more like 6 now", "facts_confirmed", KEPT, {"pain_severity": 6}),
        ("sorry, four", "activity", {"pain_duration": 21}, {"pain_duration": 28}),
        # It answers what is asked, or is an item of a list.
        ("sorry 7", "pain_severity", KEPT, {}),
        ("sorry 45", "age", KEPT, {}),
        ("sorry 3", "danger_signs", KEPT, {}),
        ("7", "leg_pain", KEPT, {}),
        ("weeks not days", "pain_duration", KEPT, {}),
    ],
)
def test_a_number_behind_an_excuse_is_that_of_the_answer_before(text, asked, kept, changes):
    assert put_right(text, asked, kept) == changes


def test_yes_after_all_asks_again_what_somebody_can_do():
    kept = KEPT | {"daily_function": "unable"}
    assert put_right("i mean yes i can", "pain_trend", kept, "affirm") == {"daily_function": None}
    assert put_right("yes", "pain_trend", kept, "affirm") == {}
