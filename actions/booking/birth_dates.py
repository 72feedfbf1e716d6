"""Birth dates as people write them. Pure."""

from __future__ import annotations

import re
from calendar import month_name
from datetime import date

MONTHS = {name.lower()[:3]: number for number, name in enumerate(month_name) if name}
_NAME = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR = r"'?(\d{4}|\d{2})"
_SEPARATED = re.compile(rf"(?<!\d)(\d{{1,2}})\s*[/.\- ]\s*(\d{{1,2}})\s*[/.\- ]\s*{_YEAR}(?!\d)")
_YEAR_FIRST = re.compile(r"(?<!\d)(\d{4})[/.\- ](\d{1,2})[/.\- ](\d{1,2})(?!\d)")
_TOGETHER = re.compile(r"(?<!\d)(\d{2})(\d{2})(\d{4}|\d{2})(?!\d)")
_MONTH_DAY = re.compile(
    rf"\b{_NAME}\s*(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*,\s*|\s+){_YEAR}(?!\d)", re.I
)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s*(?:of )?{_NAME}\s*,?\s*{_YEAR}(?!\d)", re.I
)
_MONTHS_IN_YEAR = 12
_CENTURY = 100


def birth_date_and_rest(text: str, today: date) -> tuple[str | None, str]:
    """Return the date in a text, and the text without what was read as one.

    Of 3/4/1961 the month stands first, unless that is none; it is read back in words. A year of two
    digits is the latest one that is not ahead.
    """
    for pattern, order in _ORDERS:
        found = pattern.search(text)
        if found is None:
            continue
        parts = {name: found[place] for place, name in enumerate(order, 1)}
        month, day = _month(parts["month"]), int(parts["day"])
        if pattern is _SEPARATED and month > _MONTHS_IN_YEAR >= day:
            month, day = day, month
        try:
            born = date(year_of(parts["year"], today), month, day).isoformat()
        except ValueError:
            born = None
        return born, f"{text[: found.start()]} {text[found.end() :]}"
    return None, text


_ORDERS = (
    (_YEAR_FIRST, ("year", "month", "day")),
    (_SEPARATED, ("month", "day", "year")),
    (_TOGETHER, ("month", "day", "year")),
    (_DAY_MONTH, ("day", "month", "year")),
    (_MONTH_DAY, ("month", "day", "year")),
)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else MONTHS[text.lower()[:3]]


def year_of(text: str, today: date) -> int:
    """Return the year of two or four digits; of two it is the latest that is not ahead."""
    year = int(text)
    if year >= _CENTURY:
        return year
    this = today.year % _CENTURY
    century = today.year - this
    return century + year if year <= this else century - _CENTURY + year
