"""A no to all but what is told, "just my asthma", and whether that was understood."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from actions.message import Heard
from actions.slots import DURATION, FACTS, ILLNESS_SIGNS

# A choice by which all but what was told is denied: of all, where a no to all was said.
REST = "rest"
NONE = "none"
# How many things were told, where there was more than one.
THINGS = "things"
# What no list asks for: an illness, a medicine, a habit.
OTHER_ILLNESS = "other_illness"
# The pain itself, and which leg it goes to; in a few words there is no room for a sign beside it.
TOLD_LATER = frozenset({"complaint", "leg_side"})
FEW_WORDS = 8


def is_understood(
    heard: Heard, choice: Mapping[str, Any], signs: Sequence[Any], named: Collection[str]
) -> bool:
    """Tell whether what was told, of which the rest is denied, was understood: each thing of it.

    Where it was not, nothing is cleared. With a no to all anything that was heard is enough, but
    for a length, which many a thing may have.
    """
    if heard.letters():
        return False
    is_none = choice[REST] == NONE
    if is_none and (signs or heard.filled.intersection(FACTS) - {DURATION}):
        return True
    counted = {"finding", OTHER_ILLNESS}
    if is_none and len(heard.text.split()) <= FEW_WORDS:
        # "No, but it does go down my left leg": what the lists leave to later questions.
        counted |= TOLD_LATER
    if heard.requested_slot != ILLNESS_SIGNS and not is_none:
        # Breath that is short may be that of an asthma: only a no to all of them is one.
        counted = {"finding"}
    told = [one for one in heard.entities if one.get("entity") in counted]
    if _apart(told) < choice.get(THINGS, 1):
        return False
    # "Only the blood pressure" is an illness, and none of those that the second list asks for.
    is_another = heard.requested_slot == ILLNESS_SIGNS and not any(
        one.get("red_flag") for one in told
    )
    return bool(told) and bool(named or not signs or is_another)


def tells_of_no_list(heard: Heard) -> bool:
    """Tell whether what answers the second list is an illness or a medicine that it has not."""
    is_asked = heard.requested_slot == ILLNESS_SIGNS and "?" not in heard.text
    return is_asked and bool(heard.values(OTHER_ILLNESS)) and not heard.says("asks")


def _apart(told: Sequence[Mapping[str, Any]]) -> int:
    """Return how many of the things that are told stand in words of their own."""
    spans = sorted((one.get("end", 0), one.get("start", 0)) for one in told)
    count, reach = 0, 0
    for end, start in spans:
        if not count or start >= reach:
            count, reach = count + 1, end
    return count
