"""The day of a month that a message writes: "the 14th", "november first", "the twenty-first"."""

from __future__ import annotations

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords

LAST_DAY = 31
TENS = (20, 30)
TEN = 10


def is_day(text: str) -> bool:
    """Tell whether a word is the number of a day in a month."""
    return text.isdecimal() and text.isascii() and len(text) <= 2 and 1 <= int(text) <= LAST_DAY  # noqa: PLR2004


def ordinal_at(place: int, words: Words, vocabulary: QuantityWords) -> tuple[int, int] | None:
    """Return the day that "14th", "first" or "twenty-first" say at a place, and where it ends."""
    if not 0 <= place < len(words):
        return None
    if is_day(words.written[place]):
        if words.forms[place + 1 : place + 2] == ["-"]:  # "15-th"
            is_marked = not vocabulary["day_marks"].isdisjoint(words.forms[place + 2 : place + 3])
            return (int(words.written[place]), place + 3) if is_marked else None
        is_marked = not vocabulary["day_marks"].isdisjoint(words.forms[place + 1 : place + 2])
        return (int(words.written[place]), place + 2) if is_marked else None
    ordinals = vocabulary.raw["ordinals"]
    form = words.forms[place]
    tens = int(vocabulary.numbers.get(form, 0))
    if tens in TENS:
        last = place + 1 + (words.forms[place + 1 : place + 2] == ["-"])
        ones = ordinals.get(words.forms[last]) if last < len(words) else None
        day = tens + int(ones) if ones is not None and ones < TEN else 0
        return (day, last + 1) if 0 < day <= LAST_DAY else None
    return (int(ordinals[form]), place + 1) if form in ordinals else None


def ordinal_before(place: int, words: Words, vocabulary: QuantityWords) -> int | None:
    """Return the day that ends before a place: "the 8th of |November", "8 |November"."""
    end = place
    while end > 0 and words.forms[end - 1] in ("of", "in"):
        end -= 1
    for start in range(max(0, end - 3), end):
        found = ordinal_at(start, words, vocabulary)
        if found is not None and found[1] == end:
            return found[0]
    is_written = end > 0 and is_day(words.written[end - 1])
    return int(words.written[end - 1]) if is_written else None
