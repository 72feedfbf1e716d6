"""A bare number as the answer to a question that wants one."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import AGE, DURATION, SEVERITY, Slots

PENDING = "duration_number"

# Days of each unit, as CLINICAL reads "a month"; the beginning of the word decides.
DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}


def number_given(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the slot that a bare number, or the unit for an earlier one, fills.

    "3" to "how long?" is kept until its unit is known; a guess could be wrong by a factor of 30.
    """
    asked = heard.requested_slot
    # "Terrible" is an answer to "how bad?", and no score where it is said in passing.
    kinds = ("number", "severity") if asked == SEVERITY else ("number",)
    numbers = [n for kind in kinds for n in heard.values(kind) if isinstance(n, int | float)]
    if asked in {SEVERITY, AGE} and asked not in heard.filled and numbers:
        return {asked: numbers[-1]}
    if asked == AGE and DURATION in heard.filled and AGE not in heard.filled:
        return _age_as_time(heard, slots)
    if asked != DURATION:
        return {}
    if DURATION in heard.filled:
        return {PENDING: None}
    if numbers:
        return {PENDING: numbers[-1]}
    return _with_unit(heard.text, slots.get(PENDING))


def _age_as_time(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the age that a length of time gives ("8 months"); the pain's stays as it was."""
    days = [value for value in heard.values("duration") if isinstance(value, int | float)]
    kept = (slots.get("facts_kept") or {}).get(DURATION)
    return {AGE: round(days[-1] / DAYS_OF["year"], 1), DURATION: kept} if days else {}


def _with_unit(text: str, pending: Any) -> dict[str, Any]:
    if pending is None:
        return {}
    words = text.lower().split()
    days = [DAYS_OF[unit] for word in words for unit in DAYS_OF if word.startswith(unit)]
    return {DURATION: pending * days[0], PENDING: None} if len(days) == 1 else {}
