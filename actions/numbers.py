"""A bare number as the answer to a question that wants one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from actions.message import Heard
from actions.slots import AGE, DURATION, SEVERITY, Slots

PENDING = "duration_number"

# Days of each unit, as CLINICAL reads "a month"; the beginning of the word decides.
DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}

# "Eight months" is the age of a baby; "Tuesday", "last week" and "two days ago" are no age.
AMOUNT = re.compile(r"\b(?:days?|weeks?|wks?|months?|mos?)\b", re.I)
RELATIVE = re.compile(r"\b(?:ago|last|past|this|since|next|before)\b", re.I)
NEAR = 6  # letters beside a length: "in the last 8 months", "8 months ago"


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
    ages = [one for one in heard.entities if one.get("entity") == "duration"]
    if not ages or not isinstance(ages[-1].get("value"), int | float):
        return {}
    kept = (slots.get("facts_kept") or {}).get(DURATION)
    days = ages[-1]["value"]
    if days < DAYS_OF["year"] and not _is_amount(ages[-1], heard.text):
        return {DURATION: kept}
    return {AGE: round(days / DAYS_OF["year"], 1), DURATION: kept}


def _is_amount(entity: Mapping[str, Any], text: str) -> bool:
    """Tell whether a length of time is told as one, and not by a day of the last months."""
    start, end = entity.get("start") or 0, entity.get("end") or len(text)
    around = text[max(0, start - NEAR) : end + NEAR]
    return AMOUNT.search(text[start:end]) is not None and RELATIVE.search(around) is None


def _with_unit(text: str, pending: Any) -> dict[str, Any]:
    if pending is None:
        return {}
    words = text.lower().split()
    days = [DAYS_OF[unit] for word in words for unit in DAYS_OF if word.startswith(unit)]
    return {DURATION: pending * days[0], PENDING: None} if len(days) == 1 else {}
