"""Facts in a person's words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.slots import DURATION
from actions.triage.protocol import FactKind

DAYS_IN = (("year", 365), ("month", 30), ("week", 7))


def in_words(kind: FactKind, value: Any) -> str:
    """Return the value of a fact as a person would say it."""
    if value is None:
        return "not told"
    if kind.id == DURATION:
        return days_in_words(value)
    if not kind.is_number:
        return kind.values.get(value, str(value))
    number = f"{value:g}"
    return f"{number} of {kind.at_most:g}" if kind.unit == "points" else f"{number} {kind.unit}"


def alone_in_words(kind: FactKind, value: Any) -> str:
    """Return a value that stands without its label, and so has to tell what it is."""
    return f"{kind.label}: {value:g}" if kind.unit == "points" else in_words(kind, value)


def limit_in_words(hours: int, working_days: Mapping[int, int]) -> str:
    """Return a rule's time limit as the calendar counts it: in working days, where listed."""
    days = working_days.get(hours)
    if days is None:
        return hours_in_words(hours)
    return f"{days} working day{'' if days == 1 else 's'}"


def hours_in_words(hours: int) -> str:
    """Return a time limit as a person says it: hours, days, or weeks where they are whole."""
    for unit, length in (("week", 168), ("day", 24), ("hour", 1)):
        if hours % length == 0 and hours >= length:
            count = hours // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "the hour"


def days_in_words(days: float) -> str:
    """Return days as a person says them, with the days that were counted."""
    if 0 < days < 1:
        return "less than a day"
    count = f"{days:g} day{'' if days == 1 else 's'}"
    for unit, length in DAYS_IN:
        if days >= 2 * length or days == length:
            number = round(days / length)
            return f"about {number} {unit}{'' if number == 1 else 's'} ({count})"
    return count
