"""Days, weeks and months in a text."""

from __future__ import annotations

import re
from calendar import month_name, monthrange
from datetime import date, timedelta

from actions.booking.wish_pieces import BOUND, DAY_NAMES, Piece, Table, whole
from actions.booking.wishes import Days

MONTHS = tuple(name.lower() for name in month_name)
DECEMBER = 12
WEEK = timedelta(days=7)
SUNDAY = 6
# Where the first part of a week or month ends, and its last part begins.
EARLY_IN_WEEK, LATE_IN_WEEK = 2, 3
EARLY_IN_MONTH, LATE_IN_MONTH = 10, 21
_DAY = "|".join(DAY_NAMES)
_MONTH = "|".join(MONTHS[1:])
# "Move it to the week after"; behind "the week after the 10th" a day is named.
_WEEK_AFTER = r"week after(?=\W*$| please| instead| then| if)"
_PART = r"(?:(?P<part>early|beginning of|start of|end of|late|later)\s+)?(?:the\s+)?(?:in\s+)?"


def _iso(found: re.Match[str], _: date) -> Piece | None:
    return _date(int(found[2]), int(found[3]), int(found[4]), found["bound"])


def _named_month(found: re.Match[str], today: date) -> Piece | None:
    number = MONTHS.index(found["month"] or found["month2"])
    day = found["day"] or found["day2"]
    if day is None:
        year = today.year + (number < today.month)
        return Piece(
            days=Days(date(year, number, 1), _month_end(year, number)), bound=found["bound"]
        )
    return _coming(number, int(day), today, found["bound"])


def _numeric(found: re.Match[str], today: date) -> Piece | None:
    return _coming(int(found["month"]), int(found["day"]), today, found["bound"])


def _coming(month: int, day: int, today: date, bound: str | None) -> Piece | None:
    this_year = _date(today.year, month, day, bound)
    if this_year is not None and this_year.day is not None and this_year.day < today:
        return _date(today.year + 1, month, day, bound)
    return this_year


def _date(year: int, month: int, day: int, bound: str | None) -> Piece | None:
    try:
        return Piece(day=date(year, month, day), bound=bound)
    except ValueError:
        return None


def _day_of_month(found: re.Match[str], today: date) -> Piece | None:
    number = int(found["day"])
    year, month = today.year, today.month
    for _ in range(12):
        if number <= monthrange(year, month)[1] and date(year, month, number) >= today:
            return Piece(day=date(year, month, number), bound=found["bound"])
        year, month = (year, month + 1) if month < DECEMBER else (year + 1, 1)
    return None


def _week_from(found: re.Match[str], today: date) -> Piece:
    near = {"today": today, "tomorrow": today + timedelta(days=1)}
    day = near.get(found["day"]) or _next(DAY_NAMES.index(found["day"]), today)
    return Piece(day=day + WEEK)


def _in_days(found: re.Match[str], today: date) -> Piece:
    return Piece(day=today + timedelta(days=int(found["number"])), bound="from")


def _in_weeks(found: re.Match[str], today: date) -> Piece:
    first = today + int(found["number"]) * WEEK
    return Piece(days=Days(first, first + WEEK - timedelta(days=1)))


def _week(found: re.Match[str], today: date) -> Piece:
    monday = today - timedelta(days=today.weekday())
    monday += {
        "next week": WEEK,
        "week after": WEEK,
        "week after next": 2 * WEEK,
        "next week next": 2 * WEEK,
    }.get(found["week"], timedelta())
    first, last = max(monday, today), monday + timedelta(days=SUNDAY)
    match found["part"]:
        case "early" | "beginning of" | "start of":
            last = monday + timedelta(days=EARLY_IN_WEEK)
        case "end of" | "late" | "later":
            first = max(first, monday + timedelta(days=LATE_IN_WEEK))
    return Piece(days=Days(first, max(first, last)), bound=found["bound"])


def _month_span(found: re.Match[str], today: date) -> Piece:
    year, month = today.year, today.month
    if found["which"] == "next":
        year, month = (year, month + 1) if month < DECEMBER else (year + 1, 1)
    first, last = max(today, date(year, month, 1)), _month_end(year, month)
    if found["part"]:
        is_end = found["part"] in {"end of", "late"}
        first = max(first, date(year, month, LATE_IN_MONTH)) if is_end else first
        last = last if is_end else max(first, date(year, month, EARLY_IN_MONTH))
    return Piece(days=Days(first, last), bound=found["bound"])


def _weekday(found: re.Match[str], today: date) -> Piece:
    number, bound = DAY_NAMES.index(found["day"]), found["bound"]
    if found["which"] in {"this ", "coming "} or bound:
        return Piece(day=_next(number, today), bound=bound)
    if found["which"] == "next " and number == today.weekday():
        return Piece(day=today + WEEK)
    return Piece(weekdays=frozenset({number}))


def _many_weekdays(found: re.Match[str], _: date) -> Piece:
    is_weekend = found["kind"].startswith("weekend")
    return Piece(weekdays=frozenset({5, 6} if is_weekend else range(5)))


def _near_day(found: re.Match[str], today: date) -> Piece:
    ahead = {"today": 0, "tomorrow": 1, "overmorrow": 2}[found["day"]]
    return Piece(day=today + timedelta(days=ahead), bound=found["bound"])


def _next(weekday: int, today: date) -> date:
    """Return the first day from today on that is this weekday."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


DAYS: Table = [
    (whole(rf"{BOUND}(\d{{4}})-(\d\d)-(\d\d)"), _iso),
    (
        whole(
            rf"{BOUND}(?:(?P<month>{_MONTH})(?:\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?"
            rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH}))"
        ),
        _named_month,
    ),
    (whole(rf"{BOUND}(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:/\d{{2,4}})?"), _numeric),
    (whole(rf"(?:a|1) weeks? from (?P<day>{_DAY}|today|tomorrow)"), _week_from),
    (whole(r"(?:in )(?P<number>\d{1,2}) days?"), _in_days),
    (whole(r"(?:in )?(?P<number>\d{1,2}) days? from now"), _in_days),
    (whole(r"in (?P<number>\d{1,2}) weeks?"), _in_weeks),
    (whole(r"(?P<number>\d{1,2}) weeks? from now"), _in_weeks),
    (
        whole(
            rf"{BOUND}{_PART}(?P<week>week after next|next week next|{_WEEK_AFTER}|next week|"
            r"this week|week)"
        ),
        _week,
    ),
    (whole(rf"{BOUND}{_PART}(?P<which>this|next)?\s*month"), _month_span),
    (whole(r"(?:the |on the |on )?(?P<kind>weekends?|weekdays?)"), _many_weekdays),
    (
        whole(rf"{BOUND}(?:a\s+)?(?P<which>this |next |coming )?(?P<day>{_DAY})s?"),
        _weekday,
    ),
    (whole(rf"{BOUND}(?P<day>today|tomorrow|overmorrow)"), _near_day),
    (
        whole(
            r"(?:(?P<bound>after|before|from|until|by)\s+)?(?:on\s+)?(?:the\s+)?"
            r"(?P<day>[4-9]|[12]\d|3[01])(?:st|nd|rd|th)"
        ),
        _day_of_month,
    ),
    (
        whole(
            r"(?:(?P<bound>after|before|from|until|by)\s+|on\s+)(?:the\s+)?(?P<day>[1-3])(?:st|nd|rd)"
        ),
        _day_of_month,
    ),
]
