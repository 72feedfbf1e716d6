"""Whose a message is, in a conversation that is under way: see docs/adr/0039.

A relative who is named in passing is no new patient. Where it is open, one question is asked, and
what the message told waits for the answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from typing import Any

from actions.contradiction import facts_before
from actions.episodes import (
    differs,
    is_of_another,
    is_relative,
    names_another,
    was_answered,
)
from actions.message import Heard
from actions.slots import CONFIRMED, FACTS, SELF_HARM_CHECK, TRIAGE_FORM, Slots
from actions.writer import ONESELF

SLOT = "about_whom"
WAITING = "about_whom_waits"
SET_ASIDE = "person_set_aside"
MOST_TIMES_ASKED = 2
# What is not set aside: it belongs to the moment.
LEFT_OUT = frozenset({SET_ASIDE, WAITING, "requested_slot", "session_started_metadata", "alert"})
# As what the understanding says that somebody is named.
PATIENT, LIKENED, TELLER = "patient", "likened", "teller"
HEARD_SIGNS = frozenset({"present", "unsure"})
# As what one and the same person may be named.
CHILDREN = frozenset({"child", "son", "daughter"})
OPEN_FORMS = frozenset({None, TRIAGE_FORM})


class Whose(StrEnum):
    """Of whom a message tells."""

    SAME = "same"  # the patient of before
    ANOTHER = "another"
    OPEN = "open"
    NOBODYS = "nobodys"  # a relative's story or a comparison
    BACK = "back"  # the patient of before the last change, which was none


def whose(heard: Heard, slots: Slots) -> Whose:
    """Return of whom a message tells."""
    if _goes_back(heard, slots):
        return Whose.BACK
    named_as = _named_as(heard)
    if not names_another(heard, slots) or named_as == TELLER:
        return Whose.SAME
    if named_as == LIKENED and not _signs(heard):
        return Whose.NOBODYS if _is_under_way(heard, slots) else Whose.SAME
    if named_as == PATIENT and not is_relative(heard, slots):
        return Whose.ANOTHER if is_of_another(heard, slots) else Whose.SAME
    is_open = is_of_another(heard, slots) or heard.active_form == TRIAGE_FORM
    # While a name or a time for a visit is asked, nobody is confused by that.
    return Whose.OPEN if is_open and heard.active_form in OPEN_FORMS else Whose.SAME


def without_person(heard: Heard, slots: Slots) -> Heard:
    """Return a message of the same patient without who is named in it in passing."""
    is_passing = _named_as(heard) != PATIENT and _is_under_way(heard, slots)
    if not differs(heard, slots) or not is_passing:
        return heard
    kept = tuple(one for one in heard.entities if one.get("entity") != "proxy")
    return replace(heard, entities=kept)


def with_signs_of_patient(heard: Heard, slots: Slots) -> Heard:
    """Return a message in which a sign told of the patient by name is the patient's.

    "Back pain, my kid has a fever" is another's beside a writer's own pain; not where it is the kid
    of whom the conversation is.
    """
    patient = slots.get("proxy")
    if patient is None or heard.is_tap():
        return heard
    return replace(heard, entities=tuple(_of_patient(one, patient) for one in heard.entities))


def _of_patient(entity: Mapping[str, Any], patient: str) -> Mapping[str, Any]:
    if not entity.get("theirs"):
        return entity
    named = entity.get("said_of")
    if named is None:
        return {**entity, "assertion": "unsure", "suspected": True}
    is_meant = named == patient or CHILDREN.issuperset({named, patient})
    return {**entity, "assertion": "present"} if is_meant else entity


def without_story(heard: Heard) -> Heard:
    """Return a message of which nothing is told of the patient."""
    untold = heard.filled - {*FACTS, CONFIRMED, SELF_HARM_CHECK}
    return replace(heard, intent=None, entities=(), filled=untold)


def untold(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slots as they were before a message filled them with what is another's."""
    facts = facts_before(heard.filled.intersection(FACTS), slots)
    return facts | {name: None for name in (CONFIRMED, SELF_HARM_CHECK) if name in heard.filled}


