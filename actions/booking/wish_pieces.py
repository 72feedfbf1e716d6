"""Days and times in a text, each as a piece that a wish can want or refuse."""

from __future__ import annotations

import re
from calendar import day_name, month_name, monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from actions.booking.wish_words import WishWords
from actions.booking.wishes import Days, Hours, Wish

DAY_NAMES = tuple(name.lower() for name in day_name)
MONTHS = tuple(name.lower() for name in month_name)
WEEK = timedelta(days=7)
SUNDAY = 6
# Nobody visits at night: "at 3" is in the afternoon, "at 8" in the morning.
FIRST_HOUR = 7
NOON = 12
_WORD = r"(?<![\w:/])"
_DAY = "|".join(DAY_NAMES)
_MONTH = "|".join(MONTHS[1:])
_BOUND = r"(?:(?P<bound>after|before|from|until|by)\s+)?(?:on\s+)?(?:the\s+)?"
_CLOCK = r"(\d{1,2})(?::(\d\d))?\s*(am|pm|oclock|o clock|ish)?"

Reading = Callable[[re.Match[str], date], "Piece | None"]


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
        days = Days(self.day, self.day) if self.day is not None else self.days
        if days is not None:
            return replace(wish, no_days=(*wish.no_days, days))
        if self.hours is not None:
            return replace(wish, no_hours=(*wish.no_hours, self.hours))
        return wish

    def _bounded(self, wish: Wish) -> Wish:
        if self.at is not None:
            is_start = self.bound in {"after", "from"}
            return replace(wish, **{"not_before" if is_start else "not_after": self.at})
        days = self.days or (self.day and Days(self.day, self.day))
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


def pieces_in(normal: str, words: WishWords, today: date) -> Iterator[Seen]:
    """Yield the days and times of a normal text in its order; no two share a word."""
    taken: list[Seen] = []
    hours = re.compile(
        rf"{_WORD}(?:in |at |around |about )?(?:the |a |my )?(?P<bound>before |by )?"
        rf"(?P<hours>{words.hours_pattern})(?!\w)"
    )
    readings: list[tuple[re.Pattern[str], Reading]] = [
        *_FIRST,
        (hours, lambda found, _: _stretch(found, words)),
        *_LAST,
    ]
    for pattern, reading in readings:
        for found in pattern.finditer(normal):
            if any(one.start < found.end() and found.start() < one.end for one in taken):
                continue
            piece = reading(found, today)
            if piece is not None:
                taken.append(Seen(piece, found.start(), found.end()))
                if piece.bound == "between":
                    taken[-1:] = _both_ends(found)
    return iter(sorted(_without_doubled(taken, normal), key=lambda one: one.start))


def _without_doubled(taken: list[Seen], normal: str) -> list[Seen]:
    """Return the pieces without a weekday that a date right beside it says again."""
    dates = [one for one in taken if one.piece.day is not None and one.piece.bound is None]
    return [
        one
        for one in taken
        if not (
            one.piece.weekdays
            and any(
                re.fullmatch(r"[\s,]*(?:the)?[\s,]*", normal[one.end : other.start])
                for other in dates
                if other.start >= one.end
            )
        )
    ]


def _stretch(found: re.Match[str], words: WishWords) -> Piece | None:
    hours = words.hours[found["hours"]]
    bound = (found["bound"] or "").strip()
    if not bound:
        return Piece(hours=hours)
    # "Before noon" and "by noon" mean twelve, whatever stretch "noon" is.
    return Piece(at=time(NOON), bound=bound) if "noon" in found["hours"] else None


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
        year, month = (year, month + 1) if month < NOON else (year + 1, 1)
    return None


def _week_from(found: re.Match[str], today: date) -> Piece:
    day = today if found["day"] == "today" else _next(DAY_NAMES.index(found["day"]), today)
    return Piece(day=day + WEEK)


def _in_days(found: re.Match[str], today: date) -> Piece:
    return Piece(day=today + timedelta(days=int(found["number"])), bound="from")


