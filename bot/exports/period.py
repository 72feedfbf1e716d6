"""From which day to which, as a person writes it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

# Further away than any conversation, and near enough to have a day after it in every zone.
EARLIEST, LATEST = date(1970, 1, 2), date(2999, 12, 31)


class BadPeriod(ValueError):
    """A day is no day, too far away, or the last is before the first; str() says so in one line."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days of the house's zone, both included. `since` and `until` are seconds since 1970."""

    first: date
    last: date
    zone: ZoneInfo

    @property
    def since(self) -> float:
        """When the first day begins."""
        return _midnight(self.first, self.zone)

    @property
    def until(self) -> float:
        """When the day after the last one begins."""
        return _midnight(self.last + timedelta(days=1), self.zone)


def period_of(first: str, last: str, zone: ZoneInfo, today: date) -> Period:
    """Return the days from `first` to `last`; empty is the month's first day, and today.

    Raises BadPeriod.
    """
    end = _day(last) if last else today
    begin = _day(first) if first else end.replace(day=1)
    if begin > end:
        raise BadPeriod(f"{begin} is after {end}")
    return Period(begin, end, zone)


def _midnight(day: date, zone: ZoneInfo) -> float:
    return datetime.combine(day, time(), zone).timestamp()


def _day(text: str) -> date:
    try:
        day = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 - a day has no zone
    except ValueError:
        raise BadPeriod(f"{text!r} is no day; write it like 2026-11-30") from None
    if not EARLIEST <= day <= LATEST:
        raise BadPeriod(f"{text} is too far away: {EARLIEST} to {LATEST}")
    return day
