"""Lengths that take back the number or the unit before them: "two weeks, no wait, three"."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.durations_counted import Span, half_behind
from bot.nlu.quantities_words import Item, QuantityWords

LONGEST_CORRECTION = 10  # words


def corrected(
    items: Sequence[Item], start: int, end: int, unit: float, vocabulary: QuantityWords
) -> list[Span]:
    """Return the length that takes back the one over the items `start` to `end`.

    Its unit is that of what it corrects, "two weeks, no wait, three", or the number is: "two
    months, sorry, weeks".
    """
    before = [item.form for item in items[max(0, start - 3) : start]]
    denied = said = not vocabulary["thought"].isdisjoint(before) or "not" in before[-2:]
    plain = vocabulary["number_hedges"] | vocabulary["ago"] | vocabulary["to_be"]
    plain |= vocabulary["own"] | vocabulary["telling"] | {*vocabulary.age["subjects"]}
    plain |= vocabulary["put_right"] | vocabulary["stated"] | {"more"}
    for here in range(end, min(end + LONGEST_CORRECTION, len(items) - 1)):
        item, following = items[here], items[here + 1]
        is_cue = item.form in vocabulary["corrections"] or (said and item.form == "been")
        is_cue = is_cue or f"{item.form} {following.form}" in vocabulary["calling_it"]
        if _is_of_another_unit(items, start, here + 1, vocabulary) and (is_cue or said):
            days = items[start].value * following.value
            return [(days, days, following.first, following.last)]
        said = said or is_cue
        is_denied_too = denied and item.kind == "N" and items[here - 1].form == "not"
        if item.kind in "NU" and not is_denied_too:
            return []
        if said and not (denied or is_cue) and item.form not in plain | {"a", "lie"}:
            return []
        if following.kind == "N" and not (denied and item.form == "not"):
            is_told = said and (not denied or item.form in vocabulary["stated"])
            return _counted(items, here + 1, unit, vocabulary) if is_told else []
    return []


def _is_of_another_unit(
    items: Sequence[Item], start: int, here: int, vocabulary: QuantityWords
) -> bool:
    """Tell whether a unit alone stands at a place: "sorry, weeks"."""
    is_plural = items[here].kind == "U" and items[here].form not in vocabulary["singular"]
    return is_plural and items[start].kind == "N" and items[here - 1].kind not in "NCFSH"


def _counted(
    items: Sequence[Item], place: int, unit: float, vocabulary: QuantityWords
) -> list[Span]:
    """Return the length of a bare number at a place, in the unit of what it corrects."""
    after = items[place + 1] if place + 1 < len(items) else None
    if after is not None and (after.kind == "U" or after.form in ("/", "out", "of")):
        return []
    half = half_behind(items, place + 1, vocabulary)
    days = (items[place].value + (0.5 if half else 0)) * unit
    return [(days, days, items[place].first, items[place + half].last)]
