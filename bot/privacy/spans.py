"""Stretches of a text that tell who somebody is, and the text without them."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """What a stretch of text gives away."""

    NAME = "name"
    PHONE = "phone"
    EMAIL = "e-mail"
    LINK = "link"
    DATE = "date"
    BIRTH_DATE = "birth_date"
    PLACE = "place"
    REFERENCE = "reference"
    AGE = "age"


@dataclass(frozen=True, slots=True)
class Replacement:
    """What stood at `start` to `end` of the text as it was, and what stands there now."""

    start: int
    end: int
    old: str
    new: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A text after replacements, which are in the order of the text and do not overlap."""

    text: str
    replacements: tuple[Replacement, ...] = ()

    def moved(self, start: int, end: int) -> tuple[int, int]:
        """Return where a stretch of the old text is now; what it cut in two it holds whole."""
        for one in self.replacements:
            if one.start < end and start < one.end:
                start, end = min(start, one.start), max(end, one.end)
        return self._at(start), self._at(end)

    def _at(self, place: int) -> int:
        before = (one for one in self.replacements if one.end <= place)
        return place + sum(len(one.new) - (one.end - one.start) for one in before)


def replaced(text: str, found: Iterable[Replacement]) -> Deidentified:
    """Return a text with replacements; of two that overlap the one that came first is made."""
    kept: list[Replacement] = []
    is_taken = bytearray(len(text))
    for one in found:
        if one.old != one.new and not any(is_taken[one.start : one.end]):
            kept.append(one)
            is_taken[one.start : one.end] = b"\x01" * (one.end - one.start)
    kept.sort(key=lambda one: one.start)
    pieces, place = [], 0
    for one in kept:
        pieces += [text[place : one.start], one.new]
        place = one.end
    return Deidentified("".join([*pieces, text[place:]]), tuple(kept))


def plain(text: str) -> str:
    """Return a text of the same length without accents, wide letters and odd apostrophes."""
    return "".join(map(_plain_letter, text))


def one_line(text: str) -> str:
    """Return a text of the same length that fits into one line of a file of examples.

    Line breaks and controls become blanks, and brackets, which mark entities there, become round.
    """
    return "".join(map(_on_a_line, text))


def _plain_letter(letter: str) -> str:
    if letter.isascii():
        return letter
    if letter in "\u2018\u2019\u02bc\u00b4":
        return "'"
    if unicodedata.category(letter) == "Pd":
        return "-"
    first = unicodedata.normalize("NFKD", letter)[:1]
    return first or letter


def _on_a_line(letter: str) -> str:
    if letter in "[]":
        return "(" if letter == "[" else ")"
    is_odd = unicodedata.category(letter)[0] in "CZ"
    return " " if is_odd else letter