def waiting(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return what a message told, to wait until it is known of whom."""
    return {
        "text": heard.text,
        "confidence": heard.confidence,
        "intent": heard.intent,
        "entities": [dict(one) for one in heard.entities],
        "facts": {name: slots.get(name) for name in FACTS if name in heard.filled},
        "form": heard.active_form,
        "asked": 1,
    }


def waited(told: Mapping[str, Any]) -> Heard:
    """Return the message that waited."""
    return Heard(
        text=told["text"],
        intent=told["intent"],
        confidence=told["confidence"],
        entities=tuple(told["entities"]),
        requested_slot=None,
        active_form=told["form"],
        filled=frozenset(told["facts"]),
    )


def doubted(heard: Heard) -> Heard:
    """Return a message whose signs are somebody's, perhaps the patient's: they are asked about."""
    kept = tuple(
        {**one, "assertion": "unsure", "suspected": True, "contested": True}
        for one in _signs(heard)
    )
    return replace(heard, intent=None, entities=kept, filled=frozenset(), requested_slot=None)


def answered(heard: Heard, slots: Slots) -> Whose | None:
    """Return the answer to the question of whom a message told; None where it is none."""
    is_writer = slots.get("proxy") is None
    named = heard.values("proxy")
    if heard.is_tap():
        return None if not named else Whose.SAME if ONESELF in named else Whose.ANOTHER
    if ONESELF in named or heard.says("same_person"):
        return Whose.SAME if is_writer or ONESELF not in named else Whose.ANOTHER
    is_other = bool(named) or heard.says("someone_else")
    if not is_writer:
        return Whose.SAME if slots["proxy"] in named else Whose.ANOTHER if is_other else None
    says_me, says_her = heard.says("of_writer"), heard.says("of_another")
    if is_other or says_me == says_her:
        return Whose.ANOTHER if is_other else None
    return Whose.SAME if says_me else Whose.ANOTHER


def tells_something(heard: Heard) -> bool:
    """Tell whether an answer says more than whom it is about."""
    return not heard.is_tap() and bool(heard.filled.intersection(FACTS) or _signs(heard))


def unanswered(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slot with what waits once a message has not said whom it is about."""
    told = slots.get(WAITING)
    if told is None or heard.is_stale() or heard.is_taken_over:
        return {}
    is_given_up = heard.requested_slot != SLOT or told["asked"] >= MOST_TIMES_ASKED
    return {WAITING: None if is_given_up else {**told, "asked": told["asked"] + 1}}


def set_aside(slots: Slots, heard: Heard, form: str | None) -> dict[str, Any]:
    """Return what was told of the patient so far, for a change of person that may be none."""
    before = {**slots, **untold(heard, slots)}
    told = {n: v for n, v in before.items() if v is not None and n not in LEFT_OUT}
    return {"form": form, "slots": told}


def _named_as(heard: Heard) -> str:
    """Return as what somebody is named; a turn to the writer himself is beyond doubt."""
    ways = [one["named_as"] for one in heard.entities if "named_as" in one]
    return PATIENT if not ways or ONESELF in heard.values("proxy") else ways[0]


def _is_under_way(heard: Heard, slots: Slots) -> bool:
    return heard.active_form is not None or slots.get("disposition") is not None


def _goes_back(heard: Heard, slots: Slots) -> bool:
    before = slots.get(SET_ASIDE)
    if before is None or was_answered(slots) or heard.is_taken_over or heard.is_tap():
        return False
    named = heard.values("proxy")
    return (before["slots"].get("proxy") or ONESELF) in named


def _signs(heard: Heard) -> list[Mapping[str, Any]]:
    return [
        one
        for one in heard.entities
        if one.get("entity") == "finding" and one.get("assertion") in HEARD_SIGNS
    ]
