"""A small length that only makes another longer or shorter: "a fortnight, maybe a day over"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.durations_counted import Span
from bot.nlu.matching_words import Words
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import Item, QuantityWords

LONGEST_GAP = 5  # words between the two
ALIKE = 0.25  # by which a length in rough words differs from the exact one behind it
MOST_APART = 3  # times that the upper end of a guess is its lower one
LARGEST = 0.67  # of the length that it changes
REACH = 14  # items between a length and "the last two of them"


def with_somewhat(spans: Sequence[Span], words: Words, vocabulary: QuantityWords) -> list[Span]:
    """Return the lengths; one that is "a day or two over" widens the one before it."""
    kept: list[Span] = []
    for span in sorted(spans, key=lambda one: one[2]):
        widened = None
        if kept:
            widened = _guessed(kept[-1], span, words, vocabulary)
            widened = widened or _widened(kept[-1], span, words, vocabulary)
        if widened is None:
            kept.append(span)
        else:
            kept[-1] = widened
    return kept


def _widened(one: Span, other: Span, words: Words, vocabulary: QuantityWords) -> Span | None:
    gap = words.forms[one[3] : other[2]]
    if " ".join(gap) in vocabulary["short_by"] and one[1] < other[0]:
        return max(other[0] - one[1], 0.0), max(other[1] - one[0], 0.0), one[2], other[3]
    if len(gap) > LONGEST_GAP or other[1] > LARGEST * one[0]:
        return None
    behind = words.forms[other[3] : other[3] + 2]
    hedges = vocabulary["number_hedges"] | vocabulary["links"] | vocabulary["could_be"]
    is_led = hedges.issuperset(gap)
    if is_led and vocabulary["somewhat_over"].intersection(behind[:1]):
        return one[0], one[1] + other[1], one[2], other[3] + 1
    if is_led and vocabulary["somewhat_under"].intersection(behind[:1]):
        return max(one[0] - other[1], 0.0), one[1], one[2], other[3] + 1
    if is_led and " ".join(behind) in vocabulary["either_way"]:
        return max(one[0] - other[1], 0.0), one[1] + other[1], one[2], other[3] + 2
    if " ".join(gap) in vocabulary["all_but"]:
        return max(one[0] - other[1], 0.0), one[1], one[2], other[3]
    return None


def _guessed(one: Span, other: Span, words: Words, vocabulary: QuantityWords) -> Span | None:
    """Return the length of a guess of two: "a week, maybe ten days", "nearly a week, six days"."""
    gap = words.forms[one[3] : other[2]]
    if gap == [","] and one[0] == one[1] and abs(other[1] - one[1]) <= ALIKE * one[1]:
        return other[0], other[1], one[2], other[3]
    if len(gap) <= LONGEST_GAP and _is_upper_end(one, other, gap, words, vocabulary):
        return one[0], other[1], one[2], other[3]
    return None


def _is_upper_end(
    one: Span, other: Span, gap: list[str], words: Words, vocabulary: QuantityWords
) -> bool:
    """Tell whether "a week, maybe ten days", "ten days, two weeks tops" are the ends of a guess."""
    if not one[1] < other[1] <= MOST_APART * one[1] or one[1] < 1:
        return False
    if not (vocabulary["number_hedges"] | vocabulary["could_be"]).issuperset(gap):
        return False
    behind = words.forms[other[3] : other[3] + 3]
    led = has_phrase(gap, vocabulary["perhaps"])
    return led or any(has_phrase(behind[:n], vocabulary["at_most"]) for n in (1, 2, 3))


def of_those(items: Sequence[Item], vocabulary: QuantityWords) -> list[Span]:
    """Return the length of "I have been here 8 months, and it hurt the last 2 of them"."""
    for place, item in enumerate(items):
        if item.kind != "N" or items[place - 1 : place] == []:
            continue
        is_last = items[place - 1].form in vocabulary["former"]
        behind = [other.form for other in items[place + 1 : place + 3]]
        if not is_last or behind[:1] != ["of"] or behind[1:] == []:
            continue
        units = [other for other in items[max(0, place - REACH) : place] if other.kind == "U"]
        if behind[1] in vocabulary["those"] and units and units[-1].value >= 1:
            days = item.value * units[-1].value
            return [(days, days, items[place - 1].first, items[place + 2].last)]
    return []
