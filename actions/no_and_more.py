"""A no to the question about the leg with more behind it: "no, and I can do everything"."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import FACTS

LEG = "leg_pain"
NONE = "none"
# What may be in a leg: "no pain, it tingles".
THERE = frozenset({"present", "unsure"})


def no_told(heard: Heard) -> dict[str, Any]:
    """Return that there is no leg pain, where a no is followed by another fact and no sign."""
    if heard.requested_slot != LEG or LEG in heard.filled or not heard.says("no_and_more"):
        return {}
    is_more = bool(heard.filled.intersection(FACTS))
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    is_there = any(one.get("assertion") in THERE for one in signs)
    is_leg = heard.says("depends") or heard.values("leg_feeling") or "?" in heard.text
    return {} if not is_more or is_there or is_leg else {LEG: NONE}
