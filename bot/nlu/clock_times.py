"""The hour at which it began: "since 5 am", "woke up with it at 3", "started around noon"."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.nlu.durations_role import is_of_other_matter
from bot.nlu.matching_words import Words
from bot.nlu.onsets import Span
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords, number_of

TODAY = 0.5  # of a day: what began today
NOON = 12
MORNING = frozenset(["a.m.", "am", "a"])
EVENING = frozenset(["p.m.", "pm", "p"])
LONGEST_LEAD = 3
REACH = 7


def clock_spans(words: Words, vocabulary: QuantityWords, now: datetime) -> Iterator[Span]:
    """Yield the part of a day since an hour at which something began."""
    leads = vocabulary["clock_leads"]
    for place in range(1, len(words)):
        if words.forms[place - 1] not in leads:
            continue
        start = place
        while start > 0 and place - start < LONGEST_LEAD and words.forms[start - 1] in leads:
            start -= 1
        hour = _hour_at(place, words, vocabulary) or _hour_of_waking(
            start, place, words, vocabulary
        )
        if hour is None or not _is_start(start, place, words, vocabulary):
            continue
        if not _is_dated(start, hour[1], words, vocabulary):
            # Who writes at ten "since lunch" lives by another clock, and means today's.
            is_of_today = words.forms[place] in vocabulary["meals_of_today"]
            is_past_midnight = is_of_today or hour[0] <= now.hour + 1
            yield 0.0, TODAY if is_past_midnight else 1.0, start, hour[1]


def _is_start(start: int, place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether something began at an hour; "nothing eaten since noon" is another matter."""
    before = words.forms[max(0, start - REACH) : start]
    if "since" in words.forms[start:place]:
        return not is_of_other_matter(before, vocabulary)
    is_done = has_phrase(before, vocabulary["clock_doings"])
    return is_done or not vocabulary["clock_starts"].isdisjoint(before)


def _hour_of_waking(
    start: int, place: int, words: Words, vocabulary: QuantityWords
) -> tuple[float, int] | None:
    """Return the hour of "woke at 5 with it": nobody wakes at a score or an age."""
    if vocabulary["wakings"].isdisjoint(words.forms[max(0, start - 2) : start]):
        return None
    number = _number_at(place, words, vocabulary)
    if number is None or number > NOON:
        return None
    # "woke at 3 times", "woke at 3 to pee" are no start.
    is_told = vocabulary["waking_tails"].issuperset(words.forms[place + 1 : place + 2])
    return (number, place + 1) if is_told else None


def _hour_at(place: int, words: Words, vocabulary: QuantityWords) -> tuple[float, int] | None:
    """Return the hour that "5:30 am", "noon", "5 this morning" say, and where it ends."""
    named = vocabulary.raw["hours"].get(words.forms[place])
    if named is not None:
        return float(named), place + 1
    past = _hour_past(place, words, vocabulary)
    if past is not None:
        return past
    number = _number_at(place, words, vocabulary)
    if number is None or number > 2 * NOON:
        return None
    last = place + 1
    if words.forms[last : last + 1] in ([":"], ["."]) and _is_minute(last + 1, words):
        last += 2
    return _with_half(number, last, words)


def _hour_past(place: int, words: Words, vocabulary: QuantityWords) -> tuple[float, int] | None:
    """Return the hour of "half three", "ten past eight", "quarter to six"."""
    form = words.forms[place]
    is_part = form in vocabulary["half"] | vocabulary["quarter"]
    if not is_part and _number_at(place, words, vocabulary) is None:
        return None
    is_counted = not vocabulary["to_the_hour"].isdisjoint(words.forms[place + 1 : place + 2])
    at = place + 1 + is_counted
    if at >= len(words) or not (is_counted or form in vocabulary["half"]):
        return None
    hour = _number_at(at, words, vocabulary)
    is_unit = "".join(words.forms[at + 1 : at + 2]) in vocabulary.units
    return None if hour is None or hour > NOON or is_unit else (hour, at + 1)


def _number_at(place: int, words: Words, vocabulary: QuantityWords) -> float | None:
    if words.written[place].isdecimal():
        return number_of(words.written[place])
    return vocabulary.numbers.get(words.forms[place])


def _with_half(number: float, last: int, words: Words) -> tuple[float, int] | None:
    """Return the hour of the day: "6 pm" is 18."""
    mark = words.forms[last : last + 1]
    if not MORNING.isdisjoint(mark):
        return number % NOON, last + 1
    if not EVENING.isdisjoint(mark):
        return number % NOON + NOON, last + 1
    pair = words.forms[last : last + 2]
    if pair in (["this", "morning"], ["o", "clock"], ["o", "'"]) or mark == ["oclock"]:
        return number, last + 2
    return None


def _is_minute(place: int, words: Words) -> bool:
    written = words.written[place : place + 1]
    return bool(written) and written[0].isdecimal() and len(written[0]) == 2  # noqa: PLR2004


def _is_dated(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a day is named beside the hour: "since 6 pm on Friday"."""
    around = [*words.forms[max(0, first - 4) : first], *words.forms[last : last + 4]]
    days = {*vocabulary.raw["weekdays"], *vocabulary.raw["months"], *vocabulary["weekend"]}
    named = {"yesterday", "night", "ago", "every", "each", "daily", "wednesdays", "week", "day"}
    return not (days | named).isdisjoint(around)
