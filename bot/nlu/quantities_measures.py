"""A number of a message with its meaning, and the marks between which it stands."""

from __future__ import annotations

from dataclasses import dataclass

TOP = 10
CLAUSE_END = frozenset([".", ",", "!", "?", ";", ")", "-", "(", ":", "…"])


@dataclass(frozen=True, slots=True)
class Measure:
    """A number with its meaning over the words `first` to `last`.

    `is_word` tells that it counts only as the answer to a question for it: a number that is a
    clause, or, where `is_band`, a word such as "bad", which is rough and often said in passing.
    """

    value: float
    first: int
    last: int
    low: float | None = None
    high: float | None = None
    is_word: bool = False
    is_band: bool = False
