"""Who may book a visit, and by when it has to be: what triage decided, in the calendar's terms."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from actions.booking.calendar import A_DAY, Calendar
from actions.booking.values import Window
from actions.triage.protocol import Disposition

# Longer than any row of holidays: a clinic that works less has no working days to count.
FARTHEST_DAYS = 366


class NoVisit(StrEnum):
    """Why no visit is offered."""

    URGENT = "urgent"
    UNDECIDED = "undecided"
    ELSEWHERE = "elsewhere"
    NOT_ASKED = "not_asked"


@dataclass(frozen=True, slots=True)
class Limits:
    """How time limits count. `working_days` says which of them (hours) are working days instead.

    `is_working` tells whether the clinic works on a day.
    """

    working_days: Mapping[int, int]
    is_working: Callable[[date], bool]


@dataclass(frozen=True, slots=True)
class Decided:
    """What triage decided and when; `asked` tells whether the person wants a visit anyway."""

    disposition: str | None
    within_hours: int | None
    at: datetime
    asked: bool = False


def visit_window(
    decided: Decided, calendar: Calendar, limits: Limits, now: datetime
) -> Window | NoVisit:
    """Return in which time a visit may begin, or why none is offered.

    Nothing that delays urgent care is offered. A visit that is due has to be within the limit of
    its rule, counted from the decision; one that is only offered may be anywhere in the calendar.
    A limit that has passed leaves a window in which nothing begins.
    """
    match decided.disposition:
        case Disposition.CRISIS | Disposition.EMERGENCY | Disposition.SAME_DAY:
            return NoVisit.URGENT
        case Disposition.CLINIC:
            return Window(now, _limit(decided, calendar, limits, now))
        case Disposition.ROUTINE if not decided.asked:
            return NoVisit.NOT_ASKED
        case Disposition.ROUTINE | Disposition.ROUTINE_OFFER:
            return Window(now, calendar.horizon(now))
        case None:
            return NoVisit.UNDECIDED
        case _:
            return NoVisit.ELSEWHERE


def _limit(decided: Decided, calendar: Calendar, limits: Limits, now: datetime) -> datetime:
    if decided.within_hours is None:
        return calendar.horizon(now)
    days = limits.working_days.get(decided.within_hours)
    if days is None:
        return decided.at + timedelta(hours=decided.within_hours)
    return _end_of_working_day(decided.at, days, calendar, limits)


def _end_of_working_day(at: datetime, number: int, calendar: Calendar, limits: Limits) -> datetime:
    """Return the end of the working day that is `number` of them after the day of `at`."""
    day = calendar.day_of(at)
    for _ in range(FARTHEST_DAYS):
        day += A_DAY
        number -= limits.is_working(day)
        if number <= 0:
            break
    return calendar.bounds_of_day(day).latest
