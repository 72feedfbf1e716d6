"""Softmax regression in the dual: from a kernel over the examples to one coefficient each.

The weights of a linear classifier are sums of its examples, so it is enough to know how alike the
examples are. L-BFGS starts from zero and takes no random numbers: equal data, equal model.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.nlu.features import Floats, Integers, Row
from bot.nlu.kernel import Matrix

COST = 50.0
LABEL_SMOOTHING = 0.1
MOST_STEPS = 60
REMEMBERED_STEPS = 8
ENOUGH_DECREASE = 1e-4
SMALL_GRADIENT = 1e-4  # relative to the first one
HALVINGS = 12


def fit(similarity: Matrix, classes: Integers, class_count: int) -> Matrix:
    """Return coefficients of shape (examples, classes); logits are `similarity @ coefficients`."""
    return _Problem(similarity, _targets(classes, class_count)).solve()


def fold(rows: Sequence[Row], coefficients: Matrix, width: int) -> Matrix:
    """Return weights of shape (features, classes) from coefficients over the examples."""
    weights = np.zeros((width, coefficients.shape[1]), dtype=np.float32)
    for row, coefficient in zip(rows, coefficients, strict=True):
        weights[row.columns] += np.outer(row.weights, coefficient)
    return weights


def probabilities(logits: Floats) -> Floats:
    """Return the softmax over the last axis."""
    shifted = np.exp(logits - logits.max(axis=-1, keepdims=True))
    result: Floats = shifted / shifted.sum(axis=-1, keepdims=True)
    return result


def energy(logits: Floats) -> Floats:
    """Return the logarithm of the summed exponentials over the last axis."""
    highest = logits.max(axis=-1, keepdims=True)
    result: Floats = np.log(np.exp(logits - highest).sum(axis=-1)) + highest[..., 0]
    return result


@dataclass(frozen=True, slots=True)
class _Move:
    """One past step: how the point and the gradient changed, and both under the kernel."""

    point: Matrix
    point_image: Matrix
    gradient: Matrix
    gradient_image: Matrix
    curvature: float


@dataclass(frozen=True, slots=True)
class _Problem:
    """Loss: cost times the summed cross-entropy, plus half the squared weights.

    All inner products are those of the weights: of coefficients a and b it is a . K b. The image
    of a point under the kernel K is its logits.
    """

    similarity: Matrix
    targets: Matrix

    def solve(self) -> Matrix:
        point = logits = np.zeros_like(self.targets)
        gradient, image = self._gradient(point, logits)
        enough = SMALL_GRADIENT**2 * float(np.vdot(gradient, image))
        memory: deque[_Move] = deque(maxlen=REMEMBERED_STEPS)
        for _ in range(MOST_STEPS):
            step, step_image = _direction(gradient, image, memory)
            length = self._search((point, logits), (step, step_image), float(np.vdot(step, image)))
            if length == 0.0:
                break
            point, logits = point + length * step, logits + length * step_image
            change, change_image = -gradient, -image
            gradient, image = self._gradient(point, logits)
            if float(np.vdot(gradient, image)) < enough:
                break
            change, change_image = change + gradient, change_image + image
            curvature = length * float(np.vdot(step_image, change))
            memory.append(
                _Move(length * step, length * step_image, change, change_image, curvature)
            )
        return point

    def _gradient(self, point: Matrix, logits: Matrix) -> tuple[Matrix, Matrix]:
        gradient = np.float32(COST) * (probabilities(logits) - self.targets) + point
        return gradient, self.similarity @ gradient

    def _loss(self, point: Matrix, logits: Matrix) -> float:
        entropy = float(energy(logits).sum()) - float(np.vdot(self.targets, logits))
        return COST * entropy + 0.5 * float(np.vdot(point, logits))

    def _search(
        self, start: tuple[Matrix, Matrix], step: tuple[Matrix, Matrix], slope: float
    ) -> float:
        """Return a step length that decreases the loss, 0 when there is none."""
        loss, length = self._loss(*start), 1.0
        for _ in range(HALVINGS):
            tried = self._loss(start[0] + length * step[0], start[1] + length * step[1])
            if tried <= loss + ENOUGH_DECREASE * length * slope:
                return length
            length *= 0.5
        return 0.0


def _direction(gradient: Matrix, image: Matrix, memory: deque[_Move]) -> tuple[Matrix, Matrix]:
    """Return the next direction of L-BFGS and its image under the kernel."""
    step, step_image = -gradient, -image
    shares: list[float] = []
    for move in reversed(memory):
        share = float(np.vdot(move.point_image, step)) / move.curvature
        step, step_image = step - share * move.gradient, step_image - share * move.gradient_image
        shares.append(share)
    scale = 1.0 / COST
    if memory:
        last = memory[-1]
        scale = last.curvature / float(np.vdot(last.gradient, last.gradient_image))
    step, step_image = scale * step, scale * step_image
    for move, share in zip(memory, reversed(shares), strict=True):
        rest = share - float(np.vdot(move.gradient_image, step)) / move.curvature
        step, step_image = step + rest * move.point, step_image + rest * move.point_image
    return step, step_image


def _targets(classes: Integers, class_count: int) -> Matrix:
    targets = np.full((len(classes), class_count), LABEL_SMOOTHING / class_count, dtype=np.float32)
    targets[np.arange(len(classes)), classes] += np.float32(1.0 - LABEL_SMOOTHING)
    return targets
