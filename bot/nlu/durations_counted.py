"""What stands beside an amount of time: its number behind it, "and a bit", a fraction of a note."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.nlu.quantities_words import Item, QuantityWords

Span = tuple[float, float, int, int]

MARKS = frozenset([".", ",", "!", "-", "…", ";"])
LONGEST_COUNT = 6  # items between "years" and "twenty at least"
WEEKS_OF_YEAR = 52
FRACTIONS = {7.0: 1, 52.0: 7, 12.0: 30}
AGO = (["ago"], ["hx"], ["history"])
SOMEWHAT = 0.25  # of a unit: "five weeks and a bit"
LONGEST_MORE = 4  # words


def is_number_and_last(part: Sequence[Item], vocabulary: QuantityWords) -> bool:
    """Tell whether a number and "last night" only stand beside each other."""
    lead = part[-2] if len(part) > 1 else part[0]
    is_number = part[0].kind == "N" and part[0].value > 1
    return is_number and lead.form in ("last", "past") and part[-1].form in vocabulary["singular"]


def and_more(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> int:
    """Return the number of words of "and a bit", "and change" at a place."""
    for length in range(min(LONGEST_MORE, len(items) - place), 1, -1):
        if " ".join(item.form for item in items[place : place + length]) in vocabulary["and_more"]:
            follows = items[place + length].kind if place + length < len(items) else ""
            return length if follows not in ("U", "N", "f") else 0
    return 0


def in_fractions(items: Sequence[Item], vocabulary: QuantityWords) -> Iterator[Span]:
    """Yield the lengths of clinical notes: "3/52" is three weeks, "LBP 2/7" two days."""
    for place in range(len(items) - 2):
        one, mark, whole = items[place : place + 3]
        if mark.form == "/" and one.kind == "N" and whole.value in FRACTIONS:
            lead = items[place - 1].form if place else ""
            after = [item.form for item in items[place + 3 : place + 6]]
            is_noted = lead in vocabulary["fraction_leads"] or after[:1] in AGO
            is_noted = is_noted or (
                after[:1] == ["of"] and not vocabulary["suffering"].isdisjoint(after[1:])
            )
            if is_noted or whole.value == WEEKS_OF_YEAR:
                days = one.value * FRACTIONS[whole.value]
                yield days, days, one.first, whole.last


def in_marks(items: Sequence[Item], vocabulary: QuantityWords) -> Iterator[Span]:
    """Yield the length of "2'" where nothing else is said: feet and inches stand with a word."""
    if len(items) == 2 and items[0].kind == "N":  # noqa: PLR2004
        unit = vocabulary.raw["unit_marks"].get(items[1].form)
        if unit is not None:
            days = items[0].value * unit
            yield days, days, items[0].first, items[1].last


def counted_behind(
    items: Sequence[Item], start: int, place: int, vocabulary: QuantityWords
) -> Span | None:
    """Return the length of "years. Ten at least": the number comes behind its unit."""
    unit = items[place]
    if unit.value < 1 or not unit.form.endswith("s"):
        return None
    for here in range(place + 1, min(place + LONGEST_COUNT, len(items))):
        if items[here].kind == "N":
            between = [item.form for item in items[place + 1 : here]]
            rest = [item.form for item in items[here + 1 : here + 3]]
            is_count = not rest or not vocabulary["counted"].isdisjoint([rest[0], " ".join(rest)])
            is_parted = not MARKS.isdisjoint(between) and here - place > 1
            if is_count and is_parted:
                days = items[here].value * unit.value
                return days, days, items[start].first, items[here].last
            return None
        if items[here].kind == "U":
            return None
    return None


def half_behind(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> int:
    """Return the number of words of "and a half" at a place."""
    forms = [item.form for item in items[place : place + 3]]
    return next((n for n in (3, 2) if " ".join(forms[:n]) in vocabulary["and_half"]), 0)


def is_aside(items: Sequence[Item], place: int, vocabulary: QuantityWords) -> bool:
    """Tell whether "or so" or "and a bit" ends at a place: "two and a bit months"."""
    if place + 1 >= len(items) or items[place + 1].kind != "U":
        return False
    row = [item.form for item in items[max(0, place - 2) : place + 1]]
    return " ".join(row) in vocabulary["and_more"] or " ".join(row[-2:]) in vocabulary["counted"]
