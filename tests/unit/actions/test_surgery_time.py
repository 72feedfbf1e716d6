"""How long ago a spine surgery was, as the message that tells of it says."""

from __future__ import annotations

import pytest

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.surgery_time import surgery_is_old
from tests.conftest import ROOT
from tests.language import suite

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
OLD = (
    "had back surgery in 2016, now pain goes down my left leg and it tingles",
    "back surgery ten years ago, now my leg is numb",
    "I had spine surgery back in 04 and my foot tingles",
    "had spine surgery as a kid, now my leg is tingling",
    "had spine surgery when I was 20, now my leg is tingling",
    "back surgery (2016), my leg tingles",
    "they operated on my back in 2011 and now my foot is numb",
    "I had a fusion in 2019 and my leg started tingling again",
    "spinal fusion a few years ago, leg tingles",
    "surgery on my spine over a year ago and my leg is numb",
    "in 2016 I had back surgery and now my leg is numb",
    "In '98 they operated on my back, leg tingles now",
    "twelve years ago I had a spinal fusion, leg tingles",
    "spinal fusion in the summer of 2018, leg tingles",
    "my back was operated on when I was a little girl, leg tingles now",
)
# No time, one within the year, one that may be, or the time of something else.
NOT_OLD = (
    "had back surgery and my leg tingles",
    "had back surgery last month and my leg tingles",
    "had back surgery 3 weeks ago and my leg tingles",
    "had back surgery a year ago and my leg tingles",
    "had back surgery in 2025 and my leg tingles",
    "had back surgery in March and my leg tingles",
    "bad back in 2016, back surgery last month, my leg tingles",
    "back surgery for a disc that slipped in 2016, my leg tingles",
    "back surgery in 2016 and another one 3 weeks ago, my leg tingles",
    "back surgery in 2016, redo 3 weeks ago, my leg tingles",
    "back surgery in 2016, had my second surgery in May, my leg tingles",
    "my leg tingles since the back surgery, I'm 20 years old",
    "back surgery 0.5 years ago and my leg tingles",
    "back surgery less than 2 years ago and my leg tingles",
    "pain for ten years, had back surgery, leg tingles",
    "back surgery at 45, leg tingles",
    "pain for ten years back surgery and my leg tingles",
    "back surgery two years before my retirement next month, my leg tingles",
)


def heard(text, now=suite.NOW):
    found = suite.interpreter().parse(text, now=now).entities
    entities = tuple(entity.as_json() for entity in found)
    return Heard(text, None, 0.9, entities, None, "triage_form", frozenset())


@pytest.mark.parametrize("text", OLD)
def test_surgery_years_ago_is_no_recent_one(text):
    assert surgery_is_old(heard(text), {}) is True
    changes = hear(heard(text), {}, PROTOCOL)
    assert changes["findings"]["spine_surgery"]["new"] is False
    assert "RF26" not in (changes.get("red_flags") or ())
    assert changes.get("urgency_so_far") not in {"emergency", "same_day"}


@pytest.mark.parametrize("text", NOT_OLD)
def test_surgery_whose_time_is_not_told_for_certain_counts_as_recent(text):
    assert surgery_is_old(heard(text), {}) is not True
    assert "RF26" in hear(heard(text), {}, PROTOCOL)["red_flags"]


def test_a_year_without_the_date_of_the_message_makes_nothing_old():
    assert surgery_is_old(heard(OLD[0], now=None), {}) is None


def test_an_age_is_old_only_where_the_person_is_older_by_years():
    text = "had spine surgery when I was 20, now my leg is tingling"
    assert surgery_is_old(heard(text), {"age": 20}) is not True
    assert surgery_is_old(heard("back surgery at age 45, leg tingles"), {"age": 60}) is True
    assert surgery_is_old(heard("back surgery as a kid, leg tingles"), {"age": 12}) is not True


def test_a_later_surgery_takes_the_old_one_back():
    findings = hear(heard(OLD[0]), {}, PROTOCOL)["findings"]
    later = hear(heard("I had back surgery 3 weeks ago too"), {"findings": findings}, PROTOCOL)
    assert later["findings"]["spine_surgery"]["new"] is None
    assert "RF26" in later["red_flags"]
