"""Letters that stand alone in a message, as those of a list do."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.nlu.remarks_beside import either

# The halves of a contraction ("I'd", "he'd") are no letters, however it is written.
APOSTROPHES = "'’‘`´ʼ′＇"


class Letters:
    """Finds the letters of one language: which of them are words of their own is its business."""

    def __init__(self, words: Mapping[str, Sequence[str]]) -> None:
        letters = "".join((*words["small"], *words["capital"]))
        apart = rf"(?<![{APOSTROPHES}])\b[{letters}]\b(?![{APOSTROPHES}])"
        # "A little" at the beginning of a message names no line of a list.
        small = "|".join(words["behind_articles"])
        self._article = re.compile(
            rf"(?:{'|'.join(words['articles'])})(?= (?!(?:{small})\b)[a-z]{{2,}})"
        )
        before, behind = either(words["named_by"]), either(words["names"])
        self._letter = re.compile(apart)
        # "B-O-O-N-E" spells a name; in the order of the alphabet they may be lines of a list.
        self._spelled = re.compile(r"\b\w(?:[-.]\w){3,}\b")
        self._whole = re.compile(rf"(?i:\b{either(words['whole'])}\b)")
        self._initial = re.compile(
            rf"(?i:\b{before}\.? )(?P<letter>\w)\b|\b(?P<first>\w)(?=[ -]{behind}\b)"
        )

    def of(self, text: str) -> dict[str, tuple[str, ...]]:
        """Return the letters of a text: those of a list, and those of something else."""
        named = {found.end(found.lastgroup or 0) for found in self._initial.finditer(text)}
        wholes = {found.start() for found in self._whole.finditer(text)} | self._spelled_in(text)
        letters = self._letter.finditer(text)
        found = [
            (one[0], one.end() in named)
            for one in letters
            if not self._article.match(text, one.start()) and one.start() not in wholes
        ]
        return {
            "letters": tuple(letter for letter, is_named in found if not is_named),
            "initials": tuple(letter for letter, is_named in found if is_named),
        }

    def _spelled_in(self, text: str) -> set[int]:
        """Return where the letters of words stand that are spelled out."""
        places = ([*range(one.start(), one.end(), 2)] for one in self._spelled.finditer(text))
        words = (([text[at].lower() for at in row], row) for row in places)
        return {at for letters, row in words if letters != sorted({*letters}) for at in row}
