"""What words mean, as vectors: words used alike lie close together, met in the examples or not."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

FILE = "word_vectors.npz"
WORDS, VECTORS = "words", "vectors"
LONG_AGO = (1980, 1, 1, 0, 0, 0)  # equal content, equal bytes: no time of writing in the file
PLURAL = "s"

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordVectors:
    """Vectors of one byte a number, one row for each word; their length says nothing."""

    rows: dict[str, int]
    vectors: NDArray[np.int8]
    size: int = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", self.vectors.shape[1])

    def mean(self, words: Sequence[str], weights: Sequence[float]) -> Floats:
        """Return the weighted mean of the words that are known, at length 1; zeros for none."""
        found = [self.row(word) for word in words]
        places = [place for place, row in enumerate(found) if row >= 0]
        if not places:
            return np.zeros(self.size, dtype=np.float32)
        known = self.vectors[[found[place] for place in places]].astype(np.float32)
        total = np.array([weights[place] for place in places], dtype=np.float32) @ known
        result: Floats = total / max(float(np.sqrt(total @ total)), 1.0)
        return result

    def row(self, word: str) -> int:
        """Return where the vector of a word stands; -1 for a word without one."""
        return self.rows.get(word, self.rows.get(word.removesuffix(PLURAL), -1))

    def to_disk(self, path: Path) -> None:
        """Write the vectors into a file."""
        text = "\n".join(self.rows).encode("utf-8")
        parts = {WORDS: np.frombuffer(text, dtype=np.uint8), VECTORS: self.vectors}
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
            for name, part in parts.items():
                content = io.BytesIO()
                np.lib.format.write_array(content, part)
                entry = zipfile.ZipInfo(f"{name}.npy", LONG_AGO)
                file.writestr(entry, content.getvalue(), zipfile.ZIP_DEFLATED)


NO_VECTORS = WordVectors({}, np.zeros((0, 0), dtype=np.int8))


def read_vectors(path: Path) -> WordVectors:
    """Read the vectors of a file; none when there is no such file."""
    if not path.is_file():
        return NO_VECTORS
    with np.load(path, allow_pickle=False) as arrays:
        words = arrays[WORDS].tobytes().decode("utf-8").split("\n")
        vectors = arrays[VECTORS]
    return WordVectors({word: row for row, word in enumerate(words)}, vectors)
