"""The hour that stands before its day: "about 9 last night", "half past two this afternoon"."""

from __future__ import annotations

from bot.nlu.matching_words import Words
from bot.nlu.quantities_words import QuantityWords, number_of

LAST_HOUR = 24
LONGEST_GAP = 5  # words between an hour and its day
LONGEST_LEAD = 4


def hour_before(place: int, words: Words, vocabulary: QuantityWords) -> int | None:
    """Return where an hour begins that ends before the day at a place: "about 9 |last night"."""
    end = place
    while end > 0 and place - end < LONGEST_GAP and not _is_hour(end - 1, words, vocabulary):
        if words.forms[end - 1] not in vocabulary["behind_hours"]:
            return None
        end -= 1
    if end == 0 or not _is_hour(end - 1, words, vocabulary):
        return None
    start = end - 1
    if start > 1 and words.forms[start - 1] in (":", ".") and words.written[start - 2].isdecimal():
        start -= 2  # "8:30"
    leads = vocabulary["before_hours"]
    while start > 0 and end - start < LONGEST_LEAD + 1 and words.forms[start - 1] in leads:
        start -= 1
    # "ten to six"
    is_counted = words.forms[start] in vocabulary["to_the_hour"]
    return start - (is_counted and start > 0 and _is_hour(start - 1, words, vocabulary))


def _is_hour(place: int, words: Words, vocabulary: QuantityWords) -> bool:
    if words.forms[place] in vocabulary.raw["hours"]:
        return True
    number = vocabulary.numbers.get(words.forms[place])
    if words.written[place].isdecimal():
        number = number_of(words.written[place])
        is_minute = place > 0 and words.forms[place - 1] in (":", ".")
        return number <= LAST_HOUR or is_minute
    return number is not None and number <= LAST_HOUR
