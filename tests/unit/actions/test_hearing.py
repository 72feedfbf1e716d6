"""What one message changes."""

from __future__ import annotations

from dataclasses import replace

import pytest
from rasa_sdk import Tracker

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from tests.conftest import ROOT

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
DANGER = list(PROTOCOL.screens["danger_signs"].asks)


def sign(name, assertion="present"):
    return {"entity": "finding", "value": name, "assertion": assertion, "start": 0, "end": 5}


def heard(*entities, intent=None, asked=None, form="triage_form", filled=()):
    return Heard("words here", intent, 0.95, entities, asked, form, frozenset(filled))


def test_a_sign_is_kept_with_its_words_and_raises_the_alert():
    changes = hear(heard(sign("saddle_numbness")), {}, PROTOCOL)
    assert changes["findings"]["saddle_numbness"]["words"] == "words"
    assert changes["red_flags"] == ["RF01"]
    assert changes["alert"] == ["RF01"]


@pytest.mark.parametrize("assertion", ["past", "other_person", "hypothetical"])
def test_what_is_not_about_now_and_this_person_is_no_finding(assertion):
    assert hear(heard(sign("saddle_numbness", assertion)), {}, PROTOCOL) == {}


def test_a_sign_that_was_answered_does_not_alert_again():
    first = hear(heard(sign("fever")), {}, PROTOCOL)
    slots = {**first, "alert": None, "red_flags_told": first["alert"]}
    assert "alert" not in hear(heard(sign("fever")), slots, PROTOCOL)


@pytest.mark.parametrize("form", ["contact_form", "booking_form", "triage_form", None])
@pytest.mark.parametrize("sign_name", ["pregnancy_alarm", "bleeding_somewhere", "fever"])
def test_a_red_flag_that_was_answered_alerts_again_when_it_calls_for_more(form, sign_name):
    """H-01: a pregnancy was told, and now the waters break."""
    first = hear(heard(sign("pregnant"), form=form), {"pain_duration": 3}, PROTOCOL)
    told = {**first, "alert": None, "red_flags_told": ["RF22"], "disposition": "same_day"}
    changes = hear(heard(sign(sign_name), asked="contact_name", form=form), told, PROTOCOL)
    assert {"RF22", "RF11"}.intersection(changes["alert"])
    again = {**told, **changes, "alert": None, "red_flags_told": ["RF22", "RF11"]}
    again["disposition"] = "emergency"
    assert not hear(heard(form="triage_form"), again, PROTOCOL).get("alert")


def test_a_sign_that_is_written_like_a_name_is_none():
    """The alarm is raised, and nobody is called Waters Broke."""
    said = replace(
        heard(sign("pregnancy_alarm"), asked="contact_name", form="contact_form"),
        text="Waters Broke",
    )
    changes = hear(said, {"disposition": "same_day"}, PROTOCOL)
    assert changes["alert"] == ["RF22"]
    assert "contact_name" not in changes


def test_whoever_may_want_to_die_is_asked_while_a_name_is():
    """H-01: no question about a name is more urgent."""
    guess = {**sign("suicidal", "unsure"), "suspected": True}
    changes = hear(heard(guess, asked="contact_name", form="contact_form"), {}, PROTOCOL)
    assert changes["alert"] == ["despair"]


def test_an_emergency_is_repeated_while_nothing_else_is_open():
    slots = {"disposition": "emergency", "red_flags": ["RF01"], "red_flags_told": ["RF01"]}
    slots["findings"] = {"saddle_numbness": {"assertion": "present"}}
    assert hear(heard(form=None), slots, PROTOCOL)["alert"] == ["RF01"]
    # An answer to what the contact form asks is one; small talk meanwhile is not.
    answered = heard(intent="affirm", form="contact_form")
    assert "alert" not in hear(answered, slots, PROTOCOL)
    assert hear(heard(intent="thank", form="contact_form"), slots, PROTOCOL)["alert"] == ["RF01"]


@pytest.mark.parametrize(
    ("first", "then", "kept"),
    [
        ("present", "absent", "absent"),
        ("absent", "present", "present"),
        # A doubt does not wipe out what was said plainly.
        ("present", "unsure", "present"),
        ("absent", "unsure", "absent"),
    ],
)
def test_a_later_statement_corrects_an_earlier_one(first, then, kept):
    slots = hear(heard(sign("fever", first)), {}, PROTOCOL)
    slots |= hear(heard(sign("fever", then)), slots, PROTOCOL)
    assert slots["findings"]["fever"]["assertion"] == kept


