"""Lengths counted to a day beside today: "six weeks tomorrow", "a month last Friday"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from bot.nlu.dates_days import ordinal_at
from bot.nlu.holidays import DECEMBER, SATURDAY, WEEK, coming_holiday_at, end_of
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span
from bot.nlu.quantities_words import QuantityWords

LONGEST_LEAD = 3
MONTH, YEAR = 30.0, 365.0
UNITS = frozenset(["week", "month", "year"])
OF_NEXT = (["will", "be"], ["it", "will"])
TO_COME = (["come"], ["coming"], ["next"], ["this"])
AROUND = 4  # words before a length that tell whether its end is to come

Ahead = tuple[int, int, int]  # the fewest and the most days to the end that was named, and where


def counted_to(
    spans: Sequence[Span], words: Words, vocabulary: QuantityWords, now: datetime
) -> list[Span]:
    """Return the lengths; those that end on a named day reach over its name and end today."""
    today = now.date()
    return [_counted(span, words, vocabulary, today) for span in spans]


def _counted(span: Span, words: Words, vocabulary: QuantityWords, today: date) -> Span:
    low, high, first, last = span
    if high < 1:
        return span
    found = _end_behind(span, words, vocabulary, today)
    before = None if found else _end_before(first, words, vocabulary, today)
    if before is not None:
        found, first = (before[0], before[0], last), before[1]
    if found is None:
        return span
    fewest, most, end = found
    unit = vocabulary.units.get(words.forms[last - 1], 0)
    ends = (_days(low, most, unit, today), _days(high, fewest, unit, today))
    return min(ends), max(ends), first, end


def _days(days: float, ahead: int, unit: float, today: date) -> float:
    """Return the days until today of a length that ends some days ahead, months by the calendar."""
    count = days / unit if unit else 0.5
    if unit not in (MONTH, YEAR) or count != int(count):
        return max(days - ahead, 0.0)
    end = today + timedelta(days=ahead)
    months = end.year * DECEMBER + end.month - 1 - int(count) * (1 if unit == MONTH else DECEMBER)
    year, month = divmod(months, DECEMBER)
    start = date(year, month + 1, min(end.day, end_of(year, month + 1).day))
    return max(float((today - start).days), 0.0)


def _end_behind(span: Span, words: Words, vocabulary: QuantityWords, today: date) -> Ahead | None:
    """Return how far ahead the day lies that follows a length: "six weeks on Thursday"."""
    _, days, first, last = span
    is_ago = words.forms[last : last + 1] in (["ago"], ["back"])
    before = words.forms[max(0, first - AROUND) : first]
    is_of_trouble = not vocabulary["what_ages"].isdisjoint(before)
    is_old = words.forms[last : last + 1] == ["old"] and is_of_trouble
    place = last + (is_ago or is_old)
    lead: list[str] = []
    while (
        len(lead) < LONGEST_LEAD
        and place < len(words)
        and words.forms[place] in vocabulary["leads"]
    ):
        lead.append(words.forms[place])
        place += 1
    if place >= len(words) or (not lead and words.forms[place + 1 : place + 3] in OF_NEXT):
        return None  # "nine days, tomorrow will be ten"
    form = words.forms[place]
    nearby = vocabulary.raw["days_beside"].get(form)
    if nearby is not None and not (lead and is_ago):
        return int(nearby), int(nearby), place + 1
    weekday = vocabulary.raw["weekdays"].get(form)
    if form in vocabulary["weekend"] and not is_ago:
        weekday = SATURDAY
    if weekday is not None:
        back = (today.weekday() - int(weekday)) % WEEK
        unit = vocabulary.units.get(words.forms[last - 1])
        ahead = (
            _ago(back, days, lead, unit) if is_ago else _to_weekday(back, lead, before, vocabulary)
        )
        return None if ahead is None else (ahead, ahead, place + 1)
    is_to_come = lead[-1:] in TO_COME or not vocabulary["ahead"].isdisjoint(before)
    if is_ago or not is_to_come:
        return None
    return _to_date(place, lead, words, vocabulary, today)


def _to_date(
    place: int, lead: list[str], words: Words, vocabulary: QuantityWords, today: date
) -> Ahead | None:
    """Return how far ahead "in January", "next month" or "the 30th" lies."""
    form = words.forms[place]
    if lead[-1:] == ["this"] and (form in UNITS or form in vocabulary.raw["seasons"]):
        return 0, 0, place + 1  # "three years this winter"
    if lead[-1:] == ["next"] and form in ("week", "month"):
        return (*_to_next(form, today), place + 1)
    month = vocabulary.raw["months"].get(form)
    if month is not None and not {"in", "come"}.isdisjoint(lead):
        year = today.year + (month < today.month)
        fewest = max((date(year, month, 1) - today).days, 0)
        return fewest, (end_of(year, month) - today).days, place + 1
    holiday = coming_holiday_at(place, words, vocabulary, today)
    if holiday is not None and lead:
        return (holiday[0] - today).days, (holiday[0] - today).days, holiday[2]
    numbered = ordinal_at(place, words, vocabulary)
    if numbered is not None and lead[-1:] == ["the"]:
        ahead = _to_day(numbered[0], today)
        return ahead, ahead, numbered[1]
    return None


def _ago(back: int, days: float, lead: list[str], unit: float | None) -> int:
    """Return the days to the weekday of "two weeks ago Saturday", "two weeks ago on Saturday".

    Days that were counted reach that weekday already: "ten days ago Saturday".
    """
    if "on" in lead or unit == 1:
        return -(round((days - back) / WEEK) * WEEK + back - int(days))
    return -(back or WEEK)


def _to_weekday(
    back: int, lead: list[str], before: list[str], vocabulary: QuantityWords
) -> int | None:
    """Return the days to the weekday that was `back` days ago: the next one, or that one."""
    is_past = not vocabulary["back"].isdisjoint(lead) or (
        not vocabulary["back"].isdisjoint(before) and "on" not in lead
    )
    if is_past:
        return -(back or WEEK)
    if not lead and vocabulary["ahead"].isdisjoint(before):
        return None
    return -back % WEEK


def _to_next(unit: str, today: date) -> tuple[int, int]:
    """Return the days to the first and to the last day of the next week or month."""
    if unit == "week":
        monday = WEEK - today.weekday()
        return monday, monday + WEEK - 1
    last = end_of(today.year, today.month)
    following = last + timedelta(days=1)
    end = end_of(following.year, following.month)
    return (following - today).days, (end - today).days


def _to_day(day: int, today: date) -> int:
    """Return the days to the next day of this number."""
    month = today.replace(day=1)
    if day < today.day:
        month = (month + timedelta(days=DECEMBER + 20)).replace(day=1)
    return (month.replace(day=min(day, end_of(month.year, month.month).day)) - today).days


def _end_before(
    first: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[int, int] | None:
    """Return how far ahead the day lies that leads a length: "tomorrow makes six weeks"."""
    place = first
    while place > 0 and words.forms[place - 1] in vocabulary["is"]:
        place -= 1
    if place in (first, 0) or words.forms[place:first] == ["it"]:
        return None
    form = words.forms[place - 1]
    nearby = vocabulary.raw["days_beside"].get(form)
    if nearby is not None:
        return int(nearby), place - 1
    weekday = vocabulary.raw["weekdays"].get(form)
    if weekday is not None and words.forms[place:first] in (["was"], ["past"], ["gone"]):
        # "Sunday was a fortnight": so long before last Sunday
        return -((today.weekday() - int(weekday)) % WEEK or WEEK), place - 1
    if weekday is None or vocabulary["ahead"].isdisjoint(words.forms[max(0, place - 3) : first]):
        return None
    return (int(weekday) - today.weekday()) % WEEK, place - 1
