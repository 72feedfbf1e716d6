"""Days since a moment that is named: "since last Tuesday", "since March 3rd", "yesterday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.nlu.dates_beside import Dated, joined
from bot.nlu.dates_days import is_day
from bot.nlu.dates_named import date_at
from bot.nlu.dates_parts import part_named
from bot.nlu.dates_week import WEEK_AGO
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span, is_start
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

PART_LEADS = frozenset(["this", "last", "week"])
DAY, WEEK = timedelta(days=1), timedelta(days=7)
LONG_AGO = 60  # days; what a person tells of such a date is often over


def dated_spans(words: Words, vocabulary: QuantityWords, now: datetime) -> Iterator[Span]:
    """Yield the days from each named date to `now` (aware, in the clinic's zone)."""
    today = now.date()
    for dated in joined([*_named(words, vocabulary, today)], words, vocabulary):
        is_old = (today - dated.latest).days > LONG_AGO
        span = (dated.first, dated.place, dated.last)
        if dated.earliest <= today and is_start(span, words, vocabulary, is_old=is_old):
            low = float(max((today - dated.latest).days, 0))
            yield low, float((today - dated.earliest).days), dated.first, dated.last


def _named(words: Words, vocabulary: QuantityWords, today: date) -> Iterator[Dated]:
    last = 0
    for place, form in enumerate(words.forms):
        if place < last:
            continue
        part = _part(place, words, today) if form in PART_LEADS else None
        if part is not None:
            yield part
        if not may_start(place, words, vocabulary):
            continue
        found = date_at(place, words, vocabulary, today)
        if found is not None:
            earliest, latest, last = found
            is_back = words.forms[max(0, place - 3) : place] == WEEK_AGO
            first = place - 3 if is_back else _lead(place, words, vocabulary)
            is_day_of_month = form == "the" and earliest == latest
            yield Dated(earliest, latest, first, place, last, is_day_of_month=is_day_of_month)


def may_start(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a date may begin at a place; far cheaper than reading one."""
    return words.forms[place] in vocabulary.date_starts or words.written[place][0].isdigit()


def _part(place: int, words: Words, today: date) -> Dated | None:
    """Return the month or week that "this month", "last week" means beside the name of a day."""
    pair = words.forms[place : place + 2]
    if pair[1:] == ["month"] and pair[0] in ("this", "last"):
        start = today.replace(day=1)
        if pair == ["this", "month"]:
            return Dated(start, today, place, place, place + 2, is_part=True)
        end = start - DAY
        return Dated(end.replace(day=1), end, place, place, place + 2, is_part=True)
    monday = today - timedelta(days=today.weekday())
    if pair == ["last", "week"]:
        return Dated(monday - WEEK, monday - DAY, place, place, place + 2, is_part=True)
    if words.forms[place : place + 3] == ["week", "before", "last"]:
        return Dated(monday - 2 * WEEK, monday - WEEK - DAY, place, place, place + 3, is_part=True)
    return None


def _lead(place: int, words: Words, vocabulary: QuantityWords) -> int:
    first = place
    leads = vocabulary["date_words"] | vocabulary["date_leads"]
    while first > 0 and (
        words.forms[first - 1] in leads
        or part_named(words.forms[first - 1], vocabulary) is not None
        or _is_day_before(first, words, vocabulary)
    ):
        if has_phrase(words.forms[max(0, first - 3) : first], vocabulary["on_and_off"]):
            break  # "off and on since June"
        first -= 1
    return first


def _is_day_before(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "8" or "th" of "the 8th of November" stands before a place."""
    form, after = words.forms[place - 1], words.forms[place : place + 1]
    is_word = form in vocabulary.raw["ordinals"] and after in (["of"], ["in"])
    is_marked = form in vocabulary["day_marks"]
    return is_word or is_marked or (is_day(words.written[place - 1]) and after != [","])
