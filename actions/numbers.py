"""A bare number as the answer to a question that wants one."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import AGE, DURATION, SEVERITY, Slots

PENDING = "duration_number"

YEAR = 365  # days


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
    return _with_unit(heard, slots.get(PENDING))


def _age_as_time(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the age that a length of time gives; the pain's stays as it was.

    "Eight months" is the age of a baby; "Tuesday", "last week" and "two days ago" are no age.
    """
    ages = [one for one in heard.entities if one.get("entity") == "duration"]
    if not ages or not isinstance(ages[-1].get("value"), int | float):
        return {}
    kept = (slots.get("facts_kept") or {}).get(DURATION)
    days = ages[-1]["value"]
    if days < YEAR and not ages[-1].get("is_length"):
        return {DURATION: kept}
    return {AGE: round(days / YEAR, 1), DURATION: kept}


def _with_unit(heard: Heard, pending: Any) -> dict[str, Any]:
    days = heard.remarks.get("units", ())
    if pending is None or len(days) != 1:
        return {}
    return {DURATION: pending * days[0], PENDING: None}