def _in_weeks(found: re.Match[str], today: date) -> Piece:
    first = today + int(found["number"]) * WEEK
    return Piece(days=Days(first, first + WEEK - timedelta(days=1)))


def _week(found: re.Match[str], today: date) -> Piece:
    monday = today - timedelta(days=today.weekday())
    monday += {"next week": WEEK, "week after next": 2 * WEEK, "next week next": 2 * WEEK}.get(
        found["week"], timedelta()
    )
    first, last = max(monday, today), monday + timedelta(days=SUNDAY)
    match found["part"]:
        case "early" | "beginning of" | "start of":
            last = monday + timedelta(days=2)
        case "end of" | "late" | "later":
            first = max(first, monday + timedelta(days=3))
    return Piece(days=Days(first, max(first, last)), bound=found["bound"])


def _month_span(found: re.Match[str], today: date) -> Piece:
    year, month = today.year, today.month
    if found["which"] == "next":
        year, month = (year, month + 1) if month < NOON else (year + 1, 1)
    first, last = max(today, date(year, month, 1)), _month_end(year, month)
    if found["part"]:
        is_end = found["part"] in {"end of", "late"}
        first = max(first, date(year, month, 21)) if is_end else first
        last = last if is_end else max(first, date(year, month, 10))
    return Piece(days=Days(first, last), bound=found["bound"])


def _weekday(found: re.Match[str], today: date) -> Piece:
    number, bound = DAY_NAMES.index(found["day"]), found["bound"]
    if found["which"] in {"this ", "coming "} or bound:
        return Piece(day=_next(number, today), bound=bound)
    return Piece(weekdays=frozenset({number}))


def _many_weekdays(found: re.Match[str], _: date) -> Piece:
    is_weekend = found["kind"].startswith("weekend")
    return Piece(weekdays=frozenset({5, 6} if is_weekend else range(5)))


def _near_day(found: re.Match[str], today: date) -> Piece:
    ahead = {"today": 0, "tomorrow": 1, "overmorrow": 2}[found["day"]]
    return Piece(day=today + timedelta(days=ahead), bound=found["bound"])


def _between(found: re.Match[str], _: date) -> Piece | None:
    ends = _ends(found)
    return None if ends is None else Piece(at=ends[0], bound="between")


def _ends(found: re.Match[str]) -> tuple[time, time] | None:
    half = found[6] if found[6] in {"am", "pm"} else None
    until = clock_time(found[4], found[5], half)
    start = clock_time(found[1], found[2], found[3] if found[3] in {"am", "pm"} else None)
    if start is None or until is None or not start < until:
        return None
    return start, until


def _both_ends(found: re.Match[str]) -> list[Seen]:
    ends = _ends(found)
    assert ends is not None, "a piece was made of it"
    pieces = (Piece(at=ends[0], bound="from"), Piece(at=ends[1], bound="before"))
    return [Seen(piece, found.start(), found.end()) for piece in pieces]


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


def clock_time(hour: str, minute: str | None, half: str | None) -> time | None:
    """Return a time of the day; without a half of it, one at which clinics are open."""
    hours, minutes = int(hour), int(minute or 0)
    if hours > 23 or minutes > 59 or (half in {"am", "pm"} and not 1 <= hours <= NOON):
        return None
    if half == "pm" or (half != "am" and hours < FIRST_HOUR):
        hours = hours % NOON + NOON
    elif half == "am":
        hours %= NOON
    return time(hours, minutes)


def _next(weekday: int, today: date) -> date:
    """Return the first day from today on that is this weekday."""
    return today + timedelta(days=(weekday - today.weekday()) % 7)


def _month_end(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


_PART = r"(?:(?P<part>early|beginning of|start of|end of|late|later)\s+)?(?:the\s+)?(?:in\s+)?"
_TIME = r"(?P<hour>\d{1,2})(?::(?P<minute>\d\d))?\s*(?P<half>am|pm|oclock|o clock|ish)?"
# "At 8 weeks" is no time of the day.
_NO_LENGTH = r"(?!\s*(?:weeks?|days?|months?|years?|hours?|minutes?|out|of|percent|%))"


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"{_WORD}{text}(?![\w/])")


