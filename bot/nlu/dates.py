"""Days since a moment that is named: "since last Tuesday", "since March 3rd", "yesterday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords, number_of

Span = tuple[float, float, int, int]

WEEK = 7
DECEMBER = 12
LAST_DAY = 31
FIRST_YEAR = 1920
LONGEST_PHRASE = 7
SHORT_MESSAGE = 4
YEAR_DIGITS = 4
ORDINALS = ("st", "nd", "rd", "th", "of")
BEFORE_MONTH = ("since", "in", "last", "early", "late", "mid", "of", "from", "th", "st", "rd", "nd")
# "a fall", "I did not fall", "no fall"
NO_SEASON = frozenset(["a", "an", "no", "not", "never", "i", "to", "did", "my", "bad", "recent"])
PARTS_OF_MONTH = {
    "early": (1, 10), "beginning": (1, 10), "start": (1, 10), "mid": (11, 20), "middle": (11, 20),
    "late": (21, 31), "end": (21, 31),
}  # fmt: skip


def phrase_spans(words: Words, vocabulary: QuantityWords) -> Iterator[Span]:
    """Yield the lengths that a phrase says by itself, where it tells when something began."""
    for place, form in enumerate(words.forms):
        if form not in vocabulary.phrase_starts:
            continue
        for length in range(LONGEST_PHRASE, 0, -1):
            phrase = tuple(words.forms[place : place + length])
            days = vocabulary.phrases.get(phrase) if len(phrase) == length else None
            if days is not None and _tells_onset(place, place + length, words, vocabulary):
                yield _phrase_span(days, place, place + length, words, vocabulary)
                break


def _phrase_span(days: str, first: int, last: int, words: Words, vocabulary: QuantityWords) -> Span:
    low, _, high = days.partition("-")
    is_today = " ".join(words.forms[first:last]) in vocabulary["same_day"]
    return (0.0 if is_today else float(low)), float(high or low), first, last


def _tells_onset(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    if _is_bare(first, last, words, vocabulary) or words.forms[first] in (
        "all",
        "my",
        "as",
        "whole",
    ):
        return True
    before = words.forms[max(0, first - 8) : first]
    after = words.forms[last : last + 6]
    if "since" in before[-3:]:
        return True
    return bool(vocabulary["onset"] & {*before, *after}) and "worse" not in before[-3:]


def _is_bare(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    if len(words) - (last - first) > SHORT_MESSAGE:
        return False
    others = {*words.forms[:first], *words.forms[last:]}
    return others <= vocabulary["date_words"] | vocabulary["for_words"]


def dated_spans(words: Words, vocabulary: QuantityWords, now: datetime) -> Iterator[Span]:
    """Yield the days from each named date to `now` (aware, in the clinic's zone)."""
    today = now.date()
    for place, form in enumerate(words.forms):
        if form not in vocabulary.date_starts and len(form) != YEAR_DIGITS:
            continue
        found = _date_at(place, words, vocabulary, today)
        if found is None:
            continue
        earliest, latest, last = found
        first = _lead(place, words, vocabulary)
        is_told = first < place or len(words) <= SHORT_MESSAGE
        if is_told and _speaks_of_start(first, words, vocabulary) and earliest <= today:
            low = float(max((today - latest).days, 0))
            yield low, float((today - earliest).days), first, last


def _lead(place: int, words: Words, vocabulary: QuantityWords) -> int:
    first = place
    while first > 0 and words.forms[first - 1] in vocabulary["date_words"] | {"the", "about", "of"}:
        first -= 1
    return first


def _speaks_of_start(first: int, words: Words, vocabulary: QuantityWords) -> bool:
    if len(words) <= SHORT_MESSAGE + 1:
        return True
    near = words.forms[max(0, first - 6) : first + 5]
    return bool(vocabulary["onset"] & set(near))


def _date_at(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    form = words.forms[place]
    weekday = vocabulary.raw["weekdays"].get(form)
    if weekday is not None:
        return _weekday(int(weekday), place, words, today)
    if form in vocabulary["weekend"]:
        return _weekday(5, place, words, today)
    holiday = _holiday(place, words, vocabulary, today)
    if holiday is not None:
        return holiday
    month = vocabulary.raw["months"].get(form)
    if month is not None and _is_month(form, place, words):
        return _month(int(month), place, words, today)
    if form in vocabulary.raw["seasons"] and place and words.forms[place - 1] not in NO_SEASON:
        month, day = vocabulary.raw["seasons"][form]
        start = _latest(lambda year: date(year, month, day), today)
        return start, min(start + timedelta(days=91), today), place + 1
    return _year(place, words, today)


def _weekday(weekday: int, place: int, words: Words, today: date) -> tuple[date, date, int]:
    days = (today.weekday() - weekday) % WEEK or WEEK
    is_today = days == WEEK and "last" not in words.forms[max(0, place - 2) : place]
    day = today - timedelta(days=0 if is_today and "this" in words.forms[:place] else days)
    return day, day, place + 1


def _holiday(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[date, date, int] | None:
    for name, rule in vocabulary.raw["holidays"].items():
        parts = name.split()
        if words.forms[place] == parts[0] and words.forms[place : place + len(parts)] == parts:
            day = _latest(lambda year, rule=rule: _holiday_of(rule, year), today)
            return day, day, place + len(parts)
    return None


def _holiday_of(rule: dict[str, Any], year: int) -> date:
    if "easter" in rule:
        return easter(year) + timedelta(days=int(rule["easter"]))
    if "day" in rule:
        return date(year, int(rule["month"]), int(rule["day"]))
    return _nth_weekday(year, int(rule["month"]), int(rule["weekday"]), int(rule["nth"]))


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    if nth > 0:
        first = date(year, month, 1)
        return first + timedelta(days=(weekday - first.weekday()) % WEEK + WEEK * (nth - 1))
    last = _end_of(year, month)
    return last - timedelta(days=(last.weekday() - weekday) % WEEK)


def easter(year: int) -> date:
    """Return Easter Sunday of a year (the anonymous Gregorian rule of 1876)."""
    century, rest = divmod(year, 100)
    golden = year % 19
    leap, shift = divmod(century, 4)
    correction = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - correction + 15) % 30
    offset = (32 + 2 * shift + 2 * (rest // 4) - epact - rest % 4) % WEEK
    late = (golden + 11 * epact + 22 * offset) // 451
    month, day = divmod(epact + offset - 7 * late + 114, 31)
    return date(year, month, day + 1)


def _latest(of_year: Any, today: date) -> date:
    this_year: date = of_year(today.year)
    before: date = of_year(today.year - 1)
    return this_year if this_year <= today else before


def _end_of(year: int, month: int) -> date:
    following = date(year + 1, 1, 1) if month == DECEMBER else date(year, month + 1, 1)
    return following - timedelta(days=1)


def _is_month(form: str, place: int, words: Words) -> bool:
    """Tell whether "may" and "march" are months here: only right behind a word for a date."""
    if form not in ("may", "march"):
        return True
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
    year, last = _year_after(place + 1, words)
    day, last = _day_beside(place, last, words)
    if day is not None and year is None:
        year, last = _year_after(last, words)
    if year is None:
        year = today.year if (month, day or 1) <= (today.month, today.day) else today.year - 1
    end = _end_of(year, month)
    if day is not None:
        exact = date(year, month, min(day, end.day))
        return exact, exact, last
    part = words.forms[place - 1] if place else ""
    if part == "of" and place > 1:
        part = words.forms[place - 2]
    low, high = PARTS_OF_MONTH.get(part, (1, end.day))
    return date(year, month, low), min(date(year, month, min(high, end.day)), today), last


def _year_after(place: int, words: Words) -> tuple[int | None, int]:
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
