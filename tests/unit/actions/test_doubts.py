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
