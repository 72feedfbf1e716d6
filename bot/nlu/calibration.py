"""How far the classifier can be trusted, measured on examples that it was not trained on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from bot.nlu.counted import counted
from bot.nlu.features import Features, Floats, Integers
from bot.nlu.kernel import Matrix
from bot.nlu.softmax import energy, fit, probabilities

FOLDS = 5
MOST_FOR_ALL_FOLDS = 8000  # examples
NEAR_DUPLICATE = 0.85  # cosine from which on two examples share a fold
COLDEST, HOTTEST, TEMPERATURES = 0.02, 5.0, 120
BINS = 10

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class HeldOut:
    """Logits of examples from a model that did not see them, shape (examples, classes).

    `is_judged` tells which of all examples these are, `folds` which of them were held out together.
    """

    logits: Floats
    classes: Integers
    is_judged: Flags
    folds: Integers

    def share_right(self, among: Integers) -> float:
        """Return the share of the examples of some classes whose own was ranked first."""
        chosen = np.isin(self.classes, among)
        right = self.logits[chosen].argmax(axis=1) == self.classes[chosen]
        return float(right.mean()) if len(right) else 0.0


def held_out(
    messages: Sequence[Features],
    classes: Integers,
    class_count: int,
    known_folds: Integers | None = None,
) -> HeldOut:
    """Train models, each without a fifth of the examples, and judge that fifth with it.

    Every fifth is judged so, but only the first where there are very many examples: it is enough
    to measure with then. The whole vocabulary is kept, but how
    rare a feature is comes from each training part alone, so that what only the held-out part shows
    counts as unknown. `known_folds` has the fold of each example that is to be held out as it was
    elsewhere, and -1 for the others.
    """
    seen = counted(messages)
    # Near-duplicates are alike in their words.
    likeness = seen.without_sense().likeness(np.arange(len(messages)))
    folds = folds_of(likeness, classes) if known_folds is None else filled(known_folds, likeness)
    del likeness  # of very many examples it takes a gigabyte
    judged = range(FOLDS) if len(messages) <= MOST_FOR_ALL_FOLDS else range(1)
    logits = np.zeros((len(messages), class_count), dtype=np.float32)
    for fold in judged:
        inside, outside = np.flatnonzero(folds != fold), np.flatnonzero(folds == fold)
        known, across = _parts(seen.likeness(inside), inside, outside)
        logits[outside] = across @ fit(known, classes[inside], class_count)
    is_judged = np.isin(folds, judged)
    return HeldOut(logits[is_judged], classes[is_judged], is_judged, folds)


def filled(known_folds: Integers, similarity: Matrix) -> Integers:
    """Return a fold for each example; -1 becomes that of its near-duplicate, or the next in turn.

    So two trainings judge the same examples with the same others held out, and what differs comes
    from what was added.
    """
    folds = known_folds.copy()
    for turn, place in enumerate(np.flatnonzero(known_folds < 0)):
        likeness = np.where(folds >= 0, similarity[place], -np.inf)
        nearest = int(likeness.argmax())
        is_near = likeness[nearest] >= NEAR_DUPLICATE
        folds[place] = folds[nearest] if is_near else turn % FOLDS
    return folds


def folds_of(similarity: Matrix, classes: Integers) -> Integers:
    """Return a fold for each example: every class spread evenly, near-duplicates together."""
    members: dict[int, list[int]] = defaultdict(list)
    for index, leader in enumerate(_leaders(similarity)):
        members[leader].append(index)
    load: Counter[tuple[int, int]] = Counter()
    total: Counter[int] = Counter()
    folds = np.zeros(len(classes), dtype=np.int64)
    for group in sorted(members.values(), key=lambda group: (-len(group), group[0])):
        label = int(classes[group[0]])
        best = min(range(FOLDS), key=lambda fold: (load[label, fold], total[fold], fold))
        load[label, best] += len(group)
        total[best] += len(group)
        folds[group] = best
    return folds


def temperature_of(logits: Floats, classes: Integers) -> float:
    """Return the temperature whose probabilities make the true classes likeliest."""
    candidates = np.geomspace(COLDEST, HOTTEST, TEMPERATURES)
    losses = [_surprise(logits / temperature, classes) for temperature in candidates]
    return float(candidates[int(np.argmin(losses))])


def calibration_error(logits: Floats, classes: Integers) -> float:
    """Return the mean gap between confidence and accuracy over ten bins of confidence, 0 to 1."""
    chances = probabilities(logits)
    confidence = chances.max(axis=1)
    is_right = chances.argmax(axis=1) == classes
    bins = bins_of(confidence)
    gaps = [
        abs(float(confidence[bins == place].sum()) - float(is_right[bins == place].sum()))
        for place in range(BINS)
    ]
    return sum(gaps) / max(len(classes), 1)


def bins_of(confidence: Floats) -> Integers:
    """Return the bin of each confidence, from 0 to `BINS` - 1."""
    bins: Integers = np.minimum((confidence * BINS).astype(np.int64), BINS - 1)
    return bins


@dataclass(frozen=True, slots=True)
class Sides:
    """Which intents are what the assistant is for, by their places, and which are not."""

    inside: Integers
    outside: Integers

    def scores(self, logits: Floats) -> Floats:
        """Return how much messages are like what the assistant is for; larger is more.

        `logits` are calibrated ones, intents along the last axis. The score is the energy of the
        intents inside, and half of what it exceeds the energy of those outside by: the first falls
        for messages like nothing in the training data, the second for those like its
        counter-examples.
        """
        inside = energy(logits[..., self.inside])
        if not len(self.outside):
            return inside
        score: Floats = 1.5 * inside - 0.5 * energy(logits[..., self.outside])
        return score


def sides_of(intents: Sequence[str], outside: Collection[str]) -> Sides:
    """Return the sides of intents, given the names of those outside."""
    is_outside = np.array([name in outside for name in intents])
    return Sides(np.flatnonzero(~is_outside), np.flatnonzero(is_outside))


def _parts(similarity: Matrix, inside: Integers, outside: Integers) -> tuple[Matrix, Matrix]:
    """Return how alike the examples inside are to one another, and those outside to them."""
    return similarity[np.ix_(inside, inside)], similarity[np.ix_(outside, inside)]


def _leaders(similarity: Matrix) -> list[int]:
    """Return, for each example, the first one that it is linked to by near-duplicates."""
    leaders = list(range(len(similarity)))
    for right, row in enumerate(similarity):
        for left in np.flatnonzero(row[:right] >= NEAR_DUPLICATE).tolist():
            one, other = _leader(leaders, left), _leader(leaders, right)
            leaders[max(one, other)] = min(one, other)
    return [_leader(leaders, index) for index in range(len(leaders))]


def _leader(leaders: list[int], index: int) -> int:
    while leaders[index] != index:
        index = leaders[index]
    return index


def _surprise(logits: Floats, classes: Integers) -> float:
    return float((energy(logits) - logits[np.arange(len(classes)), classes]).mean())
