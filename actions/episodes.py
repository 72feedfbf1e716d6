"""A second person in one conversation: what was told of the first does not count for them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from actions.contact import FORM as CONTACT_FORM
from actions.message import Heard
from actions.slots import (
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    DANGER_SIGNS,
    FACTS,
    LANGUAGE,
    LASTING,
    SECOND_PERSON,
    SELF_HARM_CHECK,
    Slots,
)
from actions.writer import ONESELF, SOMEBODY

# By which name an entity tells a fact, where that is not the fact's own.
TOLD_AS = {"pain_duration": "duration", "pain_severity": "severity"}
# The writer stays: with which number, and that the assistant has said what it is.
OF_THE_WRITER = ("introduced", CONTACT_PHONE)
IS_ASKED_WHO = frozenset({CONTACT_NAME, CONTACT_PHONE})


def is_of_another(heard: Heard, slots: Slots) -> bool:
    """Tell whether a message names another person than the one of whom questions were answered.

    What was told first, before anything was asked and answered, belongs to whoever is named in the
    next breath: "my back hurts" - "it is for my wife".
    """
    return names_another(heard, slots) and was_answered(slots) and not _gives_name(heard)


def names_another(heard: Heard, slots: Slots) -> bool:
    """Tell whether a message names another person. An emergency stands until staff close it."""
    is_held = slots.get("disposition") in LASTING or slots.get(LANGUAGE) is not None
    return not is_held and differs(heard, slots)


def differs(heard: Heard, slots: Slots) -> bool:
    """Tell whether a message names another person than the patient, whatever stands."""
    named = heard.values("proxy")
    if not named or heard.is_tap() or heard.is_taken_over:
        return False
    known = slots.get("proxy")
    if ONESELF in named or known is None:
        return known is not None or ONESELF not in named
    is_somebody = SOMEBODY in (known, *named)
    return known not in named and (not is_somebody or is_relative(heard, slots))


def is_relative(heard: Heard, slots: Slots) -> bool:
    """Tell whether a relative of a kind that has no name here comes in beside a known patient.

    "He" and "she" are the patient; "my brother" may be the same by another word.
    """
    named = [one for one in heard.entities if one.get("entity") == "proxy"]
    is_named = any(one.get("value") == SOMEBODY and not one.get("is_pronoun") for one in named)
    return slots.get("proxy") not in {None, SOMEBODY} and is_named


def first_heard(heard: Heard, slots: Slots) -> Heard:
    """Return a message as the first one of a person: what it answered was asked of another."""
    told = {name for name in FACTS if heard.values(TOLD_AS.get(name, name))}
    kept = tuple(one for one in heard.entities if one.get("entity") != "choice")
    filled = heard.filled & told
    return replace(heard, entities=kept, filled=filled, requested_slot=None, active_form=None)


def begun_anew(slots: Slots, heard: Heard) -> dict[str, Any]:
    """Return the slots that a new person begins with; `heard` is their first message."""
    kept = (*OF_THE_WRITER, *heard.filled.intersection(FACTS))
    begun = {name: slots[name] for name in kept if slots.get(name) is not None}
    begun[SECOND_PERSON] = True
    despair = (slots.get("findings") or {}).get("despair")
    # Whose despair it is, is not settled: it is asked about, whoever it is.
    is_open = despair is not None and slots.get(SELF_HARM_CHECK) is None
    return begun | ({"findings": {"despair": despair}} if is_open else {})


def was_answered(slots: Slots) -> bool:
    """Tell whether a question was answered."""
    findings = (slots.get("findings") or {}).values()
    is_asked = any(one.get("origin") == "asked" for one in findings)
    return is_asked or slots.get(DANGER_SIGNS) is not None


def _gives_name(heard: Heard) -> bool:
    """Tell whether a message may only say whom to call."""
    is_open = heard.active_form in (CONTACT_FORM, BOOKING_FORM)
    is_asked = is_open and heard.requested_slot in IS_ASKED_WHO
    return is_asked and not heard.values("finding") and not heard.may_mean({"report_pain"})
