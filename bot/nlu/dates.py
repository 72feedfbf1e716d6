"""Days since a moment that is named: "since last Tuesday", "since March 3rd", "yesterday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.nlu.holidays import DECEMBER, WEEK, end_of, holiday_at, last_year_at, latest
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span, is_start
from bot.nlu.quantities_words import QuantityWords, number_of

LAST_DAY = 31
FIRST_YEAR = 1920
LONG_AGO = 60  # days; what a person tells of such a date is often over
YEAR_DIGITS = 4
MARKS_OF_DAY = ("st", "nd", "rd", "th")
# "the 4th of July" has a month of its own, "the 3rd time" is no date.
UNDATED = (["time"], ["day"], ["week"], ["grade"], ["floor"], ["trimester"], ["one"], ["baby"])
OF_THIS_MONTH = (["of", "the", "month"], ["of", "this", "month"])
EARLY = 4
WEEK_AGO = ["a", "week", "ago"]
ORDINALS = ("st", "nd", "rd", "th", "of")
# "a fall", "I did not fall", "no fall"
NO_SEASON = frozenset(["a", "an", "no", "not", "never", "i", "to", "did", "my", "bad", "recent"])
PARTS_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31),
}  # fmt: skip


def dated_spans(words: Words, vocabulary: QuantityWords, now: datetime) -> Iterator[Span]:
    """Yield the days from each named date to `now` (aware, in the clinic's zone)."""
    today = now.date()
    for place, form in enumerate(words.forms):
        is_digit = words.written[place][0].isdigit()
        if form not in vocabulary.date_starts and not is_digit and form not in PARTS_OF_MONTH:
            continue
        found = _date_at(place, words, vocabulary, today)
        if found is None:
            continue
        earliest, latest, last = found
        is_back = words.forms[max(0, place - 3) : place] == WEEK_AGO
        first = place - 3 if is_back else _lead(place, words, vocabulary)
        is_old = (today - latest).days > LONG_AGO
        if earliest <= today and is_start((first, place, last), words, vocabulary, is_old=is_old):
            low = float(max((today - latest).days, 0))
            yield low, float((today - earliest).days), first, last


def _lead(place: int, words: Words, vocabulary: QuantityWords) -> int:
    first = place
    leads = vocabulary["date_words"] | vocabulary["date_leads"]
    while first > 0 and (words.forms[first - 1] in leads or _is_day_before(first, words)):
        first -= 1
    return first


def _is_day_before(place: int, words: Words) -> bool:
    """Tell whether "8" or "th" of "the 8th of November" stands before a place."""
    form, after = words.forms[place - 1], words.forms[place : place + 1]
    return form in MARKS_OF_DAY or (_is_day(words.written[place - 1]) and after != [","])


def _date_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    form = words.forms[place]
    numeric = _numeric(place, words, today) or _day_of_month(place, words, today)
    if numeric is not None:
        return numeric
    if form in PARTS_OF_MONTH and words.forms[place + 1 : place + 4] in OF_THIS_MONTH:
        first, last = PARTS_OF_MONTH[form]
        start = date(today.year, today.month, first)
        return start, min(date(today.year, today.month, min(last, EARLY)), today), place + 4
    weekday = vocabulary.raw["weekdays"].get(form)
    if weekday is not None:
        return _weekday(int(weekday), place, words, today)
    if form in vocabulary["weekend"]:
        return _weekday(5, place, words, today)
    holiday = holiday_at(place, words, vocabulary, today)
    if holiday is not None:
        return holiday
    month = vocabulary.raw["months"].get(form)
    if month is not None and _is_month(form, place, words):
        return _month(int(month), place, words, today)
    if form in vocabulary.raw["seasons"] and place and words.forms[place - 1] not in NO_SEASON:
        month, day = vocabulary.raw["seasons"][form]
        start = latest(lambda year: date(year, month, day), today)
        return start, min(start + timedelta(days=91), today), place + 1
    return _year(place, words, today)


def _day_of_month(place: int, words: Words, today: date) -> tuple[date, date, int] | None:
    """Return the date that "the 14th" names, where no month stands beside it."""
    if words.forms[place : place + 1] == ["the"]:
        place += 1
    written = words.written[place : place + 1]
    marks = words.forms[place + 1 : place + 3]
    if not written or not _is_day(written[0]) or marks[:1] == [] or marks[0] not in MARKS_OF_DAY:
        return None
    last = place + 2
    if marks[1:] == ["of"]:
        if words.forms[place + 3 : place + 5] not in (["this", "month"], ["the", "month"]):
            return None
        last = place + 5
    if words.forms[place - 1 : place] != ["the"] or words.forms[last : last + 1] in UNDATED:
        return None
    day = int(written[0])
    month = today.replace(day=1)
    if day > today.day:
        month = (month - timedelta(days=1)).replace(day=1)
    if day > end_of(month.year, month.month).day:
        return None
    found = month.replace(day=day)
    return found, found, last


def _numeric(place: int, words: Words, today: date) -> tuple[date, date, int] | None:
    """Return the date that "10/21" writes, month first."""
    month_said, mark, day_said = (*words.written[place : place + 3], "", "", "")[:3]
    if mark not in ("/", "-") or not (_is_day(month_said) and _is_day(day_said)):
        return None
    before = words.forms[place - 1] if place else ""
    after = words.forms[place + 3 : place + 4]
    is_date = before in ("since", "on", "from") or after in (["is"], ["was"])
    if not is_date or int(month_said) > DECEMBER:
        return None
    month, day = int(month_said), int(day_said)
    found = latest(lambda year: date(year, month, min(day, end_of(year, month).day)), today)
    return found, found, place + 3


def _weekday(weekday: int, place: int, words: Words, today: date) -> tuple[date, date, int]:
    days = (today.weekday() - weekday) % WEEK or WEEK
    numbered = _day_of_month(place + 1, words, today)
    if numbered is not None:
        return numbered
    follows = words.forms[place + 1 : place + 3]
    if follows[:1] == ["of"]:
        follows = words.forms[place + 2 : place + 4]
    if words.forms[max(0, place - 3) : place] == WEEK_AGO:
        day = today - timedelta(days=days + WEEK)
        return day, day, place + 1
    if words.forms[place + 1 : place + 4] == WEEK_AGO:
        day = today - timedelta(days=days + WEEK)
        return day, day, place + 4
    if follows == ["last", "week"]:
        monday = today - timedelta(days=today.weekday() + WEEK)
        day = monday + timedelta(days=weekday)
        return day, day, words.forms.index("week", place) + 1
    if follows == ["before", "last"]:
        day = today - timedelta(days=days + WEEK)
        return day, day, place + 3
    is_today = days == WEEK and "last" not in words.forms[max(0, place - 2) : place]
    day = today - timedelta(days=0 if is_today and "this" in words.forms[:place] else days)
    return day, day, place + 1


def _is_month(form: str, place: int, words: Words) -> bool:
    """Tell whether "may" and "march" are months here: only right behind a word for a date."""
    if form not in ("may", "march"):
        return True
    if words.forms[place + 1 : place + 2] in (["i"], ["we"], ["be"], ["he"], ["she"], ["they"]):
        return False
    return place == 0 or words.forms[place - 1] in (
        "since",
        "in",
        "last",
        "early",
        "late",
        "mid",
        "of",
        "from",
        "th",
    )


def _month(month: int, place: int, words: Words, today: date) -> tuple[date, date, int]:
    year, last = _year_after(place + 1, words, today)
    day, last = _day_beside(place, last, words)
    if day is not None and year is None:
        year, last = _year_after(last, words, today)
    if year is None:
        year = today.year if (month, day or 1) <= (today.month, today.day) else today.year - 1
    end = end_of(year, month)
    if day is not None:
        exact = date(year, month, min(day, end.day))
        return exact, exact, last
    part = words.forms[place - 1] if place else ""
    if part == "of" and place > 1:
        part = words.forms[place - 2]
    low, high = PARTS_OF_MONTH.get(part, (1, end.day))
    return date(year, month, low), min(date(year, month, min(high, end.day)), today), last


def _year_after(place: int, words: Words, today: date) -> tuple[int | None, int]:
    year, last = last_year_at(place, words, today)
    if year is not None:
        return year, last
    if place < len(words) and words.written[place].isdecimal():
        value = number_of(words.written[place])
        if FIRST_YEAR < value <= 2100:  # noqa: PLR2004
            return int(value), place + 1
    return None, place


def _day_beside(place: int, last: int, words: Words) -> tuple[int | None, int]:
    if last < len(words) and _is_day(words.written[last]):
        end = last + 1
        if end < len(words) and words.forms[end] in ORDINALS:
            end += 1
        return int(words.written[last]), end
    before = place - 1
    while before >= 0 and words.forms[before] in ORDINALS:
        before -= 1
    if before >= 0 and _is_day(words.written[before]):
        return int(words.written[before]), last
    return None, last


def _is_day(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 2 and 1 <= int(text) <= LAST_DAY  # noqa: PLR2004


def _year(place: int, words: Words, today: date) -> tuple[date, date, int] | None:
    text = words.written[place]
    if len(text) != YEAR_DIGITS or not (text.isdecimal() and text.isascii()):
        return None
    if place == 0 or words.forms[place - 1] not in ("since", "in", "from", "late", "early"):
        return None
    year = int(text)
    if not FIRST_YEAR < year <= today.year:
        return None
    return date(year, 1, 1), min(date(year, 12, 31), today), place + 1
