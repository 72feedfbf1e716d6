"""The answer to "did it start, or get worse, in the last 2 weeks?"."""

from __future__ import annotations

import pytest

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.newness import answer
from tests.conftest import ROOT

PROTOCOL = load_protocol(ROOT / "data" / "clinical")


def told(entity, value):
    return {"entity": entity, "value": value}


def heard(text, *entities, intent=None, filled=(), asked="new_or_worse"):
    return Heard(text, intent, 0.95, entities, asked, "triage_form", frozenset(filled))


@pytest.mark.parametrize(
    ("message", "is_new"),
    [
        (heard("yes", intent="affirm"), True),
        (heard("no", intent="deny"), False),
        # A doubt is no "no": hours may count.
        (heard("not sure", intent="dont_know"), True),
        (heard("skip", intent="skip"), True),
        (heard("stop", intent="stop"), True),
        (heard("my husband drove me home"), True),
        (heard("no, since Monday", told("duration", 3), intent="deny"), True),
        (heard("no but worse", told("pain_trend", "worse"), intent="deny"), True),
        (heard("for two years", told("duration", 730)), False),
        (heard("it was always like that", told("onset", "old")), False),
        # "It comes and goes" and "it is easing" say nothing of when it began.
        (heard("it comes and goes", told("pain_trend", "same")), True),
        (heard("getting better", told("pain_trend", "better")), True),
        (heard("no, just now", told("onset", "recent"), intent="deny"), True),
        # Who asks back is answered and asked again.
        (heard("why?", intent="ask_why"), None),
        (heard("what do you mean?"), None),
    ],
)
def test_only_a_clear_no_makes_a_sign_old(message, is_new):
    assert answer(message, PROTOCOL) is is_new


def test_the_answer_dates_the_sign_and_is_told_now():
    sign = {"assertion": "present", "words": "numb", "origin": "volunteered", "new": None}
    slots = {
        "findings": {"saddle_numbness": sign},
        "undated_signs": ["RF01"],
        "red_flags": ["RF01"],
        "red_flags_told": ["RF01"],
    }
    changes = hear(heard("yes", intent="affirm"), slots, PROTOCOL)
    assert changes["findings"]["saddle_numbness"]["new"] is True
    assert changes["alert"] == ["RF01"]
    assert changes["undated_signs"] is None


def test_the_length_of_an_old_sign_is_not_the_length_of_the_pain():
    slots = {
        "findings": {"saddle_numbness": {"assertion": "present", "new": None}},
        "undated_signs": ["RF01"],
        "facts_kept": {"pain_duration": 30},
        "pain_duration": 730,
    }
    message = heard("two years", told("duration", 730), filled=["pain_duration"])
    assert hear(message, slots, PROTOCOL)["pain_duration"] == 30


def test_a_tick_of_an_item_that_asks_for_what_is_new_is_new():
    tick = {"entity": "finding", "value": "RF02", "extractor": "payload"}
    changes = hear(heard("B", tick, asked="danger_signs"), {}, PROTOCOL)
    assert changes["findings"]["RF02"]["new"] is True
    assert changes["urgency_so_far"] == "emergency"
