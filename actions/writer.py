"""For whom a person writes, and in which language."""

from __future__ import annotations

from typing import Any

from actions.hand_off import SLOT as HAND_OFF
from actions.message import Heard
from actions.slots import LANGUAGE, Slots

Changes = dict[str, Any]

SOMEBODY = "other"
ONESELF = "self"
COMPLAINTS = ("report_pain", "report_danger_sign")


def for_whom(heard: Heard, slots: Slots) -> Changes:
    """Return for whom the person writes; a later "he" or "she" is that same person."""
    named = [one for one in heard.values("proxy") if one != SOMEBODY] or heard.values("proxy")
    if ONESELF in named:
        return {"proxy": None, "writes_for_other": None}
    known = slots.get("proxy")
    proxy = named[0] if named and (known is None or named[0] != SOMEBODY) else known
    return {"proxy": proxy, "writes_for_other": True if proxy else None}


def language_of(heard: Heard, slots: Slots) -> Changes:
    """Return the language that the person writes in, once it is not the assistant's own."""
    spoken = [
        entity.get("language") or entity.get("value")
        for entity in heard.entities
        if entity.get("language") or entity.get("entity") == LANGUAGE
    ]
    if heard.says("own_language"):
        # "Tengo dolor, but I speak English": the questions can be asked.
        return {LANGUAGE: None} if slots.get(LANGUAGE) else {}
    if slots.get(LANGUAGE) is None:
        return {LANGUAGE: spoken[0], HAND_OFF: True} if spoken else {}
    is_own_again = not spoken and heard.entities and any(map(heard.is_surely, COMPLAINTS))
    return {LANGUAGE: None} if is_own_again else {}
