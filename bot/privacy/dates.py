"""Dates in a text, moved by so many days and written as they were.

A birthday is not moved: it becomes the first of January 1970.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from bot.privacy.spans import Kind, Replacement

MONTHS = {
    "en": ("january february march april may june july august september october november december"),
    "es": (
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
    ),
}
BIRTH = date(1970, 1, 1)
# Younger than this nobody writes here of their own: an older date with "born" is a birthday.
BIRTH_YEARS = 15
CENTURY, THIS_CENTURY = 1900, 2000
SHORT_MONTH = 3

_FULL = {
    name: (number, language)
    for language, names in MONTHS.items()
    for number, name in enumerate(names.split(), start=1)
}
_SHORT = {name[:SHORT_MONTH]: value for name, value in reversed(_FULL.items())}
_SHORT["sept"] = _FULL["september"]
_MONTH = "|".join(sorted({*_FULL, *_SHORT}, key=len, reverse=True))
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERS = re.compile(
    r"(?<![\w/])(?<!\d[.\-])(\d{1,4})( ?[-/.] ?)(\d{1,2})\2(\d{4}|\d{1,2})(?![\w/]|[.\-]\d)"
)
_CUE = (
    r"\b(?:on|since|born|from|until|till|by|before|after|dated|dob|d\.o\.b\.?|birthday|desde|el)"
    r"\b:?\s+(?:the\s+)?"
)
_DAY_AND_MONTH = re.compile(rf"{_CUE}(?P<one>\d{{1,2}})/(?P<two>\d{{1,2}})(?![\w/]|\.\d)")
_WORDS = re.compile(
    rf"(?:(?<![\w/.\-])(?P<before>{_DAY})\s*(?:of\s+|de\s+|-\s*)?)?\b(?P<month>{_MONTH})\b\.?"
    rf"(?:[\s-]*(?:the\s+)?(?P<after>{_DAY})(?![\w/:%]|\s*(?:weeks?|days?|months?|years?|times)))?"
    r"(?:,?[\s-]*(?:of\s+|del?\s+)?(?P<year>(?:19|20)\d\d|'\d\d)\b)?"
)
_MONTH_CUE = re.compile(
    r"(?:\b(?:in|since|last|this|next|until|till|from|early|late|mid|of|en|desde|around|before|after)"
    r"|-)\s*$"
)
_ORDINAL = re.compile(rf"{_CUE}(?P<day>\d{{1,2}})(?P<ending>st|nd|rd|th)\b")
_BORN = re.compile(r"(?:born|birth|b-?day|\bdob\b|d\.o\.b|nacid|nacim|naci)")
_NEAR = 30  # letters


@dataclass(frozen=True, slots=True)
class Dating:
    """How dates are moved: of a text `written` on a day, by so many days."""

    written: date
    shift: timedelta

    def of(self, text: str) -> Iterator[Replacement]:
        """Yield every date of a text; `text` is plain, as `spans.plain` makes it."""
        small = text.lower()
        for found in _NUMBERS.finditer(small):
            yield from self._numbers(text, found, _is_birthday_cue(small, found.start()))
        for found in _WORDS.finditer(small):
            yield from self._words(text, found, _is_birthday_cue(small, found.start()))
        for found in _DAY_AND_MONTH.finditer(small):
            yield from self._day_and_month(text, found)
        for found in _ORDINAL.finditer(small):
            yield from self._ordinal(text, found)

    def moved(self, day: date, *, is_birthday: bool = False) -> date:
        """Return another day in its place."""
        years = self.written.year - day.year
        # Who gives so old a date is hardly telling since when it hurts.
        if (is_birthday and years >= BIRTH_YEARS) or years >= 2 * BIRTH_YEARS:
            return BIRTH
        try:
            return day + self.shift
        except OverflowError:
            return BIRTH

    def _numbers(
        self,
        text: str,
        found: re.Match[str],
        is_birthday: bool,  # noqa: FBT001 -- of one place
    ) -> Iterator[Replacement]:
        first, sign, second, third = found.groups()
        order = _order_of(first, second, third)
        if order is None:
            return
        numbers = (int(first), int(second), int(third))
        year = numbers[order.index("y")]
        year = year if year > CENTURY - 1 else _whole_year(year, self.written)
        day = _date(year, numbers[order.index("m")], numbers[order.index("d")])
        if day is None:
            return
        new = self.moved(day, is_birthday=is_birthday)
        parts = {"y": new.year, "m": new.month, "d": new.day}
        is_padded = order == "ymd" or "0" in (first[0], second[0], third[0])
        written = [
            _as_long(parts[part], f"0{old}" if is_padded and part != "y" else old)
            for part, old in zip(order, (first, second, third), strict=True)
        ]
        kind = Kind.BIRTH_DATE if new == BIRTH else Kind.DATE
        yield _replacement(text, found.span(), sign.join(written), kind)

    def _words(
        self,
        text: str,
        found: re.Match[str],
        is_birthday: bool,  # noqa: FBT001 -- of one place
    ) -> Iterator[Replacement]:
        name, day, year = found["month"], found["before"] or found["after"], found["year"]
        if not (
            day
            or year
            or _MONTH_CUE.search(found.string, max(0, found.start() - _NEAR), found.start("month"))
        ):
            return
        month, language = _FULL.get(name) or _SHORT[name]
        number = int(re.sub(r"\D", "", day)) if day else 15
        whole = _year_of(year, self.written, month, number)
        old = _date(whole, month, number) or _date(whole, month, 1)
        if old is None:
            return
        new = self.moved(old, is_birthday=is_birthday)
        parts = [("month", _month_like(text[slice(*found.span("month"))], new, language))]
        parts += [
            (one, _day_like(found[one], new.day)) for one in ("before", "after") if found[one]
        ]
        if year:
            parts.append(("year", f"'{new.year % 100:02d}" if "'" in year else str(new.year)))
        shown = text[found.start() : found.end()]
        for part, words in sorted(parts, key=lambda one: -found.start(one[0])):
            start, end = (place - found.start() for place in found.span(part))
            shown = f"{shown[:start]}{words}{shown[end:]}"
        kind = Kind.BIRTH_DATE if new == BIRTH else Kind.DATE
        yield _replacement(text, found.span(), shown, kind)

    def _day_and_month(self, text: str, found: re.Match[str]) -> Iterator[Replacement]:
        month, day = int(found["one"]), int(found["two"])
        old = _latest(self.written, month, day) or _latest(self.written, day, month)
        if old is None:
            return
        new = self.moved(old)
        is_day_first = _latest(self.written, month, day) is None
        one, two = (new.day, new.month) if is_day_first else (new.month, new.day)
        written = f"{_as_long(one, found['one'])}/{_as_long(two, found['two'])}"
        yield _replacement(text, (found.start("one"), found.end("two")), written, Kind.DATE)

    def _ordinal(self, text: str, found: re.Match[str]) -> Iterator[Replacement]:
        old = _date(self.written.year, self.written.month, int(found["day"]))
        if old is None:
            return
        new = self.moved(old)
        span = (found.start("day"), found.end("ending"))
        yield _replacement(text, span, _day_like(f"{found['day']}th", new.day), Kind.DATE)


def _replacement(text: str, span: tuple[int, int], new: str, kind: Kind) -> Replacement:
    return Replacement(*span, text[slice(*span)], new, kind)


def _is_birthday_cue(small: str, place: int) -> bool:
    return _BORN.search(small, max(0, place - _NEAR), place) is not None


def _order_of(first: str, second: str, third: str) -> str | None:
    """Return in which order year, month and day stand; the American one where both would do."""
    orders = ["ymd"] if len(first) == 4 else ["mdy", "dmy"]  # noqa: PLR2004 -- a year's digits
    if len(first) == 3:  # noqa: PLR2004 -- no part of a date has three
        return None
    for order in orders:
        numbers = dict(zip(order, map(int, (first, second, third)), strict=True))
        if _date(THIS_CENTURY, numbers["m"], numbers["d"]) is not None:
            return order
    return None


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _latest(written: date, month: int, day: int) -> date | None:
    """Return the last such day before a text was written."""
    found = _date(written.year, month, day)
    if found is not None and found > written:
        found = _date(written.year - 1, month, day) or found
    return found


def _whole_year(short: int, written: date) -> int:
    return short + (THIS_CENTURY if short <= written.year % 100 + 1 else CENTURY)


def _year_of(given: str | None, written: date, month: int, day: int) -> int:
    if given is None:
        latest = _latest(written, month, min(day, 28))
        return written.year if latest is None else latest.year
    return _whole_year(int(given[1:]), written) if given[0] == "'" else int(given)


def _as_long(number: int, old: str) -> str:
    """Return a number with as many digits as another has, where that can be."""
    if len(old) == 2 and number > CENTURY:  # noqa: PLR2004 -- a year of two digits
        return f"{number % 100:02d}"
    return f"{number:02d}" if old.startswith("0") or len(old) == 4 else str(number)  # noqa: PLR2004


def _day_like(old: str, day: int) -> str:
    if old.isdecimal():
        return _as_long(day, old)
    is_teen = day in range(11, 14)
    ending = "th" if is_teen else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{ending}"


def _month_like(old: str, new: date, language: str) -> str:
    name = MONTHS[language].split()[new.month - 1]
    if old.lower() not in _FULL:
        name = name[:SHORT_MONTH]
    if old.isupper():
        return name.upper()
    return name.capitalize() if old[:1].isupper() else name
