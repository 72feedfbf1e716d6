"""Ten years of a century that a message names: "since the nineties", "the early 2000s"."""

from __future__ import annotations

from datetime import date

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

CENTURY, TEN = 100, 10
LAST_CENTURY = 1900
FIRST_DECADE = 30  # of the last century: nobody tells of the twenties
YEAR_DIGITS, SHORT_DIGITS = 4, 2
LONGEST_LEAD = 4
# The first and the last year of each part.
YEARS_OF_PART = {None: (0, 9), "early": (0, 3), "middle": (3, 6), "late": (6, 9)}

Found = tuple[date, date, int]


def decade_at(place: int, words: Words, vocabulary: QuantityWords, today: date) -> Found | None:
    """Return the first and last day of the decade that is named at a place, and where it ends."""
    named = _named(place, words, vocabulary)
    if named is None:
        return None
    start, last = named
    lead = words.forms[max(0, place - LONGEST_LEAD) : place]
    parts: dict[str, list[str]] = vocabulary.raw["parts"]
    part = next((name for name, forms in parts.items() if lead[-1:] and lead[-1] in forms), None)
    # "In my nineties" is an age, and so is "late eighties" alone.
    if "the" not in lead or not vocabulary["own"].isdisjoint({*lead} - {"the"}):
        return None
    low, high = YEARS_OF_PART[part]
    if start + low > today.year:
        return None
    return date(start + low, 1, 1), min(date(start + high, 12, 31), today), last


def _named(place: int, words: Words, vocabulary: QuantityWords) -> tuple[int, int] | None:
    """Return the first year of "nineties", "90s", "1990s", "nineteen nineties", and its end."""
    tens = vocabulary.age["teens"].get(words.forms[place])
    if tens is not None:
        return (LAST_CENTURY + tens, place + 1) if tens >= FIRST_DECADE else None
    digits = words.written[place]
    if not (digits.isdecimal() and digits.isascii() and digits.endswith("0")):
        return None
    after = [form for form in words.forms[place + 1 : place + 3] if form != "'"]
    if after[:1] not in (["s"], ["is"]):
        return None
    last = place + 2 + (words.forms[place + 1] == "'")
    year = int(digits) if len(digits) <= YEAR_DIGITS else 0
    if len(digits) == SHORT_DIGITS:
        return (LAST_CENTURY + year, last) if year >= FIRST_DECADE else None
    return (year, last) if year >= LAST_CENTURY + FIRST_DECADE else None
