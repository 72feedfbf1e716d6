"""Times of the day in a text."""

from __future__ import annotations

import re
from datetime import date, time

from actions.booking.wish_pieces import Piece, Table, whole

# Nobody visits at night: "at 3" is in the afternoon, "at 8" in the morning.
FIRST_HOUR = 7
NOON = 12
LAST_HOUR, LAST_MINUTE = 23, 59
HALVES = frozenset({"am", "pm"})
_CLOCK = r"(\d{1,2})(?::(\d\d))?\s*(am|pm|oclock|o clock|ish)?"
_TIME = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>am|pm|oclock|o clock|ish)?"
# "At 8 weeks" is no time of the day.
_NO_LENGTH = r"(?!\s*(?:weeks?|days?|months?|years?|hours?|minutes?|out|of|percent|%))"


def clock_time(hour: str, minute: str | None, half: str | None) -> time | None:
    """Return a time of the day; without a half of it, one at which clinics are open."""
    hours, minutes = int(hour), int(minute or 0)
    if hours > LAST_HOUR or minutes > LAST_MINUTE or (half in HALVES and not 1 <= hours <= NOON):
        return None
    if half == "pm" or (half != "am" and hours < FIRST_HOUR):
        hours = hours % NOON + NOON
    elif half == "am":
        hours %= NOON
    return time(hours, minutes)


def _between(found: re.Match[str], _: date) -> tuple[Piece, ...] | None:
    ends = _ends(found)
    if ends is None:
        return None
    return Piece(at=ends[0], bound="from"), Piece(at=ends[1], bound="before")


def _ends(found: re.Match[str]) -> tuple[time, time] | None:
    halves = [half if half in HALVES else None for half in (found[3], found[6])]
    start = clock_time(found[1], found[2], halves[0])
    until = clock_time(found[4], found[5], halves[1])
    if start is None or until is None or not start < until:
        return None
    return start, until


def _bounded_time(found: re.Match[str], _: date) -> Piece | None:
    at = clock_time(found["hour"], found["minute"], found["half"])
    return None if at is None else Piece(at=at, bound=found["bound"])


def _or_later(found: re.Match[str], _: date) -> Piece | None:
    at = clock_time(found["hour"], found["minute"], found["half"])
    bound = "from" if found["side"] in {"later", "after", "on", "onward", "onwards"} else "before"
    return None if at is None else Piece(at=at, bound=bound)


def _plain_time(found: re.Match[str], _: date) -> Piece | None:
    at = clock_time(found["hour"], found["minute"], found["half"])
    return None if at is None else Piece(at=at)


def _named_half(found: re.Match[str]) -> Piece | None:
    at = clock_time(found["hour"], found["minute"], found["half"] or found["half2"])
    return None if at is None else Piece(at=at)


def _hour(found: re.Match[str]) -> Piece | None:
    at = clock_time(found["hour"], None, None)
    return None if at is None else Piece(at=at)


TIMES: Table = [
    (whole(rf"(?:between |from )?{_CLOCK}\s*(?:-|to|and|until)\s*{_CLOCK}"), _between),
    (
        whole(rf"{_TIME} (?:or|and) (?P<side>later|after|earlier|before|onwards?)(?! \d)"),
        _or_later,
    ),
    (whole(rf"from {_TIME} (?P<side>on|onwards?)"), _or_later),
    (
        whole(rf"(?P<bound>after|before|from|until|by) (?:about |around )?{_TIME}{_NO_LENGTH}"),
        _bounded_time,
    ),
    (whole(rf"(?:at|around|about|like|@)\s*{_TIME}{_NO_LENGTH}"), _plain_time),
    (
        whole(
            r"(?P<hour>\d{1,2})(?:(?::(?P<minute>\d\d))\s*(?P<half>am|pm)?"
            r"|(?P<minute2>)\s*(?P<half2>am|pm|oclock|o clock|ish))"
        ),
        lambda found, _: _named_half(found),
    ),
    (re.compile(r"^\W*(?P<hour>[6-9]|1[0-2])\W*(?:please)?\W*$"), lambda found, _: _hour(found)),
]
