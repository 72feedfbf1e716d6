"""A letter of a list that comes after its answer adds to it, and takes nothing away."""

from __future__ import annotations

import pytest

from actions.hearing import hear
from actions.knowledge.loader import load_protocol
from actions.message import Heard
from tests.conftest import ROOT
from tests.language.suite import NOW, interpreter

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
DANGER = PROTOCOL.screens["danger_signs"].asks
ILLNESS = PROTOCOL.screens["illness_signs"].asks
TICKED = {"assertion": "present", "origin": "asked"}
ABSENT = {item: {"assertion": "absent", "origin": "asked"} for item in DANGER}
ASKED_AGE = {
    "screen_items": list(DANGER),
    "findings": ABSENT | {"RF01": TICKED},
    "danger_signs": dict.fromkeys(DANGER, "absent") | {"RF01": "present"},
    "red_flags": ["RF01"],
    "red_flags_told": ["RF01"],
    "undated_signs": ["RF01"],
}
ADDS = (
    "and E", "E too", "E as well", "also E", "oh and E", "yes and E", "yes, E too", "plus E",
    "since tuesday, and E too", "E", "and E sometimes", "no, and E", "E also", "yeah E too",
    "oh, E", "and e", "no but E", "wait, E too", "sorry, also E", "I forgot E",
)  # fmt: skip
ADDS_NONE = (
    "yes", "no", "not E", "no B no E", "what is E?", "both", "a while",
    "since my vitamin D ran out",
    "I cant say", "not sure", "same",
)  # fmt: skip


def told(text: str, slots: dict[str, object], asked: str, form: str = "triage_form") -> set[str]:
    """Return the red flags that stand after a message."""
    parsed = interpreter().parse(text, now=NOW)
    found = tuple(one.as_json() for one in parsed.entities)
    said = Heard(text, None, 0.0, found, asked, form, frozenset(), remarks=parsed.remarks)
    return set((slots | hear(said, slots, PROTOCOL))["red_flags"] or ())


@pytest.mark.parametrize("text", ADDS)
def test_a_letter_at_the_question_how_old_a_sign_is_adds_one(text):
    assert told(text, ASKED_AGE, "new_or_worse") == {"RF01", "RF06"}


@pytest.mark.parametrize("text", ADDS_NONE)
def test_other_answers_to_that_question_add_none_and_take_none_away(text):
    assert told(text, ASKED_AGE, "new_or_worse") == {"RF01"}


@pytest.mark.parametrize(
    ("asked", "form"), [("pain_duration", "triage_form"), ("contact_name", "contact_form")]
)
@pytest.mark.parametrize(
    "text", ["and F", "F too", "also F", "F", "oh and F", "F as well", "plus F"]
)
def test_a_letter_right_behind_the_second_list_is_one_of_it(text, asked, form):
    none = {item: {"assertion": "absent", "origin": "asked"} for item in ILLNESS}
    slots = {
        "screen_items": list(ILLNESS),
        "findings": ABSENT | none | {"RF14": TICKED},
        "danger_signs": dict.fromkeys(DANGER, "absent"),
        "illness_signs": dict.fromkeys(ILLNESS, "absent") | {"RF14": "present"},
        "red_flags": ["RF14"],
    }
    assert told(text, slots, asked, form) == {"RF14", "RF21"}
