"""The weights in an ONNX file that `teaching/export.py` wrote, read again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

WORDS = "words.weight"
# What the quantizer, and we for the words, add to the name of weights of one byte.
BYTES, STEPS = "_quantized", "_scale"
WEIGHTS = (".weight", ".bias", "places")


def weights_in(path: Path) -> dict[str, NDArray[Any]]:
    """Return the weights by name, as near as one byte each tells them."""
    held = {one.name: numpy_helper.to_array(one) for one in onnx.load(path).graph.initializer}
    found = {WORDS: held.pop(WORDS) * held[WORDS + STEPS]}
    for name, value in held.items():
        own = name.removesuffix(BYTES)
        if own.endswith(WEIGHTS):
            told = value if own == name else value * held[own + STEPS]
            found[own] = told.T if told.ndim > 1 and own.endswith(".weight") else told
    return found


def about_of(path: Path) -> dict[str, str]:
    """Return what the file says of itself."""
    return {one.key: one.value for one in onnx.load(path, load_external_data=False).metadata_props}
