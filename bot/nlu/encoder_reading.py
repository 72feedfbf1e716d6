"""What the encoder made of a message, and how to ask it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from bot.nlu.encoder_labels import MEANT, Labels
from bot.nlu.word_pieces import Pieces

NEAR = 30  # characters before and after a stretch
SMALLEST = np.float32(1e-4)  # what no chance lies below
PRESENT = "present"

Scores = NDArray[np.float32]


class Window(NamedTuple):
    """A part of a message: its first piece, and the scores of its pieces with a mark on each side.

    `scores` has the shape (pieces + 2, labels). `states`, shape (pieces + 2, width), is where each
    piece lies among all others, one layer before the scores.
    """

    first: int
    scores: Scores
    states: Scores


@dataclass(frozen=True)
class Reading:
    """A message as the encoder reads it, in one or more windows; chances are from 0 to 1."""

    labels: Labels
    pieces: Pieces
    windows: tuple[Window, ...]
    text: str
    read: Callable[[str], Reading]

    @property
    def end(self) -> int:
        """Up to which place of the text it was read."""
        return self.pieces.spans[-1][1] if self.pieces.spans else 0

    @cached_property
    def scores(self) -> Scores:
        """Return the score of each label in the window where it is highest."""
        highest: Scores = self._means.max(axis=0)
        return highest

    @cached_property
    def chances(self) -> Mapping[str, float]:
        """Return how likely each sign is present.

        Two parts of the encoder say so: one was taught what is present, the other what is spoken of
        and how it is meant. Each knows what the other does not; both count alike.
        """
        both = self._present(self._told * self._meant[:, MEANT.index(PRESENT)])
        return dict(zip(self.labels.signs, both.tolist(), strict=True))

    def may_tell(self, least: float) -> bool:
        """Tell whether the chance of any sign may reach so much: far cheaper than all chances.

        None is higher than it would be if all that is spoken of were meant as present.
        """
        return bool(self._present(self._told).max() >= least)

    def _present(self, spoken: Scores) -> Scores:
        """Return how likely each sign is present, by how likely it is spoken of as present."""
        logits = np.log(spoken + SMALLEST) - np.log1p(SMALLEST - spoken)
        return chances_of((self.scores[self.labels.present] + logits) / 2)

    @cached_property
    def told(self) -> Mapping[str, float]:
        """Return how likely each sign is spoken of, present or not."""
        return dict(zip(self.labels.signs, self._told.tolist(), strict=True))

    @cached_property
    def _told(self) -> Scores:
        return chances_of(self.scores[self.labels.told])

    @cached_property
    def facts(self) -> Mapping[tuple[str, str], float]:
        """Return how likely each value of each fact is told."""
        found = chances_of(self.scores[self.labels.facts])
        return dict(zip(self.labels.fact_values, found.tolist(), strict=True))

    @property
    def intents(self) -> Scores:
        """Return the score of each intent where it is highest: of two wishes, both."""
        return self.scores[self.labels.intents]

    @property
    def state(self) -> Scores:
        """Return where the last sentence lies among all messages, shape (width,)."""
        return np.asarray(self.windows[-1].states.mean(axis=0))

    def state_at(self, start: int, end: int) -> Scores | None:
        """Return where a stretch of the text lies, by its shortest window, shape (width,).

        None for what was not read.
        """
        spans = self.pieces.spans
        pieces = [
            place
            for place, word in enumerate(self.pieces.words)
            if spans[word][0] < end and start < spans[word][1]
        ]
        for window in sorted(self.windows, key=lambda one: len(one.states)):
            places = [place - window.first for place in pieces]
            inside = [place + 1 for place in places if 0 <= place < len(window.states) - 2]
            if inside:
                return np.asarray(window.states[inside].mean(axis=0))
        return None

    def around(self, start: int, end: int) -> Reading:
        """Return how the words around a stretch of the text are read alone."""
        return self.read(self.text[max(start - NEAR, 0) : end + NEAR])

    def without(self, places: Iterable[tuple[int, int]]) -> Reading:
        """Return how the text is read without some stretches of it."""
        text = self.text
        for start, end in places:
            text = text[:start] + " " * (end - start) + text[end:]
        return self.read(text)

    def meant(self, sign: str) -> Mapping[str, float]:
        """Return how likely each way to mean a sign is, read where the message speaks of it."""
        found = self._meant[self.labels.signs.index(sign)]
        return dict(zip(MEANT, found.tolist(), strict=True))

    @cached_property
    def _means(self) -> Scores:
        """Return the mean score of each label in each window, shape (windows, labels)."""
        return np.array([one.scores.mean(axis=0) for one in self.windows])

    @cached_property
    def _meant(self) -> Scores:
        """Return how likely each way to mean each sign is, shape (signs, ways)."""
        if len(self.windows) == 1:
            return self._meant_in(self.windows[0].scores)
        told = self._means[:, self.labels.told]
        ways = np.array([self._meant_in(one.scores) for one in self.windows])
        likeliest: Scores = ways[told.argmax(axis=0), np.arange(len(self.labels.signs))]
        return likeliest

    def _meant_in(self, scores: Scores) -> Scores:
        heard = softmax(scores[:, self.labels.told], axis=0)
        return softmax(heard.T @ scores[:, self.labels.meant], axis=1)

    def words_of_sign(self, sign: str, *, is_told: bool = False) -> tuple[int, int]:
        """Return the stretch of the text that speaks most for a sign, as present or at all."""
        part = self.labels.told if is_told else self.labels.present
        return self._words(part.start + self.labels.signs.index(sign))

    def words_of_fact(self, name: str, value: str) -> tuple[int, int]:
        """Return the stretch of the text that speaks most for a value of a fact."""
        return self._words(self.labels.facts.start + self.labels.fact_values.index((name, value)))

    def _likeliest(self, column: int) -> Window:
        return max(self.windows, key=lambda window: float(window.scores[:, column].mean()))

    def _words(self, column: int) -> tuple[int, int]:
        first, scores, _ = self._likeliest(column)
        own = scores[1:-1, column] - scores[:, column].mean()
        start, end = _heaviest(own.tolist())
        words = self.pieces.words[first + start : first + end]
        return self.pieces.spans[words[0]][0], self.pieces.spans[words[-1]][1]


def chances_of(scores: Scores) -> Scores:
    """Return the chance that each score stands for, from 0 to 1."""
    return np.asarray(1.0 / (1.0 + np.exp(-scores)), dtype=np.float32)


def softmax(scores: Scores, *, axis: int) -> Scores:
    """Return chances that sum up to 1 along an axis."""
    raised = np.exp(scores - scores.max(axis=axis, keepdims=True))
    return np.asarray(raised / raised.sum(axis=axis, keepdims=True), dtype=np.float32)


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
