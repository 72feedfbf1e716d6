"""Signs that an answer to a list tells as old: "E since birth", "B, but years ago".

In free text an old time may be that of the pain. Beside a letter, or in the words for the sign
itself, in an answer to the list it is that of the sign.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from actions.lettering import lettering
from actions.message import Heard
from actions.slots import SCREENS, Slots
from actions.triage.closure import closure
from actions.triage.protocol import Protocol

# What a message says of the age of a sign, in the lexicon's words.
RECENT = "recent"
OLD = "old"
# Told with a reason of its own: "sore from the gym". No denial, but worth the question.
EXPLAINED = "explained"
# What the message complains of besides: a time may be that of the pain.
COMPLAINT = "complaint"
THERE = frozenset({"present", "unsure"})


def is_told_as_old(heard: Heard) -> bool:
    """Tell whether a message speaks of something as old, and of nothing that began lately."""
    onset = heard.values("onset")
    return OLD in onset and RECENT not in onset


def is_explained(heard: Heard) -> bool:
    """Tell whether a message gives a harmless reason for the one sign, or none, that it tells."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    told = {one["value"] for one in signs if one.get("assertion") in {"present", "unsure"}}
    return EXPLAINED in heard.values("onset") and len(told) <= 1


def told_old(heard: Heard) -> set[str]:
    """Return the signs that stand with an old time wherever the message names them.

    "Numb feet for ten years, back pain 3 days": the days are those of the back.
    """
    signs = [one for one in heard.entities if one.get("entity") == "finding"]
    lately = {one["value"] for one in signs if not one.get("told_old")}
    return {one["value"] for one in signs} - lately


def old_on_list(
    heard: Heard, slots: Slots, protocol: Protocol, findings: Mapping[str, Any]
) -> set[str]:
    """Return the red flags that an answer to a list tells as old.

    For a message that names an old time, and none of late. Of several letters, one after the other
    with a comma, the time may be that of the last one: these stay open.
    """
    if heard.requested_slot not in SCREENS or heard.is_tap():
        return set()
    if "?" in heard.text or heard.says("anew"):
        return set()
    named, old = _lettered(heard, slots, protocol), told_old(heard)
    ageing = [one.id for one in protocol.red_flags.values() if one.ask_if_new is not None]
    if not named:
        told = {flag: closure([flag], protocol) for flag in ageing}
        return {flag for flag, signs in told.items() if _is_all_old(signs, old, findings)}
    others = _signs(heard) & closure(ageing, protocol)
    is_of_all = len(named) == 1 or "," not in heard.text
    is_theirs = is_of_all and others <= old and not heard.values(COMPLAINT)
    return {one for one in named if is_theirs and one in ageing and _is_there(one, findings)}


def _is_all_old(signs: Collection[str], old: set[str], findings: Mapping[str, Any]) -> bool:
    there = {one for one in signs if _is_there(one, findings)}
    return bool(there) and there <= old


def _is_there(sign: str, findings: Mapping[str, Any]) -> bool:
    return bool(findings.get(sign, {}).get("assertion") == "present")


def _signs(heard: Heard) -> set[str]:
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return {one["value"] for one in signs if one.get("assertion") in THERE}


def _lettered(heard: Heard, slots: Slots, protocol: Protocol) -> list[str]:
    """Return the items whose letters a message names."""
    names = lettering(slots.get("screen_items") or (), protocol)
    chosen = [one for one in heard.values("choice") if isinstance(one, Mapping)]
    letters = {*heard.letters(), *(letter for one in chosen for letter in one.get("letters", ()))}
    return [names[one.upper()] for one in sorted(letters) if one.upper() in names]