def test_a_screen_is_full_once_every_item_has_an_answer():
    slots = {"screen_items": DANGER}
    none = {"entity": "choice", "value": "none"}
    changes = hear(heard(none, asked="danger_signs"), slots, PROTOCOL)
    assert changes["danger_signs"] == dict.fromkeys(DANGER, "absent")


def test_signs_denied_before_the_screen_need_no_question():
    slots = hear(heard(sign("bladder_trouble", "absent")), {}, PROTOCOL)
    assert slots["findings"]["bladder_trouble"]["assertion"] == "absent"
    slots["screen_items"] = [item for item in DANGER if item != "RF02"]
    none = {"entity": "choice", "value": "none"}
    changes = hear(heard(none, asked="danger_signs"), slots, PROTOCOL)
    assert changes["danger_signs"]["RF02"] == "absent"


def test_unsure_is_asked_twice_and_then_stands():
    slots = {"screen_items": DANGER}
    unsure = {"entity": "choice", "value": "unsure"}
    slots |= hear(heard(unsure, asked="danger_signs"), slots, PROTOCOL)
    assert slots.get("danger_signs") is None
    slots |= hear(heard(unsure, asked="danger_signs"), slots, PROTOCOL)
    assert slots["danger_signs"] == dict.fromkeys(DANGER, "unsure")


def test_a_screen_cannot_be_skipped_into_advice():
    slots = {"screen_items": DANGER}
    for _ in range(2):
        slots |= hear(heard(intent="skip", asked="danger_signs"), slots, PROTOCOL)
    assert set(slots["danger_signs"].values()) == {"unsure"}


@pytest.mark.parametrize(
    ("asked", "changes"),
    [
        ("pain_trend", {"declined": ["pain_trend"]}),
        ("injury_type", {"injury_type": "unknown"}),
        ("activity", {"activity": "unknown"}),
    ],
)
def test_a_question_may_be_left_open(asked, changes):
    learnt = hear(heard(intent="dont_know", asked=asked), {}, PROTOCOL)
    assert {name: learnt[name] for name in learnt if name != "facts_kept"} == changes


def test_an_answer_that_begins_with_a_doubt_is_no_refusal():
    said = heard(intent="dont_know", asked="pain_duration", filled=["pain_duration"])
    assert "declined" not in hear(said, {}, PROTOCOL)


@pytest.mark.parametrize("change", ["a fact", "a sign", "a tap on a fact"])
def test_a_change_asks_for_the_read_back_again(change):
    said = {
        "a fact": heard(filled=["pain_duration"]),
        "a sign": heard(sign("blood_thinner")),
        "a tap on a fact": heard({"entity": "fact", "value": "activity"}),
    }[change]
    changes = hear(said, {"facts_confirmed": True, "activity": "driving"}, PROTOCOL)
    assert changes["facts_confirmed"] is None
    assert change != "a tap on a fact" or changes["activity"] is None


def test_despair_asks_one_gentle_question_and_a_yes_is_a_crisis():
    slots = hear(heard(sign("despair")), {}, PROTOCOL)
    assert slots["alert"] == ["despair"]
    slots |= {"alert": None, "red_flags_told": ["despair"]}
    changes = hear(heard(intent="affirm", asked="self_harm_check"), slots, PROTOCOL)
    assert changes["alert"] == ["RF33"]


@pytest.mark.parametrize(
    ("between", "is_crisis"),
    [({"stop", "deny"}, True), ({"skip", "thank"}, True), ({"deny", "correct_fact"}, False)],
)
def test_an_unclear_answer_about_self_harm_that_may_be_a_refusal_is_a_crisis(between, is_crisis):
    unclear = replace(heard(asked="self_harm_check"), unclear_between=frozenset(between))
    assert ("suicidal" in (hear(unclear, {}, PROTOCOL).get("findings") or {})) is is_crisis


def test_a_sign_that_the_protocol_does_not_know_is_left_alone():
    assert hear(heard(sign("zodiac")), {}, PROTOCOL) == {}


@pytest.mark.parametrize("assertion", ["present", "absent", "past", "other_person", "hypothetical"])
def test_what_is_merely_likely_is_not_told_unless_it_is_a_doubt(assertion):
    def entities(**more):
        found = {"entity": "finding", "value": "fever", "start": 0, "end": 1} | more
        tracker = Tracker.from_dict(
            {"sender_id": "p", "latest_message": {"text": "x", "entities": [found]}, "events": []}
        )
        return Heard.from_tracker(tracker).entities

    assert entities(assertion=assertion)
    assert not entities(assertion=assertion, suspected=True)
    assert entities(assertion="unsure", suspected=True)
    (asked,) = entities(assertion=assertion, suspected=True, contested=True)
    assert asked["assertion"] == "unsure", "lexicon and encoder differ: the dialogue asks"
