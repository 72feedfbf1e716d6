"""What is told beside an answer changes no fact, makes no new patient, and hides no danger."""

from __future__ import annotations

import pytest

from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.told_aside import without_asides
from actions.visit_changes import yes_with_aside
from tests.conftest import ROOT
from tests.language import suite

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
READER = WishReader(load_wish_words(ROOT))
BEFORE = {
    "pain_duration": 56,
    "activity": "heavy_work",
    "injury_type": "soreness",
    "pain_severity": 5,
    "leg_pain": "none",
    "daily_function": "full",
    "pain_trend": "same",
    "age": 48,
}
MOTHER = {"entity": "proxy", "value": "mother", "named_as": "patient", "is_pronoun": False}
NO_PEE = {
    "entity": "finding",
    "value": "bladder_trouble",
    "assertion": "present",
    "red_flag": ["RF02"],
}
VISIT, READ_BACK = ("booking_form", "booking_confirmed"), ("triage_form", "facts_confirmed")
DAY = {"entity": "duration", "value": 0.5}
BOTH = ["pain_trend", "pain_duration"]
WEEKS = {"entity": "duration", "value": 35, "is_length": True}


def heard(text, asked, *entities, told=(), intent=None):
    form, slot = asked
    remarks = suite.remark_words().read(text)
    return Heard(text, intent, 0.9, entities, slot, form, frozenset(told), remarks=remarks)


def of_form(slot):
    return "triage_form", slot


@pytest.mark.parametrize(
    ("said", "now", "stays"),
    [
        # Behind a yes to the visit only worse news counts.
        (heard("yes, my day is free", VISIT, told=["daily_function"]), "full", True),
        (heard("yes but i can't sit long", VISIT, told=["daily_function"]), "limited", True),
        (heard("yes, i can't do a thing now", VISIT, told=["daily_function"]), "unable", False),
        (heard("yes, it is worse today", VISIT, told=["pain_trend"]), "worse", False),
        (heard("yes, better today", VISIT, told=["pain_trend"]), "better", True),
        (heard("yes, i fell", VISIT, told=["injury_type"]), "fall_trauma", False),
        (heard("yes, down my leg, too", VISIT, told=["leg_pain"]), "below_knee", False),
        (heard("yes, it's a 9", VISIT, told=["pain_severity"]), 9, False),
        # Without a yes it is told on purpose.
        (heard("my day is free", VISIT, told=["daily_function"]), "limited", False),
        # What was read back is put right by a length, and by no day of something else.
        (heard("yes, ears rung today", READ_BACK, DAY, told=["pain_duration"]), 0.5, True),
        (heard("my ears rang today", READ_BACK, DAY, told=["pain_duration"]), 0.5, True),
        (
            heard(
                "no, today", READ_BACK, DAY, told=["pain_duration"], intent="inform_duration"
            ),
            0.5,
            False,
        ),
        (
            heard(
                "but it's 5 weeks",
                READ_BACK,
                WEEKS,
                told=["pain_duration"],
                intent="inform_duration",
            ),
            35,
            False,
        ),
        (
            heard(
                "and i can't pee since today",
                READ_BACK,
                DAY,
                NO_PEE,
                told=["pain_duration"],
                intent="inform_duration",
            ),
            0.5,
            True,
        ),
        # Beside the answer to another question.
        (heard("only when i cough", of_form("leg_pain"), told=["activity"]), "driving", True),
        (heard("i meant driving", of_form("leg_pain"), told=["activity"]), "driving", False),
        (
            heard("same since today", of_form("pain_trend"), DAY, told=BOTH),
            0.5,
            True,
        ),
        (
            heard(
                "same, began today", of_form("pain_trend"), DAY, told=BOTH
            ),
            0.5,
            False,
        ),
    ],
)  # fmt: skip
def test_a_fact_that_was_told_stays_beside_an_aside(said, now, stays):
    (fact,) = said.filled - {said.requested_slot}
    slots = {**BEFORE, "facts_kept": BEFORE, fact: now}
    kept, before = without_asides(said, slots, PROTOCOL)
    assert before == ({fact: BEFORE[fact]} if stays else {})
    assert (fact not in kept.filled) == stays


def test_what_was_not_told_before_is_news():
    said = heard("yes, it began today", VISIT, DAY, told=["pain_duration"])
    assert without_asides(said, {"pain_duration": 0.5, "facts_kept": {}}, PROTOCOL) == (said, {})


def test_whoever_is_named_behind_a_yes_is_no_new_patient_unless_in_danger():
    slots = {"facts_kept": BEFORE}
    kept, _ = without_asides(heard("yes, my mom is 80", VISIT, MOTHER), slots, PROTOCOL)
    assert not kept.entities
    for text, *signs in (
        ("yes, it is for my mom",),
        ("yes, my mom can't pee", NO_PEE),
        ("my mom is 80",),
    ):
        said = heard(text, VISIT, MOTHER, *signs)
        assert without_asides(said, slots, PROTOCOL)[0].entities == said.entities


def test_the_signs_of_whom_the_person_lifts_are_that_ones():
    lifted = {**MOTHER, "is_cared_for": True}
    theirs = {**NO_PEE, "said_of": "mother"}
    own = {**NO_PEE, "value": "both_legs_symptoms"}
    text = "lifting my mom who can't pee, now my legs are numb"
    asked = of_form("activity")
    kept, _ = without_asides(heard(text, asked, lifted, theirs, own), {}, PROTOCOL)
    assert [one["assertion"] for one in kept.entities] == ["other_person", "present"]
    # In a conversation about the mother, and of somebody merely called "her", they may be.
    for person, slots in ((lifted, {"proxy": "mother"}), ({**lifted, "is_pronoun": True}, {})):
        said = heard(text, asked, person, theirs, own)
        assert without_asides(said, slots, PROTOCOL) == (said, {})


@pytest.mark.parametrize(
    ("text", "is_none"),
    [
        ("no, i walked a lot", True),
        ("nope, my back gets it all", True),
        ("no, only when i cough", False),
        ("no but it tingles", False),
        ("no, my toes are cold", False),
        ("no, it hurts when i walk", False),
    ],
)
def test_a_no_about_the_leg_stands_before_what_is_no_leg(text, is_none):
    _, before = without_asides(heard(text, of_form("leg_pain")), {}, PROTOCOL)
    assert before == ({"leg_pain": "none"} if is_none else {})


@pytest.mark.parametrize(
    ("text", "intent", "taken"),
    [
        ("yes, i have a cold", None, True),
        ("yes that's fine, no fever", "deny", True),
        ("yep, my son drives me", "affirm", True),
        ("Yes please. Can she come?", None, True),
        ("yes unless i die of boredom first", "inform_function", True),
        ("yes, can she come?", None, None),
        ("yes, if it is free", None, None),
        ("yes, but not that day", None, None),
        ("yes, but i can't make it", None, None),
        ("yes, it is for my mom", None, None),
        ("my back is killing me", "report_pain", None),
        ("no, i have a cold", "deny", None),
        ("yes no wait", "deny", None),
        # What was taken for a yes waits.
        ("yes wait", "affirm", False),
    ],
)
def test_a_yes_to_a_visit_stands_beside_an_aside(text, intent, taken):
    said = heard(text, VISIT, intent=intent)
    given = yes_with_aside(said, READER.words, READER.normal(text))
    assert given == ({} if taken is None else {"booking_confirmed": taken or None})
