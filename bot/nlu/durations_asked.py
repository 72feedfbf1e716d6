"""Whether a length of time is asked about, "is it the full 48 hours?", and not told."""

from __future__ import annotations

from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

FAR = 30  # words
LONGEST_GUESS = 3  # words around a length that is all of a sentence: "6 weeks?"


def is_asked(first: int, last: int, words: Words, vocabulary: QuantityWords) -> bool:
    """Tell whether a length stands in a question of how long something takes."""
    if "?" not in words.forms:
        return False
    end = next((n for n in range(last, len(words)) if words.forms[n] in HARD_STOPS), len(words))
    if words.forms[end : end + 1] != ["?"] or end - last > FAR:
        return False
    start = first
    while start > max(0, first - FAR) and words.forms[start - 1] not in HARD_STOPS:
        start -= 1
    if has_phrase(words.forms[start:first], vocabulary["asked"]):
        return True
    # "How long does it last? 6 weeks?"
    is_guess = end - start - (last - first) <= LONGEST_GUESS
    is_behind = start > 0 and words.forms[start - 1] == "?"
    before = words.forms[max(0, start - FAR) : start]
    return is_guess and is_behind and has_phrase(before, vocabulary["asked"])
