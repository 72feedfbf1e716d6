"""Which words lie a letter or two away from a misspelt one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import combinations

import numpy as np

SOUND_ALIKE_FROM = 6  # letters that a word needs to be found two letters away


class NearWords:
    """Words by the forms that are left when letters are taken out of them.

    There are many more forms than words. Of each only a number that stands for it is kept, in two
    arrays: as texts in a dict they would take fifteen times the memory.
    """

    def __init__(self, words: Iterable[str]) -> None:
        self._words = sorted(words)
        pairs = [
            (hash(form), place)
            for place, word in enumerate(self._words)
            for form in deletions(word, 2 if len(word) >= SOUND_ALIKE_FROM else 1)
        ]
        forms = np.array([form for form, _ in pairs], dtype=np.int64)
        order = np.argsort(forms, kind="stable")
        self._forms = forms[order]
        self._places = np.array([place for _, place in pairs], dtype=np.int32)[order]

    def to(self, word: str, distance: int) -> Iterator[str]:
        """Yield the words that share a form with this one, some more than once.

        Two forms may happen to have the same number: how near a word is remains to be looked at.
        """
        forms = np.array([hash(form) for form in deletions(word, distance)], dtype=np.int64)
        firsts = np.searchsorted(self._forms, forms, side="left")
        lasts = np.searchsorted(self._forms, forms, side="right")
        for first, last in zip(firsts.tolist(), lasts.tolist(), strict=True):
            for place in self._places[first:last].tolist():
                yield self._words[place]


def deletions(word: str, distance: int) -> set[str]:
    """Return every form of a word with at most `distance` letters taken out.

    Two letters are taken out only after the first one: hardly anybody misspells the beginning.
    """
    forms = {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}
    if distance > 1:
        forms |= {
            word[:one] + word[one + 1 : two] + word[two + 1 :]
            for one, two in combinations(range(1, len(word)), 2)
        }
    return forms
