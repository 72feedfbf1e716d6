"""Weights of one byte each, on disk and in memory."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.features import Floats, Row
from bot.nlu.kernel import Matrix

LARGEST_STEP, STEP_DIGITS = 127, 4096


@dataclass(frozen=True, slots=True)
class ByteWeights:
    """The weights of each feature as steps, and how large the steps of each feature are.

    `steps` has the shape (features, intents), `scales` (features, 1). A message has few of the
    features: only of those the weights are written out, a quarter of the memory for all.
    """

    steps: NDArray[np.int8]
    scales: Matrix

    def __len__(self) -> int:
        return len(self.steps)

    def logits(self, row: Row) -> Floats:
        """Return what the weights make of a message, one number for each intent."""
        weights = row.weights * self.scales[row.columns, 0]
        result: Floats = weights @ self.steps[row.columns].astype(np.float32)
        return result


def in_bytes(weights: Matrix) -> ByteWeights:
    """Return weights as steps, of which each feature has its own size."""
    largest = np.abs(weights).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    digits, power = np.frexp(largest / np.float32(LARGEST_STEP))
    scales = np.ldexp(np.ceil(digits * STEP_DIGITS) / STEP_DIGITS, power).astype(np.float32)
    return ByteWeights(np.rint(weights / scales).astype(np.int8), scales)
