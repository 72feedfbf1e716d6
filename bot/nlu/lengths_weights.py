"""How much speaks for a length to be that of the present trouble: a linear model in a file.

`teaching/lengths.py` makes it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

FILE = "lengths.npz"
NAMES, WEIGHTS, SENSES, ENCODER = "names", "weights", "senses", "encoder"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes: no time of writing in the file
SENSE_WEIGHT = np.float32(0.1)  # beside a length of 1 for the features; measured


@dataclass(frozen=True, slots=True)
class LengthWeights:
    """The weights of features by name, and of where a length lies in the encoder's space.

    `senses` has the shape (width + 1,), the last for every length alike; `encoder` tells which
    encoder it was taught with (`digest_of`).
    """

    weights: dict[str, float]
    senses: Floats
    encoder: str

    def score(self, features: Iterable[str], state: Floats | None) -> float:
        """Return how much speaks for a length: above zero more for it than against it."""
        known = [self.weights[name] for name in features if name in self.weights]
        told = sum(known) / len(known) ** 0.5 if known else 0.0
        return told + float(sense_of(state, len(self.senses) - 1) @ self.senses)

    def to_disk(self, path: Path) -> None:
        """Write the weights into a file."""
        parts: dict[str, NDArray[Any]] = {
            NAMES: _as_bytes("\n".join(self.weights)),
            WEIGHTS: np.array([*self.weights.values()], dtype=np.float16),
            SENSES: self.senses.astype(np.float16),
            ENCODER: _as_bytes(self.encoder),
        }
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in parts.items():
                content = io.BytesIO()
                np.lib.format.write_array(content, part)
                entry = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
                file.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED)


def sense_of(state: Floats | None, width: int) -> Floats:
    """Return where a length lies, shape (width + 1,), the last number always 1."""
    sense = np.zeros(width + 1, dtype=np.float32)
    if state is not None:
        sense[:width] = SENSE_WEIGHT * state
    sense[width] = 1.0
    return sense


def read_weights(path: Path) -> LengthWeights | None:
    """Read the weights of a file; None when there is no such file."""
    if not path.is_file():
        return None
    with np.load(path, allow_pickle=False) as arrays:
        names = arrays[NAMES].tobytes().decode("utf-8").split("\n")
        weights = arrays[WEIGHTS].astype(np.float64).tolist()
        senses = arrays[SENSES].astype(np.float32)
        encoder = arrays[ENCODER].tobytes().decode("utf-8")
    return LengthWeights(dict(zip(names, weights, strict=True)), senses, encoder)


def _as_bytes(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode("utf-8"), dtype=np.uint8)
