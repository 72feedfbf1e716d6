"""What is seen of a length of time in a message: its own words, those around it, other lengths."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import log2

from bot.nlu.durations import Duration
from bot.nlu.matching_words import Words

# What stands for a word that is none of the message's.
OTHER_LENGTH, NUMBER, EDGE = "<length>", "#", "^"
SENTENCE_ENDS = frozenset([".", "!", "?", ";"])
CLAUSE_ENDS = SENTENCE_ENDS | {",", "and", "but", OTHER_LENGTH}
REACH = 40  # words on each side
NEAR = 5  # words
LONGEST = 14  # of a length, in powers of two days: beyond lie all lives
WORDS_STEP, MOST_STEPS = 6, 10  # of the length of a message
GAP_STEP, LONGEST_GAP = 3, 12  # words to the end of the sentence
MOST_LENGTHS, MOST_WORDS = 6, 8  # from where on there are simply many


def features_of(lengths: Sequence[Duration], words: Words) -> list[set[str]]:
    """Return the features of each length; `lengths` are all of a message in order of the text."""
    owners: list[int | None] = [None] * len(words)
    for number, one in enumerate(lengths):
        owners[one.first : one.last] = [number] * (one.last - one.first)
    return [
        {*_of_itself(one, words), *_around(number, one, owners, words), *_place(number, lengths)}
        for number, one in enumerate(lengths)
    ]


def _of_itself(one: Duration, words: Words) -> Iterator[str]:
    own = [_plain(form) for form in words.forms[one.first : one.last]]
    size = min(int(log2(one.high)), LONGEST) if one.high >= 1 else -1
    yield f"size {size}"
    yield f"dated {one.is_dated}"
    yield f"size {size} {one.is_dated}"
    yield f"exact {one.low == one.high}"
    yield f"all {' '.join(own)}"
    for form in own:
        yield f"own {form}"


def _place(number: int, lengths: Sequence[Duration]) -> Iterator[str]:
    count = len(lengths)
    place = "first" if number == 0 else "last" if number == count - 1 else "amid"
    yield f"of {min(count, MOST_LENGTHS)}"
    yield f"{place} of {min(count, MOST_LENGTHS - 2)}"


def _around(
    number: int, one: Duration, owners: Sequence[int | None], words: Words
) -> Iterator[str]:
    left = _row(range(one.first - 1, -1, -1), number, owners, words)
    right = _row(range(one.last, len(words)), number, owners, words)
    yield from _side("L", left)
    yield from _side("R", right)
    ends = _until(left, SENTENCE_ENDS), _until(right, SENTENCE_ENDS)
    yield f"ends {''.join(right[ends[1] : ends[1] + 1])}"
    yield f"beside {min(sum(ends), MOST_WORDS)}"
    yield f"words {min(len(words) // WORDS_STEP, MOST_STEPS)}"
    yield f"between {_at(left, 0)} {_at(right, 0)}"
    unit = words.forms[one.last - 1]
    for side, row in (("L", left), ("R", right)):
        for form in row[:2]:
            yield f"{side} unit {unit} {form}"


def _side(side: str, row: Sequence[str]) -> Iterator[str]:
    """Yield what is seen on one side; the nearest word comes first."""
    near = [_at(row, place) for place in range(3)]
    yield f"{side}1 {near[0]}"
    yield f"{side}2 {near[1]}"
    yield f"{side}3 {near[2]}"
    yield f"{side}12 {' '.join(near[:2])}"
    yield f"{side}123 {' '.join(near)}"
    end, clause = _until(row, SENTENCE_ENDS), _until(row, CLAUSE_ENDS)
    for form in row[:end]:
        yield f"{side} sentence {form}"
    for form in row[: min(end, NEAR)]:
        yield f"{side} near {form}"
    for form in row[:clause]:
        yield f"{side} clause {form}"
    for pair in pairwise(row[:end]):
        yield f"{side} pair {' '.join(pair)}"
    yield f"{side} end {_at(row, end)}"
    yield f"{side} gap {min(end, LONGEST_GAP) // GAP_STEP}"


def _row(places: range, number: int, owners: Sequence[int | None], words: Words) -> list[str]:
    """Return the words at places, each other length as one."""
    row: list[str] = []
    last = number
    for place in places:
        owner = owners[place]
        if owner is None:
            row.append(_plain(words.forms[place]))
        elif owner != last:
            row.append(OTHER_LENGTH)
        if owner is not None:
            last = owner
        if len(row) == REACH:
            break
    return row


def _plain(form: str) -> str:
    return NUMBER if form[:1].isdigit() else form


def _at(row: Sequence[str], place: int) -> str:
    return row[place] if place < len(row) else EDGE


def _until(row: Sequence[str], ends: frozenset[str]) -> int:
    return next((place for place, form in enumerate(row) if form in ends), len(row))
