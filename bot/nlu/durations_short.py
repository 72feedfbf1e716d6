"""Lengths that count only as all that is said: minutes, and "another week"."""

from __future__ import annotations

from bot.nlu.durations_matters import MARKS
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

BEHIND = 2  # words behind a length that may go on about it
NEARBY = 6
SHORTEST = 0.04  # days; hours are told as lengths
UNIT = 2  # words of one unit: "one sec"


def is_short_and_told(
    before: list[str], after: list[str], own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether the trouble has lasted minutes: an attack, a walk or a wait lasts so long."""
    plain = vocabulary["for_words"] | MARKS
    if plain.issuperset(before) and plain.issuperset(after[:BEHIND]):
        return not _is_wait(own, vocabulary)
    is_framed = has_phrase(before[-NEARBY:], vocabulary["lasting_frames"])
    others = vocabulary["other_matters"] | vocabulary["daily_rates"]
    around = [*before[-NEARBY:], *after[:NEARBY]]
    is_each = has_phrase(around, vocabulary["attacks"] | vocabulary["each_day"])
    return is_framed and not is_each and others.isdisjoint(around)


def _is_wait(own: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "one sec", "a minute" asks for patience."""
    is_one = own[0] in vocabulary["articles"] or vocabulary.numbers.get(own[0]) == 1
    unit = vocabulary.raw["units_behind_numbers"].get(own[-1], vocabulary.units.get(own[-1], 1))
    return len(own) == UNIT and is_one and unit < SHORTEST
