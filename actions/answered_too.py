"""A short yes or no with another fact behind it: "no, and I can do everything"."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import FACTS

LEG, FUNCTION = "leg_pain", "daily_function"
# What may be in a leg: "no pain, it tingles".
THERE = frozenset({"present", "unsure"})


def also_answered(heard: Heard) -> dict[str, Any]:
    """Return the answer to the open question that such a message begins with."""
    asked = heard.requested_slot
    is_more = bool(heard.filled.intersection(FACTS) - {asked})
    if asked in heard.filled or not is_more or "?" in heard.text:
        return {}
    if asked == LEG and heard.says("no_and_more") and not _may_be_there(heard):
        return {LEG: "none"}
    is_full = heard.says("yes_and_more") and not heard.says("hedged_yes")
    return {FUNCTION: "full"} if asked == FUNCTION and is_full else {}


def _may_be_there(heard: Heard) -> bool:
    """Tell whether a message speaks of something in the leg, or of a sign."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    is_sign = any(one.get("assertion") in THERE for one in signs)
    return is_sign or heard.says("depends") or bool(heard.values("leg_feeling"))