_FIRST: list[tuple[re.Pattern[str], Reading]] = [
    (_pattern(rf"{_BOUND}(\d{{4}})-(\d\d)-(\d\d)"), _iso),
    (
        _pattern(
            rf"{_BOUND}(?:(?P<month>{_MONTH})(?:\s+(?:the\s+)?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?)?"
            rf"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month2>{_MONTH}))"
        ),
        _named_month,
    ),
    (_pattern(rf"{_BOUND}(?P<month>\d{{1,2}})/(?P<day>\d{{1,2}})(?:/\d{{2,4}})?"), _numeric),
    (_pattern(rf"(?:a|1) weeks? from (?P<day>{_DAY}|today)"), _week_from),
    (_pattern(r"(?:in )(?P<number>\d{1,2}) days?"), _in_days),
    (_pattern(r"(?:in )?(?P<number>\d{1,2}) days? from now"), _in_days),
    (_pattern(r"in (?P<number>\d{1,2}) weeks?"), _in_weeks),
    (_pattern(r"(?P<number>\d{1,2}) weeks? from now"), _in_weeks),
    (
        _pattern(
            rf"{_BOUND}{_PART}(?P<week>week after next|next week next|next week|this week|week)"
        ),
        _week,
    ),
    (_pattern(rf"{_BOUND}{_PART}(?P<which>this|next)?\s*month"), _month_span),
    (_pattern(r"(?:the |on the |on )?(?P<kind>weekends?|weekdays?)"), _many_weekdays),
    (
        _pattern(rf"{_BOUND}(?:a\s+)?(?P<which>this |next |coming )?(?P<day>{_DAY})s?"),
        _weekday,
    ),
    (_pattern(rf"{_BOUND}(?P<day>today|tomorrow|overmorrow)"), _near_day),
    (
        _pattern(
            r"(?:(?P<bound>after|before|from|until|by)\s+)?(?:on\s+)?(?:the\s+)?"
            r"(?P<day>[4-9]|[12]\d|3[01])(?:st|nd|rd|th)"
        ),
        _day_of_month,
    ),
    (
        _pattern(
            r"(?:(?P<bound>after|before|from|until|by)\s+|on\s+)(?:the\s+)?(?P<day>[1-3])(?:st|nd|rd)"
        ),
        _day_of_month,
    ),
]
_LAST: list[tuple[re.Pattern[str], Reading]] = [
    (_pattern(rf"(?:between |from )?{_CLOCK}\s*(?:-|to|and|until)\s*{_CLOCK}"), _between),
    (
        _pattern(rf"{_TIME} (?:or|and) (?P<side>later|after|earlier|before|onwards?)(?! \d)"),
        _or_later,
    ),
    (_pattern(rf"from {_TIME} (?P<side>on|onwards?)"), _or_later),
    (
        _pattern(rf"(?P<bound>after|before|from|until|by) (?:about |around )?{_TIME}{_NO_LENGTH}"),
        _bounded_time,
    ),
    (_pattern(rf"(?:at|around|about|like|@)\s*{_TIME}{_NO_LENGTH}"), _plain_time),
    (
        _pattern(
            r"(?P<hour>\d{1,2})(?:(?::(?P<minute>\d\d))\s*(?P<half>am|pm)?"
            r"|(?P<minute2>)\s*(?P<half2>am|pm|oclock|o clock|ish))"
        ),
        lambda found, _: _named_half(found),
    ),
    (re.compile(r"^\W*(?P<hour>[6-9]|1[0-2])\W*(?:please)?\W*$"), lambda found, _: _hour(found)),
]


def _named_half(found: re.Match[str]) -> Piece | None:
    at = clock_time(found["hour"], found["minute"], found["half"] or found["half2"])
    return None if at is None else Piece(at=at)


def _hour(found: re.Match[str]) -> Piece | None:
    at = clock_time(found["hour"], None, None)
    return None if at is None else Piece(at=at)
