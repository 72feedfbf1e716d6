"""A text in pieces: which entities stand in each, and whether it was searched for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from bot.conversation.turn import Entity
from bot.stores.index.words import Query, hits

# Of a long message, so much is shown before what was searched for, and so much in all.
LEAD, LENGTH = 60, 200


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text. `entities` are the names of those that reach over it."""

    text: str
    entities: tuple[str, ...] = ()
    is_hit: bool = False


def pieces_of(text: str, entities: Sequence[Entity], query: Query) -> Iterator[Piece]:
    """Yield a text piece by piece; together they are the text, letter for letter."""
    marked = [(one.start, one.end, one.entity) for one in entities]
    marked = [(start, end, name) for start, end, name in marked if 0 <= start < end <= len(text)]
    found = hits(text, query) if query else []
    ends = {0, len(text)}
    ends |= {end for start, stop, _ in marked for end in (start, stop)}
    ends |= {end for stretch in found for end in stretch}
    cuts = sorted(ends)
    for start, end in pairwise(cuts):
        names = [name for first, last, name in marked if first <= start and end <= last]
        yield Piece(
            text[start:end],
            tuple(dict.fromkeys(names)),
            any(first <= start and end <= last for first, last in found),
        )


def excerpt(text: str, found: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """Yield so much of a text that what was searched for is seen, and no more."""
    stretches = list(found)
    first = stretches[0][0] if stretches else 0
    begin = max(0, first - LEAD) if len(text) > LENGTH else 0
    end = min(len(text), begin + LENGTH)
    place = begin
    if begin:
        yield Piece("\u2026 ")
    for start, stop in stretches:
        if start >= end:
            break
        yield Piece(text[place:start])
        yield Piece(text[start : min(stop, end)], is_hit=True)
        place = min(stop, end)
    yield Piece(text[place:end])
    if end < len(text):
        yield Piece(" \u2026")
