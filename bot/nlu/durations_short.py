"""Lengths that count only as all that is said: minutes, and "another week"."""

from __future__ import annotations

from bot.nlu.durations_matters import MARKS
from bot.nlu.phrases import has_phrase
from bot.nlu.quantities_words import QuantityWords

BEHIND = 2  # words behind a length that may go on about it
NEARBY = 6
LONGEST_TAIL = 10  # words behind a length that tell where somebody lies
SHORTEST = 0.04  # days; hours are told as lengths
UNIT = 2  # words of one unit: "one sec"


def is_short_and_told(
    before: list[str], after: list[str], own: list[str], vocabulary: QuantityWords
) -> bool:
    """Tell whether the trouble has lasted minutes: an attack, a walk or a wait lasts so long."""
    plain = vocabulary["for_words"] | vocabulary["since"] | MARKS
    if after[:2] in (["on", "the"], ["in", "the"], ["at", "the"], ["on", "my"], ["in", "my"]):
        return False  # "20 minutes on the bike and it screams"
    if plain.issuperset(before) and plain.issuperset(after[:BEHIND]):
        return not _is_wait(own, vocabulary)
    others = vocabulary["other_matters"] | vocabulary["daily_rates"]
    tail = after[:LONGEST_TAIL]
    is_laid_up = not vocabulary["laid_up"].isdisjoint(tail)
    if plain.issuperset(before) and is_laid_up and others.isdisjoint({*tail} - {"lying"}):
        return True  # "twenty minutes and I'm still on the floor"
    is_framed = has_phrase(before[-NEARBY:], vocabulary["lasting_frames"])
    around = [*before[-NEARBY:], *after[:NEARBY]]
    is_each = has_phrase(around, vocabulary["attacks"] | vocabulary["each_day"])
    return is_framed and not is_each and others.isdisjoint(around)


def _is_wait(own: list[str], vocabulary: QuantityWords) -> bool:
    """Tell whether "one sec", "a minute" asks for patience."""
    is_one = own[0] in vocabulary["articles"] or vocabulary.numbers.get(own[0]) == 1
    unit = vocabulary.raw["units_behind_numbers"].get(own[-1], vocabulary.units.get(own[-1], 1))
    return len(own) == UNIT and is_one and unit < SHORTEST
