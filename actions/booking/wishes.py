"""What a person wishes of a time for a visit, and which slots grant it. Pure.

Days and hours are those of the clinic's own clock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any

JSON = dict[str, Any]

# "At two": an hour before and after is still an answer to that.
AROUND_MINUTES = 60


class Direction(StrEnum):
    """A wish that looks at what was offered before."""

    EARLIER = "earlier"
    LATER = "later"
    EARLIER_IN_THE_DAY = "earlier_in_the_day"
    LATER_IN_THE_DAY = "later_in_the_day"
    OTHER = "other"


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """A stretch of days, both ends included."""

    first: date
    last: date

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True)
class Hours:
    """A stretch of the day in which a visit may begin; `until` itself is too late."""

    start: time | None
    until: time | None

    def __contains__(self, moment: time) -> bool:
        is_late_enough = self.start is None or self.start <= moment
        return is_late_enough and (self.until is None or moment < self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What a person wishes. Everything empty means no wish.

    `dates` stand beside `weekdays` ("tomorrow or any Thursday"); `ranges`, `first` and `last` limit
    both. `choice` is the place of one that was offered, -1 for the last.
    """

    weekdays: frozenset[int] = frozenset()
    dates: tuple[date, ...] = ()
    ranges: tuple[Days, ...] = ()
    first: date | None = None
    last: date | None = None
    hours: tuple[Hours, ...] = ()
    not_before: time | None = None
    not_after: time | None = None
    around: time | None = None
    no_weekdays: frozenset[int] = frozenset()
    no_days: tuple[Days, ...] = ()
    no_hours: tuple[Hours, ...] = ()
    direction: Direction | None = None
    choice: int | None = None
    soonest: bool = False
    anything: bool = False

    def __bool__(self) -> bool:
        return self != Wish()

    def grants_day(self, day: date) -> bool:
        """Tell whether a day of the clinic is wished."""
        if day.weekday() in self.no_weekdays or any(day in days for days in self.no_days):
            return False
        if day in self.dates:
            return True
        if (self.first and day < self.first) or (self.last and day > self.last):
            return False
        if self.ranges and not any(day in days for days in self.ranges):
            return False
        if self.weekdays:
            return day.weekday() in self.weekdays
        return not self.dates

    def grants_time(self, moment: time) -> bool:
        """Tell whether a time of the clinic's clock is wished."""
        if any(moment in hours for hours in self.no_hours):
            return False
        if self.hours and not any(moment in hours for hours in self.hours):
            return False
        if self.around is not None and self.distance(moment) > AROUND_MINUTES:
            return False
        return moment in Hours(self.not_before, self.not_after)

    def grants(self, local: datetime) -> bool:
        """Tell whether a beginning, by the clinic's clock, is wished."""
        return self.grants_day(local.date()) and self.grants_time(local.time())

    def distance(self, moment: time) -> int:
        """Return how many minutes a time is away from the one that was named, else 0."""
        if self.around is None:
            return 0
        return abs(_minutes(moment) - _minutes(self.around))

    def names_day(self) -> bool:
        """Tell whether any day is wished for."""
        return any(getattr(self, name) != empty for name, empty in _EMPTY_DAY.items())

    def names_time(self) -> bool:
        """Tell whether any time of the day is wished for."""
        return any(getattr(self, name) != empty for name, empty in _EMPTY_TIME.items())

    def nearest(self) -> Wish:
        """Return the wish for what lies nearest to this one, where nothing grants it."""
        ends = [end for one in self.hours for end in (one.start, one.until) if end is not None]
        told = (self.around, self.not_before, self.not_after, *ends)
        return replace(self, around=next((one for one in told if one is not None), None))

    def limits(self) -> Wish:
        """Return what outlasts the message: no pick, and no look at what was offered."""
        return replace(self, direction=None, choice=None, soonest=False, anything=False)

    def after(self, earlier: Wish) -> Wish:
        """Return this wish together with one that was told before.

        A newly named day or time takes the place of the old one; what does not suit, adds up.
        """
        if self.anything:
            return replace(earlier, **_EMPTY_DAY, **_EMPTY_TIME, soonest=False, anything=True)
        changes: JSON = {name: getattr(self, name) for name in ("direction", "choice", "soonest")}
        changes["anything"] = False
        if self.soonest:
            changes |= _EMPTY_DAY
        for group in (_EMPTY_DAY, _EMPTY_TIME):
            named = {name: getattr(self, name) for name in group}
            changes |= named if named != group else {}
        wanted = {day for one in (self.dates, *map(_all_of, self.ranges)) for day in one}
        kept = tuple(days for days in earlier.no_days if not wanted.intersection(_all_of(days)))
        return replace(
            earlier,
            **changes,
            no_weekdays=(earlier.no_weekdays - self.weekdays) | self.no_weekdays,
            no_days=tuple(dict.fromkeys((*kept, *self.no_days))),
            no_hours=tuple(
                dict.fromkeys(
                    (*(h for h in earlier.no_hours if not self.names_time()), *self.no_hours)
                )
            ),
        )

    def as_json(self) -> JSON:
        """Return what a slot can keep; empty parts are left out."""
        told = {f.name: getattr(self, f.name) for f in fields(self)}
        return {name: _plain(value) for name, value in told.items() if value != f_default(name)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Wish:
        """Return what `as_json` gave."""
        return cls(**{name: _READERS[name](value) for name, value in (data or {}).items()})


_EMPTY_DAY: JSON = {"weekdays": frozenset(), "dates": (), "ranges": (), "first": None, "last": None}
_EMPTY_TIME: JSON = {"hours": (), "not_before": None, "not_after": None, "around": None}
_DEFAULTS = {f.name: f.default for f in fields(Wish)}


def f_default(name: str) -> Any:
    """Return what a part of a wish is when nothing was wished."""
    return _DEFAULTS[name]


def _all_of(days: Days) -> Iterable[date]:
    first = days.first.toordinal()
    return (date.fromordinal(number) for number in range(first, days.last.toordinal() + 1))


def _minutes(moment: time) -> int:
    return moment.hour * 60 + moment.minute


def _clock(moment: time | None) -> str:
    return "" if moment is None else f"{moment:%H:%M}"


def _plain(value: Any) -> Any:
    match value:
        case Days():
            return f"{value.first}..{value.last}"
        case Hours():
            return f"{_clock(value.start)}-{_clock(value.until)}"
        case time():
            return _clock(value)
        case date():
            return value.isoformat()
        case frozenset():
            return sorted(value)
        case tuple():
            return [_plain(one) for one in value]
        case _:
            return value


def days_from(text: str) -> Days:
    """Return days written as 2026-01-12..2026-01-18, or as one date."""
    first, _, last = str(text).partition("..")
    return Days(date.fromisoformat(first), date.fromisoformat(last or first))


def hours_from(text: str) -> Hours:
    """Return hours written as 12:00-17:00; either end may be missing."""
    start, _, until = text.partition("-")
    return Hours(*(time.fromisoformat(one) if one else None for one in (start, until)))


_READERS: dict[str, Any] = {
    "weekdays": frozenset,
    "no_weekdays": frozenset,
    "dates": lambda values: tuple(map(date.fromisoformat, values)),
    "ranges": lambda values: tuple(map(days_from, values)),
    "no_days": lambda values: tuple(map(days_from, values)),
    "hours": lambda values: tuple(map(hours_from, values)),
    "no_hours": lambda values: tuple(map(hours_from, values)),
    "first": date.fromisoformat,
    "last": date.fromisoformat,
    "not_before": time.fromisoformat,
    "not_after": time.fromisoformat,
    "around": time.fromisoformat,
    "direction": Direction,
    "choice": int,
    "soonest": bool,
    "anything": bool,
}
