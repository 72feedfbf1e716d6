"""Signs that a message may speak of are asked about: they neither alarm nor are passed over."""

from __future__ import annotations

import pytest

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from actions.screens import asked_on
from tests.conftest import ROOT

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
DANGER = PROTOCOL.screens["danger_signs"].asks
ILLNESS = PROTOCOL.screens["illness_signs"].asks
UNSURE = {"assertion": "unsure"}


def suspicion(flag):
    return {
        "entity": "finding",
        "value": flag,
        "assertion": "unsure",
        "suspected": True,
        "start": 0,
        "end": 5,
    }


def heard(*entities, asked=None, form="triage_form", is_taken_over=False):
    return Heard("words here", None, 0.95, entities, asked, form, frozenset(), is_taken_over)


def test_a_suspicion_is_kept_as_unsure_and_raises_no_alert():
    changes = hear(heard(suspicion("RF02")), {}, PROTOCOL)
    assert changes["findings"]["RF02"]["assertion"] == "unsure"
    assert not changes.get("alert")


def test_a_suspicion_that_no_list_holds_is_asked_on_the_first_one():
    assert asked_on("danger_signs", {"RF18": UNSURE}, PROTOCOL) == (*DANGER, "RF18")
    assert asked_on("danger_signs", {"blood_in_urine": UNSURE}, PROTOCOL) == (*DANGER, "RF18")


@pytest.mark.parametrize("sign", ["RF02", "fever", "bladder_trouble"])
def test_a_doubt_that_a_list_holds_adds_no_item(sign):
    assert asked_on("danger_signs", {sign: UNSURE}, PROTOCOL) == DANGER


def test_the_second_list_is_never_longer():
    assert asked_on("illness_signs", {"RF18": UNSURE}, PROTOCOL) == ILLNESS


def test_a_list_that_was_answered_is_open_again_after_a_doubt():
    slots = {"findings": {flag: {"assertion": "absent"} for flag in DANGER}}
    slots["danger_signs"] = dict.fromkeys(DANGER, "absent")
    changes = hear(heard(suspicion("RF18")), slots, PROTOCOL)
    assert changes["danger_signs"] is None


@pytest.mark.parametrize("known", ["present", "absent"])
def test_what_is_known_already_is_not_asked_again(known):
    slots = {"findings": {"bladder_trouble": {"assertion": known}}}
    findings = hear(heard(suspicion("RF02")), slots, PROTOCOL).get("findings", {})
    assert "RF02" not in findings


def test_plain_words_that_the_encoder_contests_open_a_list_again_that_was_denied():
    """Such as after a no: "should I be worried that I can't feel when I wee?"."""
    slots = {"findings": {flag: {"assertion": "absent"} for flag in DANGER}}
    slots["danger_signs"] = dict.fromkeys(DANGER, "absent")
    said = suspicion("RF02") | {"value": "bladder_trouble", "contested": True, "red_flag": ["RF02"]}
    changes = hear(heard(said), slots, PROTOCOL)
    assert changes["findings"]["bladder_trouble"]["assertion"] == "unsure"
    assert "RF02" not in changes["findings"]
    assert changes["danger_signs"] is None
    known = {"findings": {"bladder_trouble": {"assertion": "present"}}}
    assert "findings" not in hear(heard(said), known, PROTOCOL), "what is known to be there stays"


def test_words_that_may_speak_of_dying_are_answered_gently():
    changes = hear(heard(suspicion("RF33")), {}, PROTOCOL)
    assert changes["findings"]["despair"]["assertion"] == "present"
    assert changes["alert"] == ["despair"]


@pytest.mark.parametrize(
    "message",
    [
        heard(suspicion("RF02"), form="contact_form"),
        heard(suspicion("RF02"), is_taken_over=True),
    ],
)
def test_names_and_talks_with_a_person_are_not_suspected(message):
    assert "findings" not in hear(message, {}, PROTOCOL)


def test_a_doubt_in_an_answer_to_a_list_leaves_that_item_open():
    slots = {"screen_items": list(DANGER)}
    changes = hear(heard(suspicion("RF02"), asked="danger_signs"), slots, PROTOCOL)
    assert changes["unsure_counts"] == {"RF02": 1}
    assert not changes.get("danger_signs")


DENIED = {
    "findings": {one: {"assertion": "absent", "origin": "asked"} for one in (*DANGER, *ILLNESS)},
    "danger_signs": dict.fromkeys(DANGER, "absent"),
    "illness_signs": dict.fromkeys(ILLNESS, "absent"),
}


def told(sign, assertion="present", **details):
    return {"entity": "finding", "value": sign, "assertion": assertion} | details


@pytest.mark.parametrize("asked", ["activity", "pain_severity", "pain_trend", "facts_confirmed"])
@pytest.mark.parametrize("suspected", [True, False])
def test_a_doubt_after_a_denied_list_is_asked_by_itself_whatever_was_asked(asked, suspected):
    doubt = told("fainted", "unsure", suspected=suspected)
    changes = hear(heard(doubt, asked=asked), DENIED, PROTOCOL)
    assert changes["danger_signs"] is None
    assert changes["unsure_counts"] == {"RF17": 1}
    assert "RF17" not in changes["findings"]
    assert not changes.get("alert")


def test_a_doubt_of_the_other_list_is_asked_too():
    slots = DENIED | {"illness_signs": None, "screen_items": list(ILLNESS)}
    changes = hear(heard(told("leg_weakness", "unsure"), asked="illness_signs"), slots, PROTOCOL)
    assert changes["unsure_counts"]["RF06"] == 1


def test_what_the_encoder_alone_suspects_is_asked_by_itself_once():
    slots = DENIED | {"unsure_counts": {"RF17": 1}}
    guess = told("fainted", "unsure", suspected=True)
    assert "danger_signs" not in hear(heard(guess, asked="activity"), slots, PROTOCOL)
    doubt = told("fainted", "unsure")
    assert hear(heard(doubt, asked="activity"), slots, PROTOCOL)["danger_signs"] is None


def test_one_sign_of_two_that_is_told_after_its_item_was_denied_is_asked_about_once():
    """Weight that was lost raises nothing alone; with the item that names it, it would."""
    changes = hear(heard(told("weight_loss"), asked="activity"), DENIED, PROTOCOL)
    assert changes["illness_signs"] is None
    assert changes["unsure_counts"] == {"RF10": 1}
    assert changes["findings"]["weight_loss"]["assertion"] == "present"
    again = DENIED | {"unsure_counts": {"RF10": 1}}
    assert "illness_signs" not in hear(heard(told("weight_loss")), again, PROTOCOL)


@pytest.mark.parametrize("sign", ["fever", "cancer_history", "blood_thinner"])
def test_what_raises_its_flag_by_itself_is_not_asked_about_again(sign):
    changes = hear(heard(told(sign), asked="activity"), DENIED, PROTOCOL)
    assert not changes.get("unsure_counts")
    assert changes["red_flags"]


def test_how_a_sign_began_suddenly_asks_no_question_of_an_emergency_again():
    changes = hear(heard(told("sudden_severe_pain"), asked="activity"), DENIED, PROTOCOL)
    assert "danger_signs" not in changes
