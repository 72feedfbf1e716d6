"""Many messages counted once: how alike they are, however rare each feature is taken to be.

Cross-validation weighs the same messages again for each part that it leaves out. What changes is
how rare each feature is; what a message holds, and where in the vocabulary, does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.features import (
    NO_SENSE,
    VECTOR_WEIGHT,
    WORD,
    Features,
    Floats,
    Integers,
    learn_weighting,
    rarity,
)
from bot.nlu.kernel import Entries, Matrix, add_dense, add_products
from bot.nlu.word_vectors import NO_VECTORS, WordVectors


@dataclass(frozen=True, slots=True)
class Counted:
    """The features of many messages, all of them known.

    `entries` has how much a feature counts by how often a message has it; `words` has, of those
    that are words with a vector, how often, and `rows` where each of these vectors stands.
    """

    names: tuple[str, ...]
    entries: Entries
    words: Entries
    rows: Integers
    vectors: WordVectors
    sense: Matrix

    def likeness(self, known: Integers) -> Matrix:
        """Return the inner products of all messages, shape (messages, messages).

        How rare a feature is comes from the `known` messages alone, given by their places.
        """
        owners, columns, counts = self.entries.owners, self.entries.columns, self.entries.weights
        count = len(self.sense)
        met = np.bincount(columns[np.isin(owners, known)], minlength=len(self.names))
        rare = rarity(self.names, met, len(known))
        weights = counts * rare[columns]
        lengths = np.sqrt(np.bincount(owners, weights**2, minlength=count))
        scaled = (weights / lengths[owners]).astype(np.float32)
        result = np.zeros((count, count), dtype=np.float32)
        add_products(result, Entries(owners, columns, scaled), len(self.names))
        add_dense(result, np.hstack([self._meaning(rare), self.sense]))
        return result

    def without_meaning(self) -> Counted:
        """Return the messages with nothing known of them but their words and what was found."""
        none = np.zeros((len(self.sense), 0), dtype=np.float32)
        return Counted(self.names, self.entries, NO_ENTRIES, NO_ROWS, NO_VECTORS, none)

    def _meaning(self, rare: Floats) -> Matrix:
        """Return the mean vector of each message's words, weighted by how rare they are."""
        totals = np.zeros((len(self.sense), self.vectors.size), dtype=np.float32)
        weights = self.words.weights * rare[self.words.columns]
        parts = weights[:, None] * self.vectors.vectors[self.rows]
        first = np.flatnonzero(np.diff(self.words.owners, prepend=-1))
        if len(first):
            totals[self.words.owners[first]] = np.add.reduceat(parts, first)
        lengths = np.sqrt((totals * totals).sum(axis=1, keepdims=True))
        return np.asarray(VECTOR_WEIGHT * totals / np.maximum(lengths, 1.0), dtype=np.float32)


NO_ROWS: Integers = np.zeros(0, dtype=np.int64)
NO_ENTRIES = Entries(NO_ROWS, NO_ROWS, NO_SENSE)


def counted(messages: Sequence[Features], vectors: WordVectors = NO_VECTORS) -> Counted:
    """Count the features of messages."""
    weighting = learn_weighting(messages)
    columns = weighting.columns
    found = [weighting.counted(message) for message in messages]
    owners = np.repeat(np.arange(len(messages)), [len(one) for one in found])
    places = np.fromiter((place for one in found for place in one), np.int64, len(owners))
    counts = np.fromiter((many for one in found for many in one.values()), np.float32, len(owners))
    words = [
        (owner, columns[name], row, many)
        for owner, message in enumerate(messages)
        for name, many in message.counts.items()
        if name.startswith(WORD)
        for row in (vectors.row(name.removeprefix(WORD)),)
        if row >= 0
    ]
    table = np.array(words, dtype=np.int64).reshape(-1, 4)
    sense = np.zeros((len(messages), weighting.sense_size), dtype=np.float32)
    for place, message in enumerate(messages):
        sense[place, : len(message.sense)] = message.sense
    return Counted(
        tuple(columns),
        Entries(owners, places, (1.0 + np.log(counts)).astype(np.float32)),
        Entries(table[:, 0], table[:, 1], table[:, 3].astype(np.float32)),
        table[:, 2],
        vectors,
        sense,
    )
