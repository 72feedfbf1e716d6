"""Many messages counted once: how alike they are, however rare each feature is taken to be.

Cross-validation weighs the same messages again for each part that it leaves out. What changes is
how rare each feature is; what a message holds, and where in the vocabulary, does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.nlu.features import Features, Integers, learn_weighting, rarity
from bot.nlu.kernel import Entries, Matrix, add_dense, add_products


@dataclass(frozen=True, slots=True)
class Counted:
    """The features of many messages, all of them known.

    `entries` has how much a feature counts by how often a message has it, `sense` what the encoder
    made of it, shape (messages, numbers).
    """

    names: tuple[str, ...]
    entries: Entries
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
        add_dense(result, self.sense)
        return result

    def without_sense(self) -> Counted:
        """Return the messages with nothing known of them but their words and what was found."""
        return replace(self, sense=np.zeros((len(self.sense), 0), dtype=np.float32))


def counted(messages: Sequence[Features]) -> Counted:
    """Count the features of messages."""
    weighting = learn_weighting(messages)
    columns = weighting.columns
    found = [weighting.counted(message) for message in messages]
    owners = np.repeat(np.arange(len(messages)), [len(one) for one in found])
    places = np.fromiter((place for one in found for place in one), np.int64, len(owners))
    counts = np.fromiter((many for one in found for many in one.values()), np.float32, len(owners))
    sense = np.zeros((len(messages), weighting.sense_size), dtype=np.float32)
    for place, message in enumerate(messages):
        sense[place, : len(message.sense)] = message.sense
    return Counted(
        tuple(columns),
        Entries(owners, places, (1.0 + np.log(counts)).astype(np.float32)),
        sense,
    )
