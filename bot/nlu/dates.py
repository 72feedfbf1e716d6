"""Days since a moment that is named: "since last Tuesday", "since March 3rd", "yesterday"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from bot.nlu.dates_beside import Dated, joined
from bot.nlu.dates_days import is_day
from bot.nlu.dates_named import date_at
from bot.nlu.dates_parts import part_named
from bot.nlu.dates_week import LAST_TO_LAST, WEEK_AGO
from bot.nlu.holidays import YEAR_DIGITS
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span, is_start
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

PART_LEADS = frozenset(["this", "last", "week"])
PLACES = (["there"], ["here"])
DAY, WEEK = timedelta(days=1), timedelta(days=7)
YEAR = 365  # days
LONG_AGO = 60  # days; what a person tells of such a date is often over


def dated_spans(
    words: Words, vocabulary: QuantityWords, now: datetime
) -> Iterator[tuple[Span, bool]]:
    """Yield the days from each named date to `now` (aware, in the clinic's zone).

    With each goes whether its words tell that something began then.
    """
    today = now.date()
    for dated in joined([*_named(words, vocabulary, today)], words, vocabulary):
        is_old = (today - dated.latest).days > LONG_AGO
        span = (dated.first, dated.place, dated.last)
        if _is_today(dated, words, today) or _is_to_come(dated, words, vocabulary, today):
            continue
        if dated.earliest <= today:
            low = float(max((today - dated.latest).days, 0))
            days = low, float((today - dated.earliest).days), dated.first, dated.last
            yield days, is_start(span, words, vocabulary, is_old=is_old)


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
        if found is not None and not _is_scored(place, words):
            earliest, latest, last = found
            last += _is_there(last, words)
            is_back = words.forms[max(0, place - 3) : place] == WEEK_AGO
            is_back = is_back or words.forms[max(0, place - 3) : place] == LAST_TO_LAST
            first = place - 3 if is_back else _lead(place, words, vocabulary)
            is_day_of_month = form == "the" and earliest == latest
            yield Dated(earliest, latest, first, place, last, is_day_of_month=is_day_of_month)


def _is_today(dated: Dated, words: Words, today: date) -> bool:
    """Tell whether "it's Tuesday now" names the day on which it is written."""
    lead = words.forms[max(0, dated.first - 2) : dated.first]
    is_same = dated.is_day and dated.earliest.weekday() == today.weekday()
    return is_same and lead in (["it", "is"], ["today", "is"])


def _is_year_said(forms: list[str], vocabulary: QuantityWords) -> bool:
    return any(
        form in vocabulary["year_marks"] or (form.isdecimal() and len(form) == YEAR_DIGITS)
        for form in forms
    )


def _is_to_come(dated: Dated, words: Words, vocabulary: QuantityWords, today: date) -> bool:
    """Tell whether "Dec 5, afternoon" opens a message in November: a day that is soon to come."""
    is_soon = (today - dated.latest).days > YEAR - LONG_AGO and dated.is_day
    if not is_soon or dated.first > 0 or _is_year_said(words.forms[: dated.last + 2], vocabulary):
        return False
    is_told = has_phrase(words.forms[dated.last :], vocabulary["doings"])
    is_told = is_told or words.forms[dated.place] in vocabulary.holidays
    return not is_told and not vocabulary["onset"].intersection(words.forms)


def _is_scored(place: int, words: Words) -> bool:
    """Tell whether "6 on Tuesday, 4 today" tells how bad it was on a day."""
    lead = words.forms[max(0, place - 2) : place]
    return lead[1:] == ["on"] and lead[0].isdecimal() and not is_day_told(place, words)


def is_day_told(place: int, words: Words) -> bool:
    """Tell whether the number before "on" is that of something counted up to a named day."""
    return words.forms[max(0, place - 3) : place - 2] in (["since"], ["the"], ["about"], ["at"])


def _is_there(place: int, words: Words) -> bool:
    """Tell whether "October there", "25 October here" goes on at a place and ends a clause."""
    if words.forms[place : place + 1] not in PLACES:
        return False
    return not "".join(words.forms[place + 1 : place + 2]).isalpha()


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
