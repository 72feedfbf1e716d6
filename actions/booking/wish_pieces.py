"""Days and times in a text, each as a piece that a wish can want or refuse."""

from __future__ import annotations

import re
from calendar import day_name
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from actions.booking.wishes import Days, Hours, Wish

DAY_NAMES = tuple(name.lower() for name in day_name)
BOUND = r"(?:(?P<bound>after|before|from|until|by)\s+)?(?:on\s+)?(?:the\s+)?"


@dataclass(frozen=True, slots=True)
class Piece:
    """A day or a time. `bound` is the word before it: after, before, from, until, by or none."""

    weekdays: frozenset[int] = frozenset()
    day: date | None = None
    days: Days | None = None
    hours: Hours | None = None
    at: time | None = None
    bound: str | None = None

    def wanted(self, wish: Wish) -> Wish:
        """Return a wish that wants this too."""
        if self.bound is not None and self.hours is None:
            return self._bounded(wish)
        if self.weekdays:
            return replace(wish, weekdays=wish.weekdays | self.weekdays)
        if self.day is not None:
            return replace(wish, dates=(*wish.dates, self.day))
        if self.days is not None:
            return replace(wish, ranges=(*wish.ranges, self.days))
        if self.hours is not None:
            return replace(wish, hours=(*wish.hours, self.hours))
        return replace(wish, around=self.at)

    def refused(self, wish: Wish) -> Wish:
        """Return a wish that does not want this."""
        if self.bound is not None:
            return self._bounded(wish)
        if self.weekdays:
            return replace(wish, no_weekdays=wish.no_weekdays | self.weekdays)
        days = self._stretch()
        if days is not None:
            return replace(wish, no_days=(*wish.no_days, days))
        if self.hours is not None:
            return replace(wish, no_hours=(*wish.no_hours, self.hours))
        return wish

    def _stretch(self) -> Days | None:
        return self.days if self.day is None else Days(self.day, self.day)

    def _bounded(self, wish: Wish) -> Wish:
        if self.at is not None:
            if self.bound in {"after", "from"}:
                return replace(wish, not_before=self.at)
            return replace(wish, not_after=self.at)
        days = self._stretch()
        if days is None:
            return wish
        one = timedelta(days=1)
        match self.bound:
            case "after":
                return replace(wish, first=days.last + one)
            case "from":
                return replace(wish, first=days.first)
            case "before":
                return replace(wish, last=days.first - one)
            case _:
                return replace(wish, last=days.last)


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece and where it stands in the text."""

    piece: Piece
    start: int
    end: int


# Reads what a pattern found, as seen from a day; None where it is no day or time after all.
Reading = Callable[[re.Match[str], date], Piece | tuple[Piece, ...] | None]
Table = list[tuple[re.Pattern[str], Reading]]


def whole(text: str) -> re.Pattern[str]:
    """Return a pattern that matches whole words only."""
    return re.compile(rf"(?<![\w:/]){text}(?![\w/])")
