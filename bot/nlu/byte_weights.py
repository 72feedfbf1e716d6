"""Weights of one byte each, as they stand on disk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from bot.nlu.softmax import Matrix

LARGEST_STEP, STEP_DIGITS = 127, 4096


def in_bytes(weights: Matrix) -> tuple[NDArray[np.int8], Matrix]:
    """Return the weights of each feature as steps, and how large its steps are.

    A step has few binary digits, so that what comes back is cut into the same steps again.
    """
    largest = np.abs(weights).max(axis=1, keepdims=True, initial=np.finfo(np.float32).tiny)
    digits, power = np.frexp(largest / np.float32(LARGEST_STEP))
    scales = np.ldexp(np.ceil(digits * STEP_DIGITS) / STEP_DIGITS, power).astype(np.float32)
    return np.rint(weights / scales).astype(np.int8), scales


def from_bytes(steps: NDArray[np.int8], scales: Matrix) -> Matrix:
    """Return the weights that such steps stand for."""
    weights: Matrix = steps.astype(np.float32) * scales
    return weights
