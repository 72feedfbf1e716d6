"""The choices of a question whose answer was none: "too long", "really bad", "it's my job"."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.contradiction import OPEN as CONTRADICTION
from actions.message import Heard
from actions.numbers import PENDING
from actions.slots import FACTS, TRIAGE_FORM, Slots

# What tells something, and is no question and no remark on the conversation.
TELLS = ("affirm", "deny", "report_pain", "correct_fact", "inform_")


def choices_again(heard: Heard, changes: Mapping[str, Any], slots: Slots) -> str | None:
    """Return the choices of a question that an answer leaves open: "too long", "really bad"."""
    asked = heard.requested_slot
    is_form = names_choices(heard) and not heard.is_tap()
    told = heard.filled.intersection(FACTS) - {asked}
    is_left = is_form and not told and {**slots, **changes}.get(asked or "") is None
    is_busy = any(changes.get(name) for name in ("alert", PENDING, CONTRADICTION))
    is_aside = "?" in heard.text or heard.says("asks") or not (heard.intent or "").startswith(TELLS)
    return choices_of(heard) if is_left and not is_busy and not is_aside else None


def names_choices(heard: Heard) -> bool:
    """Tell whether the question on show is one for a fact: it has answers to choose from."""
    return heard.requested_slot in FACTS and heard.active_form == TRIAGE_FORM


def choices_of(heard: Heard) -> str:
    """Return the response that names the answers there are to the question on show."""
    if heard.requested_slot == "activity" and heard.says("at_work"):
        return "utter_choices_of_work"
    return f"utter_choices_{heard.requested_slot}"
