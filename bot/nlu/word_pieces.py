"""Words cut into the pieces that the second net knows: WordPiece, as its encoder was made with."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from bot.nlu.matching_words import UNSEEN

WORD = re.compile(r"[^\W_]+|[^\w\s]|_")
BEGIN, END, UNKNOWN = "[CLS]", "[SEP]", "[UNK]"
INSIDE = "##"  # begins a piece that goes on with a word
Span = tuple[int, int]
AS_WRITTEN: Mapping[Span, str] = MappingProxyType({})
LONGEST_WORD = 100  # letters; a longer one is unknown


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parallel: the number of each piece, and the word of the text that it is a piece of."""

    numbers: tuple[int, ...]
    words: tuple[int, ...]
    # Where each word begins and ends in the text.
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class WordPieces:
    """Cuts texts; `pieces` are all that are known, in the order of their numbers."""

    pieces: tuple[str, ...]
    _numbers: dict[str, int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        """Give each piece its number."""
        object.__setattr__(self, "_numbers", {one: place for place, one in enumerate(self.pieces)})

    def cut(
        self, text: str, most: int = sys.maxsize, spelled: Mapping[Span, str] = AS_WRITTEN
    ) -> Pieces:
        """Return the first pieces of a text, so many; capitals and accents do not count.

        `spelled` has the right spelling of words by where they stand in the text.
        """
        numbers: list[int] = []
        words: list[int] = []
        spans: list[Span] = []
        seen, places = _seen(text)
        for match in WORD.finditer(seen):
            span = places[match.start()], places[match.end() - 1] + 1
            own = self._of_word(_plain(spelled.get(span, match.group())))
            numbers += own
            words += [len(spans)] * len(own)
            spans.append(span)
            if len(numbers) >= most:
                break
        return Pieces(tuple(numbers[:most]), tuple(words[:most]), tuple(spans))

    def framed(self, numbers: Sequence[int]) -> list[int]:
        """Return pieces between the marks of a beginning and an end."""
        return [self._numbers[BEGIN], *numbers, self._numbers[END]]

    def _of_word(self, word: str) -> list[int]:
        """Return the longest known pieces from the left; one unknown where there is no way."""
        whole = self._numbers.get(word)
        if whole is not None:
            return [whole]
        found: list[int] = []
        start = 0
        while start < len(word) <= LONGEST_WORD:
            mark = INSIDE if start else ""
            ends = range(len(word), start, -1)
            end = next((one for one in ends if mark + word[start:one] in self._numbers), None)
            if end is None:
                break
            found.append(self._numbers[mark + word[start:end]])
            start = end
        return found if start == len(word) else [self._numbers[UNKNOWN]]


def _seen(text: str) -> tuple[str, Sequence[int]]:
    """Return a text without marks that nobody sees, and where each of its letters stood."""
    if UNSEEN.search(text) is None:
        return text, range(len(text))
    places = [place for place, letter in enumerate(text) if UNSEEN.match(letter) is None]
    return "".join(text[place] for place in places), places


def _plain(word: str) -> str:
    if word.isascii():
        return word.lower()
    letters = unicodedata.normalize("NFD", word.lower())
    return "".join(one for one in letters if unicodedata.category(one) != "Mn")
