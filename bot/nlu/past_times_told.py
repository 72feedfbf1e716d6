"""The times in the past that a message names: "ten years ago", "in 04", "when I was 20"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.nlu.dates import may_start
from bot.nlu.dates_named import date_at
from bot.nlu.dates_years import APOSTROPHES, SHORT_DIGITS, YEAR_DIGITS, year_in_full
from bot.nlu.durations_amounts import amounts
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

LONGEST = 5  # words of a phrase
OLDEST = 110
FIRST_YEAR = 1900


@dataclass(frozen=True, slots=True)
class Time:
    """A time over the words `first` to `last`: days back from `low` to `high`, or an age."""

    first: int
    last: int
    details: Mapping[str, Any]


def told_times(
    words: Words, rules: Mapping[str, Any], vocabulary: QuantityWords, now: datetime | None
) -> list[Time]:
    """Return the times that a message names; dates only where its own day is known."""
    found = [*_lengths_ago(words, rules, vocabulary), *_phrases(words, vocabulary)]
    found.extend(_ages(words, rules))
    if now is not None:
        found.extend(_dates(words, rules, vocabulary, now.date()))
    return found


def _lengths_ago(
    words: Words, rules: Mapping[str, Any], vocabulary: QuantityWords
) -> Iterator[Time]:
    for low, high, first, last in amounts(vocabulary.items(words), words, vocabulary):
        if "".join(words.forms[last : last + 1]) in rules["ago"]:
            start = _with_hedges(first, words, rules, vocabulary)
            yield Time(start, last + 1, {"low": low, "high": high})


def _with_hedges(
    first: int, words: Words, rules: Mapping[str, Any], vocabulary: QuantityWords
) -> int:
    """Return where "well over" or "more than about" before a length begins."""
    hedges = (
        vocabulary["number_hedges"]
        | vocabulary["over"]
        | vocabulary["under"]
        | {*rules["compares"]}
    )
    while first > 0 and words.forms[first - 1] in hedges and words.forms[first - 1].isalpha():
        first -= 1
    return first


def _phrases(words: Words, vocabulary: QuantityWords) -> Iterator[Time]:
    for first, form in enumerate(words.forms):
        if form not in vocabulary.phrase_starts:
            continue
        for last in range(min(first + LONGEST, len(words)), first, -1):
            days = vocabulary.phrases.get(tuple(words.forms[first:last]))
            if days is not None:
                low, _, high = days.partition("-")
                yield Time(first, last, {"low": float(low), "high": float(high or low)})
                break


def _ages(words: Words, rules: Mapping[str, Any]) -> Iterator[Time]:
    for place, form in enumerate(words.forms):
        start = _young(place, words, rules)
        if start is not None:
            yield Time(start, place + 1, {"childhood": True})
        age = int(form) if form.isdecimal() and len(form) < YEAR_DIGITS else OLDEST + 1
        for kind in ("when_aged", "at_age") if age <= OLDEST else ():
            start = _led(place, rules[kind], words)
            if start is not None:
                yield Time(start, place + 1, {kind: age})
                break


def _young(place: int, words: Words, rules: Mapping[str, Any]) -> int | None:
    """Return where "as a kid", "in my teens" begins that ends at a place."""
    lead = place
    while lead > 0 and words.forms[lead - 1] in rules["young_fillers"]:
        lead -= 1
    if words.forms[place] in rules["young"]:
        return _led(lead, rules["young_leads"], words)
    return _led(place + 1, rules["youth"], words)


def _led(place: int, leads: list[str], words: Words) -> int | None:
    """Return where one of the leads begins that ends before a place; the longest counts."""
    before = words.forms[place - 1] if place else ""
    likely = (lead.split() for lead in leads if lead.endswith(before))
    starts = (
        place - len(lead)
        for lead in likely
        if words.forms[max(place - len(lead), 0) : place] == lead
    )
    return min(starts, default=None)


def _dates(
    words: Words, rules: Mapping[str, Any], vocabulary: QuantityWords, today: date
) -> Iterator[Time]:
    place = 0
    while place < len(words):
        found = None
        if may_start(place, words, vocabulary):
            found = date_at(place, words, vocabulary, today) or _year(place, words, rules, today)
        if found is None:
            place += 1
            continue
        earliest, latest, last = found
        if earliest <= today:
            ends = ((today - min(latest, today)).days, (today - earliest).days)
            yield Time(place, last, {"low": float(ends[0]), "high": float(ends[1])})
        place = last


def _year(
    place: int, words: Words, rules: Mapping[str, Any], today: date
) -> tuple[date, date, int] | None:
    """Return the days of "2016", of "in 04" and "in '98"."""
    written = words.written[place]
    if not (written.isdecimal() and written.isascii()):
        return None
    year = int(written) if len(written) == YEAR_DIGITS else 0
    if len(written) == SHORT_DIGITS:
        is_marked = words.written[place - 1] in APOSTROPHES if place else False
        lead = words.forms[place - 1 - is_marked] if place > is_marked else ""
        if lead in rules["short_year"] and (is_marked or written.startswith("0")):
            year = year_in_full(int(written), today)
    if not FIRST_YEAR <= year <= today.year:
        return None
    return date(year, 1, 1), date(year, 12, 31), place + 1
