"""The answer to "did it start, or get worse, in the last 2 weeks?"."""

from __future__ import annotations

import pytest

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.newness import answer
from tests.conftest import ROOT
from tests.language import suite

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
    assert answer(message, {}, PROTOCOL) is is_new


@pytest.mark.parametrize(
    ("flag", "days", "is_new"),
    [
        # A numb saddle of a month is none that was ever there; a leak of a month is old.
        ("RF01", 30, True),
        ("RF01", 84, True),
        ("RF01", 85, False),
        ("RF01", 730, False),
        ("RF02", 30, False),
        ("RF02", 14, True),
    ],
)
def test_a_red_flag_may_say_after_how_long_it_is_old(flag, days, is_new):
    message = heard("that long", told("duration", days))
    assert answer(message, {"undated_signs": [flag]}, PROTOCOL) is is_new


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


def half_told(finding="saddle_numbness", flag="RF01", **slots):
    sign = {"assertion": "present", "words": "words", "origin": "volunteered", "new": None}
    return {
        "findings": {finding: sign},
        "undated_signs": [flag],
        "red_flags": [flag],
        "red_flags_told": [flag],
        **slots,
    }


def test_what_answers_nothing_is_asked_once_more_and_then_counts_as_a_yes():
    message = heard("only when I walk", intent="inform_activity")
    changes = hear(message, half_told(), PROTOCOL)
    assert "findings" not in changes
    assert changes["misses"] == {"slot": "new_or_worse", "count": 1}
    again = hear(message, half_told(misses=changes["misses"]), PROTOCOL)
    assert again["findings"]["saddle_numbness"]["new"] is True


@pytest.mark.parametrize(
    "denial",
    [
        told("leg_answer", "above_knee"),
        {"entity": "finding", "value": "both_legs_symptoms", "assertion": "absent"},
    ],
)
def test_a_sign_that_is_taken_back_by_name_is_asked_about_by_itself(denial):
    slots = half_told("both_legs_symptoms", "RF05", leg_pain="both_legs")
    changes = hear(heard("just the left", denial), slots, PROTOCOL)
    assert changes["unsure_counts"] == {"RF05": 1}
    assert changes["findings"] is changes["leg_pain"] is changes["red_flags_told"] is None


def test_none_answers_the_list_and_no_question_about_one_sign():
    message = heard("none", told("choice", "none"), intent="deny")
    assert answer(message, {}, PROTOCOL) is None


def signs_after(text):
    """Return the findings of a first message, heard with the pain's length that it tells."""
    entities = tuple(one.as_json() for one in suite.entities(text))
    days = [one["value"] for one in entities if one["entity"] == "duration" and not one.get("role")]
    message = heard(text, *entities, asked=None, filled=["pain_duration"] if days else [])
    return hear(message, {"pain_duration": days[-1] if days else None}, PROTOCOL)["findings"]


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("neuropathy in both feet for 10 years, back pain 3 days", "both_legs_symptoms"),
        ("i leak when i sneeze since i had kids. back hurts since yesterday", "bladder_trouble"),
        ("had bladder problems forever, back hurts since last night", "bladder_trouble"),
        ("im paralyzed from waist down since 1999 and my back hurts", "both_legs_symptoms"),
        ("back hurts 2 days. had a foot drop since 2015", "foot_drop"),
        ("my legs have been weak since 2010, back pain started this morning", "both_legs_symptoms"),
    ],
)
def test_a_sign_that_stands_with_an_old_time_is_asked_about(text, sign):
    found = signs_after(text)[sign]
    assert (found["assertion"], found["new"], found["age_doubted"]) == ("present", None, True)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("back pain 3 days and both legs numb", "both_legs_symptoms"),
        ("my feet went numb yesterday, back pain for 10 years", "both_legs_symptoms"),
        ("numb between my legs since yesterday, back pain 20 years", "saddle_numbness"),
        ("cant pee since last night. i've had back trouble for years", "bladder_trouble"),
        ("both feet numb for 10 years and now i suddenly cant feel them", "both_legs_symptoms"),
        ("back hurts 3 days, diabetes since 1999, numb feet", "both_legs_symptoms"),
    ],
)
def test_the_old_time_of_something_else_makes_no_sign_old(text, sign):
    assert not signs_after(text)[sign].get("age_doubted")


def legs(days, *entities, legs_denied=True):
    """Return what both legs, told at the question about the leg, make of a known pain."""
    denied = {"assertion": "absent", "words": None, "origin": "asked", "new": None}
    slots = {
        "findings": {"RF05": denied} if legs_denied else None,
        "pain_duration": days,
        "leg_pain": "both_legs",
        "danger_signs": {"RF05": "absent"},
    }
    message = heard("both", *entities, filled={"leg_pain"}, asked="leg_pain")
    return hear(message, slots, PROTOCOL)


@pytest.mark.parametrize("legs_denied", [True, False])
def test_both_legs_of_a_new_pain_are_new(legs_denied):
    changes = legs(5, legs_denied=legs_denied)
    assert changes["urgency_so_far"] == "emergency"
    assert not changes.get("undated_signs")


@pytest.mark.parametrize("legs_denied", [True, False])
def test_both_legs_with_a_reason_or_of_an_old_pain_are_asked_about(legs_denied):
    for changes in (
        legs(5, told("onset", "explained"), legs_denied=legs_denied),
        legs(5, told("onset", "old"), legs_denied=legs_denied),
        legs(180, legs_denied=legs_denied),
    ):
        assert changes["undated_signs"] == ["RF05"]
        assert changes.get("disposition") is None


def test_a_reason_calms_no_second_sign():
    signs = [
        {"entity": "finding", "value": one, "assertion": "present"}
        for one in ("both_legs_symptoms", "leg_numbness")
    ]
    changes = legs(5, told("onset", "explained"), *signs)
    assert changes["urgency_so_far"] == "emergency"
    assert not changes.get("undated_signs")


@pytest.mark.parametrize(("said", "is_new"), [("affirm", True), ("deny", False)])
def test_the_answer_about_legs_that_the_list_denied_stands(said, is_new):
    slots = {
        "findings": {"RF05": {"assertion": "absent", "words": None, "origin": "asked"}},
        "pain_duration": 180,
        "leg_pain": "both_legs",
        "undated_signs": ["RF05"],
        "red_flags": ["RF05"],
        "red_flags_told": ["RF05"],
    }
    changes = hear(heard("so", intent=said), slots, PROTOCOL)
    assert changes["findings"]["RF05"]["new"] is is_new
    assert changes["findings"]["RF05"]["assertion"] == "present"
    assert changes["undated_signs"] is None


def test_a_feeling_of_the_leg_that_is_asked_about_is_asked_about_by_itself():
    denied = {"assertion": "absent", "words": None, "origin": "asked", "new": None}
    slots = {"findings": {"RF06": denied}, "danger_signs": {"RF06": "absent"}}
    felt = told("leg_feeling", "leg_weakness")
    asked = hear(heard("no pain but weak", felt, asked="leg_pain"), slots, PROTOCOL)
    assert asked["unsure_counts"] == {"RF06": 1}
    # Elsewhere a word without its part says nothing of a leg.
    other = hear(heard("weak", felt, asked="pain_severity"), slots, PROTOCOL)
    assert not other.get("unsure_counts")
