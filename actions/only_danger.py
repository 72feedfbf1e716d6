"""While a name, a birth date or a phone is asked for, a message is searched for danger only.

"May", "Noa" and "Mary-Jane" are people, and 3/14/1961 is no beginning of a pain.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from actions.contact import FORM as CONTACT_FORM
from actions.contact import GUESSES, WHO
from actions.message import Heard
from actions.slots import (
    AGE,
    BIRTH_DATE,
    BOOKING_FORM,
    CONTACT_NAME,
    DURATION,
    FACTS,
    TODAY,
)
from actions.triage.decision import urgency_so_far
from actions.triage.findings import Finding, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol

ASKING = frozenset({CONTACT_FORM, BOOKING_FORM})


def asks_who(heard: Heard) -> bool:
    """Tell whether a message answers a question of who somebody is."""
    is_asked = heard.requested_slot in {*WHO, BIRTH_DATE}
    return heard.active_form in ASKING and is_asked and not heard.is_tap()


def mistaken_facts(heard: Heard, given: Mapping[str, Any]) -> frozenset[str]:
    """Return the facts that a message only seems to tell: all, where it answers the question.

    Who says instead that it got worse is heard; a date or a number only beside the complaint.
    """
    told = heard.filled.intersection(FACTS)
    if given:
        return told
    complains = heard.requested_slot == CONTACT_NAME and bool(heard.values("complaint"))
    return frozenset() if complains else told.intersection((DURATION, AGE))


def only_danger(heard: Heard, given: Mapping[str, Any], protocol: Protocol) -> Heard:
    """Return a message without mistaken facts; a name has no signs but those of today."""
    name = given.get(CONTACT_NAME)
    entities = tuple(
        one
        for one in heard.entities
        if name is None
        or one.get("entity") != "finding"
        or (alarms(one, protocol) and not _is_guessed_from(name, one, heard.text))
    )
    filled = heard.filled - mistaken_facts(heard, given)
    return replace(heard, entities=entities, filled=filled)


def _is_guessed_from(name: str, sign: Mapping[str, Any], text: str) -> bool:
    """Tell whether a sign was taken from nothing but the letters of a name."""
    first = text.find(name)
    words = text[sign.get("start", 0) : sign.get("end")].rstrip(" .,;:!")
    is_within = first >= 0 and first <= sign.get("start", 0) and words in name
    return is_within and sign.get("extractor") == GUESSES


def alarms(sign: Mapping[str, Any], protocol: Protocol, levels: Collection[str] = TODAY) -> bool:
    """Tell whether a sign by itself can lead to one of these levels: that is, to be seen today.

    A pregnancy alone is nothing for today; waters that break are, by the same red flag.
    """
    flags = (protocol.red_flags.get(flag) for flag in sign.get("red_flag") or ())
    if any(flag is not None and flag.level_alone.value in levels for flag in flags):
        return True
    told = Finding(str(sign.get("value")), Presence.PRESENT)
    decision = urgency_so_far(Presentation({}, {told.id: told}), protocol)
    return decision is not None and decision.disposition.value in levels
