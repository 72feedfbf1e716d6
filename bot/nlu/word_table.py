"""A set of words in one table: as texts in a set they would take four times the memory."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

import numpy as np


class WordTable(Collection[str]):
    """Words that are asked for seldom; to find one costs a few microseconds."""

    def __init__(self, words: Iterable[str]) -> None:
        self._table = np.array(sorted({word.encode() for word in words}), dtype=np.bytes_)

    def __contains__(self, word: object) -> bool:
        """Tell whether a word is one of them."""
        raw = word.encode() if isinstance(word, str) else b""
        # A longer one would make numpy widen the whole table.
        if not 0 < len(raw) <= self._table.itemsize:
            return False
        place = int(np.searchsorted(self._table, np.bytes_(raw)))
        return place < len(self._table) and bool(self._table[place] == raw)

    def __iter__(self) -> Iterator[str]:
        """Yield the words in the order of their letters."""
        return (raw.decode() for raw in self._table.tolist())

    def __len__(self) -> int:
        """Return how many they are."""
        return len(self._table)
