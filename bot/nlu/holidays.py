"""The days of holidays: "since Easter", "the week after Thanksgiving"."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import Any

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

WEEK = 7
SIDES = {"after": 1, "before": -1}
STEPS = {"day": (1, 1), "weekend": (1, 7), "week": (1, 8)}
DECEMBER = 12


def holiday_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    """Return the first and last day that the name of a holiday means, and where it ends."""
    for parts, rule in vocabulary.holidays.get(words.forms[place], ()):
        if words.forms[place : place + len(parts)] == list(parts):
            year, last = last_year_at(place + len(parts), words, today)
            day = _holiday_of(rule, year) if year else latest(partial(_holiday_of, rule), today)
            shift = _shift(place, words)
            if shift is None:
                return day, day, last
            return (
                min(day + timedelta(days=shift[0]), today),
                min(day + timedelta(days=shift[1]), today),
                last,
            )
    return None


def last_year_at(place: int, words: Words, today: date) -> tuple[int | None, int]:
    """Return the year that "last year" or "of last year" says at a place, and where it ends."""
    start = place + (words.forms[place : place + 1] == ["of"])
    if words.forms[start : start + 2] == ["last", "year"]:
        return today.year - 1, start + 2
    return None, place


def _shift(place: int, words: Words) -> tuple[int, int] | None:
    """Return the days between a holiday and "the day before" it, "the week after" it."""
    lead = words.forms[max(0, place - 2) : place]
    if len(lead) < 2 or lead[1] not in SIDES or lead[0] not in STEPS:  # noqa: PLR2004
        return None
    sign, length = SIDES[lead[1]], STEPS[lead[0]]
    first, last = sorted((sign * length[0], sign * length[1]))
    return first, last


def _holiday_of(rule: dict[str, Any], year: int) -> date:
    if "easter" in rule:
        return easter(year) + timedelta(days=int(rule["easter"]))
    if "after" in rule:
        base = {key: value for key, value in rule.items() if key != "after"}
        return _holiday_of(base, year) + timedelta(days=int(rule["after"]))
    if "day" in rule:
        return date(year, int(rule["month"]), int(rule["day"]))
    return _nth_weekday(year, int(rule["month"]), int(rule["weekday"]), int(rule["nth"]))


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (nth - 1))
    last = end_of(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % WEEK)


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian rule of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, shift = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    offset = (32 + 2 * shift + 2 * (rest // 4) - epact - rest % 4) % WEEK
    late = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * late + 114, 31)
    return date(year, month, day + 1)


def latest(of_year: Callable[[int], date], today: date) -> date:
    """Return the last day of its kind that is not to come."""
    this_year: date = of_year(today.year)
    before: date = of_year(today.year - 1)
    return this_year if this_year <= today else before


def end_of(year: int, month: int) -> date:
    """Return the last day of a month."""
    following = date(year + 1, 1, 1) if month == DECEMBER else date(year, month + 1, 1)
    return following - timedelta(days=1)
