"""Texts into messages of two segments at most, cut where it hurts least."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.channels.sms.alphabet import SEGMENT_OF_SEVERAL, septets

MAX_SEGMENTS = 2
MAX_MESSAGES = 3
# "(1/3) " stands before each part. An extended character that would straddle two segments moves
# to the second whole, which can leave one place empty.
NUMBER_WIDTH = len("(1/3) ")
ROOM = MAX_SEGMENTS * SEGMENT_OF_SEVERAL - NUMBER_WIDTH - 1

# Where a text may be cut, and what stood there, the gentlest first.
_LINE_END = (re.compile(r"\n"), "\n")
_SENTENCE_END = (re.compile(r"(?<=[.!?]) +"), " ")
_SPACE = (re.compile(r" +"), " ")
_CUTS = (_LINE_END, _SENTENCE_END, _SPACE)

# A piece of text with what joins it to the one before.
_Piece = tuple[str, str]


def packed(blocks: Sequence[str], room: int = ROOM) -> list[str]:
    """Return plain texts as parts of at most `room` each, in order.

    Blocks, then lines, then sentences stay whole as long as there are at most MAX_MESSAGES parts.
    """
    pieces: list[_Piece] = [(block, "\n") for block in blocks if block]
    parts = _filled(pieces, _CUTS, room)
    for depth in range(1, len(_CUTS) + 1):
        if len(parts) <= MAX_MESSAGES:
            break
        pieces = [small for piece in pieces for small in _cut(piece, _CUTS[depth - 1])]
        parts = _filled(pieces, _CUTS[depth:], room)
    return parts


def numbered(parts: Sequence[str]) -> tuple[str, ...]:
    """Return the parts with (1/3) before each, where there are several."""
    if len(parts) <= 1:
        return tuple(parts)
    return tuple(f"({number}/{len(parts)}) {part}" for number, part in enumerate(parts, start=1))


def _filled(
    pieces: Sequence[_Piece], cuts: Sequence[tuple[re.Pattern[str], str]], room: int
) -> list[str]:
    """Return pieces put together while they fit; one too long for a part is cut further."""
    parts: list[str] = []
    for piece, joint in _fitting(pieces, cuts, room):
        joined = f"{parts[-1]}{joint}{piece}" if parts else piece
        if parts and septets(joined) <= room:
            parts[-1] = joined
        else:
            parts.append(piece)
    return parts


def _fitting(
    pieces: Sequence[_Piece], cuts: Sequence[tuple[re.Pattern[str], str]], room: int
) -> Iterator[_Piece]:
    """Yield pieces none of which is longer than a part."""
    for piece in pieces:
        if septets(piece[0]) <= room:
            yield piece
        elif cuts:
            yield from _fitting(list(_cut(piece, cuts[0])), cuts[1:], room)
        else:
            yield from _chopped(piece, room)


def _cut(piece: _Piece, cut: tuple[re.Pattern[str], str]) -> Iterator[_Piece]:
    text, joint = piece
    pattern, own_joint = cut
    for part in pattern.split(text):
        yield part, joint
        joint = own_joint


def _chopped(piece: _Piece, room: int) -> Iterator[_Piece]:
    """Yield a single endless word in lengths that fit."""
    text, joint = piece
    used, start = 0, 0
    for place, character in enumerate(text):
        width = septets(character)
        if used + width > room:
            yield text[start:place], joint
            used, start, joint = 0, place, ""
        used += width
    yield text[start:], joint
