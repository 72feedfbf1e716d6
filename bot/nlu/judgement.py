"""What the classifier said of many messages, and the figures that follow from it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bot.nlu.calibration import BINS, bins_of
from bot.nlu.evaluation_report import Bin, Confusion, Curve, Rejection, Score
from bot.nlu.features import Floats, Integers
from bot.nlu.softmax import probabilities

LISTED_CONFUSIONS = 30
CURVE_POINTS = 40
USUAL_SHARE = 0.95  # of messages that belong, kept where recalls are compared

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Calibrated logits and true intents, among them maybe some that training did not know.

    `belongs` tells which messages lie within scope, `scores` how much each is like those, and
    `is_declined` which were taken for something that the assistant knows and turns away.
    """

    logits: Floats
    truths: tuple[str, ...]
    names: tuple[str, ...]
    belongs: Flags
    scores: Floats
    is_declined: Flags
    outside_below: float

    @property
    def classes(self) -> Integers:
        """Return the places of the true intents; -1 for one that training did not know."""
        places = {name: place for place, name in enumerate(self.names)}
        return np.array([places.get(truth, -1) for truth in self.truths], dtype=np.int64)

    @property
    def is_right(self) -> Flags:
        """Return which messages had their true intent ranked first."""
        right: Flags = self.logits.argmax(axis=1) == self.classes
        return right

    @property
    def is_kept(self) -> Flags:
        """Return which messages are not turned away at the threshold in force."""
        kept: Flags = self.scores >= self.outside_below
        return kept

    def share(self, flags: Flags) -> float:
        """Return the share of the messages within scope for which something holds."""
        return _share(flags[self.belongs])

    def intents(self) -> tuple[Score, ...]:
        """Return how each intent that training knew was recognised."""
        guesses = Counter(self._guesses())
        supports = Counter(self.truths)
        right = Counter(np.array(self.truths)[self.is_right].tolist())
        return tuple(
            score_of(name, right[name], guesses[name], supports[name]) for name in self.names
        )

    def confusions(self) -> tuple[Confusion, ...]:
        """Return the most frequent mistakes."""
        pairs = Counter(zip(self.truths, self._guesses(), strict=True))
        wrong = [Confusion(*pair, count) for pair, count in pairs.items() if pair[0] != pair[1]]
        wrong.sort(key=lambda found: (-found.count, found.truth, found.predicted))
        return tuple(wrong[:LISTED_CONFUSIONS])

    def reliability(self) -> tuple[Bin, ...]:
        """Return confidence and accuracy, bin by bin of confidence, where the truth is known."""
        known = self.classes >= 0
        confidence = probabilities(self.logits[known]).max(axis=1)
        is_right = self.is_right[known]
        bins = bins_of(confidence)
        return tuple(
            Bin(
                float(confidence[bins == place].mean()),
                _share(is_right[bins == place]),
                int((bins == place).sum()),
            )
            for place in range(BINS)
            if (bins == place).any()
        )

    def rejections(self) -> tuple[Rejection, ...]:
        """Return how well the messages outside of scope are turned away, by their label."""
        truths = np.array(self.truths)
        kinds = sorted(set(truths[~self.belongs].tolist()))
        return tuple(
            rejection(
                kind,
                self.scores[self.belongs],
                self.resistance[truths == kind],
                self.outside_below,
            )
            for kind in kinds
        )

    @property
    def resistance(self) -> Floats:
        """Return the scores, the lowest there is for what is declined whatever its score."""
        return np.where(self.is_declined, np.float32(-np.inf), self.scores)

    def _guesses(self) -> list[str]:
        return [self.names[place] for place in self.logits.argmax(axis=1)]


def rejection(name: str, belonging: Floats, strange: Floats, outside_below: float) -> Rejection:
    """Compare the scores of messages that belong with those of one kind that do not."""
    above = (belonging[:, None] > strange[None, :]).mean() if len(belonging) else 0.0
    usual = float(np.quantile(belonging, 1.0 - USUAL_SHARE)) if len(belonging) else outside_below
    return Rejection(
        name=name,
        recall=_share(strange < outside_below),
        recall_at_95=_share(strange < usual),
        auroc=float(above),
        support=len(strange),
        curve=_curve(belonging, strange),
    )


def score_of(name: str, right: int, predicted: int, support: int) -> Score:
    """Return precision and recall from counts."""
    return Score(name, right / max(predicted, 1), right / max(support, 1), support)


def _curve(belonging: Floats, strange: Floats) -> Curve:
    if not len(belonging) or not len(strange):
        return ()
    shares = np.linspace(0.0, 1.0, CURVE_POINTS + 1)
    thresholds = np.quantile(belonging, shares)
    return tuple(
        (round(1.0 - float(share), 4), _share(strange < threshold))
        for share, threshold in zip(shares, thresholds, strict=True)
    )


def _share(flags: np.ndarray[Any, np.dtype[np.bool_]]) -> float:
    return float(flags.mean()) if len(flags) else 0.0
