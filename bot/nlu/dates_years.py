"""Years that a message names: "since 2019", "in '08", "in oh eight", "basic, 1987, never left"."""

from __future__ import annotations

import re
from datetime import date

from bot.nlu.dates_decades import decade_at
from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

FIRST_YEAR, FIRST_ALONE = 1920, 1940
YEAR_DIGITS, SHORT_DIGITS = 4, 2
CENTURY = 100
TEN = 10
APOSTROPHES = frozenset(["'", "’", "‘"])
NOUGHT = re.compile(r"0[0-9]")
HOUR_MARKS = frozenset([":", "/", "-"])
EDGES = frozenset([",", ".", "(", ")", "-", "!", "?", ";", ":"])

Found = tuple[date, date, int]


def year_at(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the first and last day of the year that is named at a place, and where it ends."""
    decade = decade_at(place, words, vocabulary, today)
    if decade is not None:
        return decade
    found = _in_full(place, words, vocabulary, today) or _shortened(place, words, vocabulary, today)
    if found is None:
        return None
    year, last = found
    return date(year, 1, 1), min(date(year, 12, 31), today), last


def _in_full(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[int, int] | None:
    text = words.written[place]
    if len(text) != YEAR_DIGITS or not (text.isdecimal() and text.isascii()):
        return None
    is_led = place > 0 and words.forms[place - 1] in vocabulary["year_leads"]
    year = int(text)
    if not is_led and not (year >= FIRST_ALONE and _stands_alone(place, words, vocabulary)):
        return None
    return (year, place + 1) if FIRST_YEAR < year <= today.year else None


def _stands_alone(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a year opens a message, or stands between marks: "in basic, 1987, Mosul"."""
    follows = words.forms[place + 1 : place + 2]
    if place == 0:
        return (EDGES | vocabulary["behind_years"]).issuperset(follows)
    return words.forms[place - 1] == "," and EDGES.issuperset(follows)


def _shortened(
    place: int, words: Words, vocabulary: QuantityWords, today: date
) -> tuple[int, int] | None:
    """Return the year of "'08" and of "oh-eight" behind "since" or "in"."""
    lead = "".join(words.forms[max(0, place - 1) : place])
    is_all = place == 0 and len(words) == SHORT_DIGITS
    if not is_all and lead not in vocabulary["year_leads"] | {"of", "to", "till", "until"}:
        return None
    digits = words.written[place + 1 : place + 2]
    if words.written[place] in APOSTROPHES and digits and len(digits[0]) == SHORT_DIGITS:
        return _with_century(digits[0], place + 2, today)
    if _is_bare(place, lead, words, vocabulary):
        return _with_century(words.written[place], place + 1, today)
    if words.forms[place] not in vocabulary["noughts"]:
        return None
    after = place + 1 + (words.forms[place + 1 : place + 2] == ["-"])
    ones = vocabulary.numbers.get("".join(words.forms[after : after + 1]), 0)
    if not 0 < ones < TEN:
        return None
    return _with_century(f"0{int(ones)}", after + 1, today)


def _is_bare(place: int, lead: str, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether "since 03, Iraq" names a year: no hour, no count and no date stands behind."""
    behind = "".join(words.forms[place + 1 : place + 2])
    is_counted = behind in vocabulary.units or behind in vocabulary["behind_hours"] - EDGES
    is_led = lead in vocabulary["since"] or lead == "in"
    return (
        bool(NOUGHT.fullmatch(words.written[place]))
        and is_led
        and not (is_counted or behind in HOUR_MARKS)
        and behind not in vocabulary["day_marks"]
    )


def _with_century(written: str, last: int, today: date) -> tuple[int, int] | None:
    if not (written.isdecimal() and written.isascii()):
        return None
    return year_in_full(int(written), today), last


def year_in_full(short: int, today: date) -> int:
    """Return a year of two digits in full: 4 is 2004, and 98 is 1998."""
    century = today.year - today.year % CENTURY
    return century + short - (CENTURY if short > today.year % CENTURY else 0)
