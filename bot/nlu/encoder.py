"""How likely each sign is meant in a message: a taught encoder, run by ONNX Runtime.

The file says itself which pieces of words it knows and which signs it tells apart; `teaching/`
makes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from bot.nlu.word_pieces import Pieces, WordPieces

Scores = NDArray[np.float32]
# Pieces read at once, and how far apart the readings begin. A sign among much else is faint in a
# reading of the whole, and a short stretch alone may lack who or when it is about: both are read.
WHOLE, WHOLE_STEP = 56, 32
PART, PART_STEP = 24, 12
SENTENCE_ENDS = frozenset(".!?")
SHORTEST_SENTENCE = 4  # pieces
MOST_PIECES = 200  # beyond, only the lexicon listens


@dataclass(frozen=True, slots=True)
class Reading:
    """How likely each sign is, 0 to 1, and what each piece of the message says of it."""

    chances: Mapping[str, float]
    labels: Mapping[str, int]
    pieces: Pieces
    windows: tuple[tuple[int, Scores], ...]

    @property
    def end(self) -> int:
        """Up to which place of the text it was read."""
        return self.pieces.spans[-1][1] if self.pieces.spans else 0

    def words_of(self, sign: str) -> tuple[int, int]:
        """Return the stretch of the text that speaks most for a sign."""
        label = self.labels[sign]
        first, scores = max(self.windows, key=lambda window: float(window[1][:, label].mean()))
        own = scores[1:-1, label] - scores[:, label].mean()
        start, end = _heaviest(own.tolist())
        words = self.pieces.words[first + start : first + end]
        return self.pieces.spans[words[0]][0], self.pieces.spans[words[-1]][1]


class Encoder:
    """Reads messages. Equal text, equal reading; safe to call from several threads."""

    def __init__(self, path: Path) -> None:
        """Read an ONNX file that `teaching/` wrote."""
        self.path = path
        options = ort.SessionOptions()
        # A message is short: threads of its own would only wait for one another.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = ort.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        about = self._session.get_modelmeta().custom_metadata_map
        self._pieces = WordPieces(tuple(about["pieces"].split("\n")))
        self.labels = {label: place for place, label in enumerate(about["labels"].split("\n"))}

    def read(self, text: str) -> Reading:
        """Return what a text says, as a whole or, where it is long, in the likeliest part."""
        pieces = self._pieces.cut(text, MOST_PIECES)
        ends = [text[start:end] in SENTENCE_ENDS for start, end in pieces.spans]
        breaks = [place + 1 for place, word in enumerate(pieces.words) if ends[word]]
        windows = tuple(self._windows(pieces.numbers, breaks))
        logits = np.max([scores.mean(axis=0) for _, scores in windows], axis=0)
        likely = 1.0 / (1.0 + np.exp(-logits))
        chances = dict(zip(self.labels, likely.tolist(), strict=True))
        return Reading(chances, self.labels, pieces, windows)

    def _windows(
        self, numbers: tuple[int, ...], breaks: Sequence[int]
    ) -> Iterator[tuple[int, Scores]]:
        """Yield where each part begins and the scores of its pieces, with the two marks around."""
        for first, last in sorted(_stretches(len(numbers), breaks)):
            framed = self._pieces.framed(numbers[first:last])
            yield first, self._run(np.array(framed, dtype=np.int64))

    def _run(self, numbers: NDArray[np.int64]) -> Scores:
        found: list[Any] = self._session.run(None, {"pieces": numbers})
        return np.asarray(found[0], dtype=np.float32)


def read_encoder(path: Path) -> Encoder | None:
    """Read an encoder; None when there is no such file. Raises ValueError for another file."""
    if not path.is_file():
        return None
    try:
        return Encoder(path)
    except Exception as error:  # ONNX Runtime's own errors have no common base
        raise ValueError(f"{path}:1: this is no encoder of signs") from error


def _stretches(count: int, breaks: Sequence[int]) -> set[tuple[int, int]]:
    """Return what is read of so many pieces: first place, and last place not included.

    `breaks` are the places where a sentence begins.
    """
    found = set(_evenly(0, count, WHOLE, WHOLE_STEP))
    for first, last in pairwise((0, *breaks, count)):
        if last - first >= SHORTEST_SENTENCE:
            found.update(_evenly(first, last, PART, PART_STEP))
    return found


def _evenly(first: int, last: int, size: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield stretches of a size that cover all between two places."""
    latest = max(last - size, first)
    for begin in (*range(first, latest, step), latest):
        yield begin, min(begin + size, last)


def _heaviest(weights: list[float]) -> tuple[int, int]:
    """Return the stretch with the greatest sum, the last place not included."""
    best, total, start = (float("-inf"), 0, len(weights)), 0.0, 0
    for place, weight in enumerate(weights):
        if total <= 0.0:
            total, start = 0.0, place
        total += weight
        if total > best[0]:
            best = total, start, place + 1
    return best[1], best[2]
