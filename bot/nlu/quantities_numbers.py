"""Numbers that say nothing of their kind: the answer to whatever was asked."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from bot.nlu.durations_counted import half_behind
from bot.nlu.matching_reading import HARD_STOPS
from bot.nlu.matching_words import Words
from bot.nlu.quantities_measures import CLAUSE_END, Measure
from bot.nlu.quantities_words import Item, QuantityWords

LARGEST = 999
HALF = 0.5  # "six and a half"
# Numbers, units and the words that count: what stands between commas goes on behind them.
PICTURES = frozenset({"So", "Sk", "Mn", "Cf"})
AMOUNT_KINDS = frozenset("NUCFSH")


def whole_number(items: Sequence[Item], words: Words, vocabulary: QuantityWords) -> Measure | None:
    """Return the number when the message says nothing else, with its range where it is one."""
    hedges = vocabulary["number_hedges"]
    numbers = [item for item in items if item.kind == "N"]
    place = next((n for n, item in enumerate(items) if item.kind == "N"), 0) + 1
    half = half_behind(items, place, vocabulary)
    others = [
        item
        for item in (*items[:place], *items[place + half :])
        if item.kind != "N" and item.form not in hedges and not _is_picture(item.form)
    ]
    if not numbers or len(words) > 8 or numbers[-1].value > LARGEST:  # noqa: PLR2004
        return None
    if len(numbers) == 1 and not others:
        value = numbers[0].value + (HALF if half else 0)
        return Measure(value, numbers[0].first, numbers[0].last + half)
    if len(numbers) != 2 or others:  # noqa: PLR2004
        return None
    low, high = sorted((numbers[0].value, numbers[1].value))
    return Measure(high, numbers[0].first, numbers[1].last, low, high)


def _is_picture(form: str) -> bool:
    """Tell whether a word is nothing but pictures, as faces are: they count nothing."""
    return all(unicodedata.category(letter) in PICTURES for letter in form)


def edge_number(items: Sequence[Item], vocabulary: QuantityWords) -> Measure | None:
    """Return the number that is the first clause of a message, or the last, all by itself."""
    ends = [place for place, item in enumerate(items) if item.form in CLAUSE_END]
    if not ends:
        return None
    if not _goes_on(items, ends[0]):
        number = _only_number(items[: ends[0]], vocabulary)
        if number is not None:
            return number
    pairs = zip(items, [*items[1:], None], strict=True)
    if sum(item.kind == "N" and (after is None or after.kind != "U") for item, after in pairs) > 1:
        return None
    last = next((end for end in reversed(ends) if end < len(items) - 1), -1)
    closes = [item for item in items[last + 1 :] if item.form not in CLAUSE_END]
    return _only_number(closes, vocabulary) if last >= 0 else None


def _goes_on(items: Sequence[Item], end: int) -> bool:
    """Tell whether the clause behind `end` counts on: "2, maybe 3 weeks", "1. no 2. yes"."""
    if items[end].form not in HARD_STOPS:
        return any(item.kind in AMOUNT_KINDS for item in items[end + 1 : end + 4])
    marks = [item.form for item in items[end + 1 :]]
    return any(
        item.kind == "N" and form == items[end].form
        for item, form in zip(items[end + 1 : -2], marks[1:], strict=False)
    )


def _only_number(clause: Sequence[Item], vocabulary: QuantityWords) -> Measure | None:
    numbers = [item for item in clause if item.kind == "N"]
    others = [item for item in clause if item.kind != "N"]
    is_plain = all(item.form in vocabulary["number_hedges"] for item in others)
    is_pronoun = bool(others) and any(item.form == "one" for item in numbers)
    if len(numbers) != 1 or not is_plain or is_pronoun or numbers[0].value > LARGEST:
        return None
    return Measure(numbers[0].value, numbers[0].first, numbers[0].last)


def corrected_numbers(
    items: Sequence[Item], vocabulary: QuantityWords
) -> list[tuple[Measure, float]]:
    """Return the numbers that stand in "54 not 44, 3 not 4", each with the one that does not."""
    numbers = [place for place, item in enumerate(items) if item.kind == "N"]
    is_only_pair = len(numbers) == 2  # noqa: PLR2004
    found: list[tuple[Measure, float]] = []
    taken = -1
    for first, second in pairwise(numbers):
        if first <= taken or any(_is_counted(items, place) for place in (first, second)):
            continue
        stands = _stands(items, first, second, vocabulary, is_only_pair=is_only_pair)
        if stands is not None:
            one, other = items[stands], items[first + second - stands]
            taken = second
            if max(one.value, other.value) <= LARGEST:
                found.append((Measure(one.value, one.first, one.last), other.value))
    return found


def _is_counted(items: Sequence[Item], place: int) -> bool:
    """Tell whether a number is that of some time: "8 weeks"."""
    return place + 1 < len(items) and items[place + 1].kind == "U"


def _stands(
    items: Sequence[Item], first: int, second: int, vocabulary: QuantityWords, *, is_only_pair: bool
) -> int | None:
    """Return the place of the number that stands in "54 not 44", "not 44 but 54"."""
    between = [item.form for item in items[first + 1 : second] if item.form not in CLAUSE_END]
    if between[-1:] == ["not"] or between == ["instead", "of"]:
        return first
    if (
        is_only_pair
        and not first
        and between in (["no"], ["no", "wait"], ["sorry"], ["no", "sorry"])
    ):
        return second  # "8, no 7"
    is_denied = bool(first) and items[first - 1].form == "not"
    is_next = vocabulary["number_hedges"].union(["but"]).issuperset(between)
    return second if is_denied and is_next else None
