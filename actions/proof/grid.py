"""All facts at once: one cell for each combination of the classes that the rules distinguish."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from actions.triage.conditions import (
    Compare,
    Condition,
    Evidence,
    FactIs,
    FactUnknown,
    Sign,
    Truth,
    leaves,
)
from actions.triage.findings import Finding
from actions.triage.patient import PatientFacts
from actions.triage.protocol import FactKind, RedFlag
from actions.triage.reading import Reading

Truths = NDArray[np.int8]
FactLeaf = FactIs | Compare | FactUnknown
# Any step below a threshold will do, because rules see only the side on which a number stands.
FINE_STEP = 0.5


class GridTruths:
    """Three-valued logic over arrays; a truth that holds in all cells is one constant object."""

    def __init__(self) -> None:
        self._constants = {truth: np.array(truth, dtype=np.int8) for truth in Truth}

    def every(self, parts: Sequence[Condition], evidence: Evidence[Truths]) -> Truths:
        """Return the least of the parts."""
        return self._fold((part.read(evidence) for part in parts), np.minimum, Truth.TRUE)

    def either(self, parts: Sequence[Condition], evidence: Evidence[Truths]) -> Truths:
        """Return the greatest of the parts."""
        return self._fold((part.read(evidence) for part in parts), np.maximum, Truth.FALSE)

    def lesser(self, one: Truths, other: Truths) -> Truths:
        """Return the less true of two, cell by cell."""
        return self._fold((one, other), np.minimum, Truth.TRUE)

    def greater(self, one: Truths, other: Truths) -> Truths:
        """Return the more true of two, cell by cell."""
        return self._fold((one, other), np.maximum, Truth.FALSE)

    def _fold(self, parts: Iterable[Truths], join: np.ufunc, neutral: Truth) -> Truths:
        start = result = self._constants[neutral]
        settled = self.negate(start)
        for part in parts:
            if part is settled:
                return settled
            if part is not start:
                result = part if result is start else join(result, part)
        return result

    def negate(self, part: Truths) -> Truths:
        """Swap true and false."""
        if part.ndim == 0:
            return self.constant(Truth(Truth.TRUE - int(part)))
        return np.asarray(Truth.TRUE - part, dtype=np.int8)

    def surely(self, part: Truths) -> Truths:
        """Return true where the part is true, else false."""
        return self._where(part, Truth.TRUE)

    def undecided(self, part: Truths) -> Truths:
        """Return true where the part is unknown, else false."""
        return self._where(part, Truth.UNKNOWN)

    def _where(self, part: Truths, truth: Truth) -> Truths:
        if part.ndim == 0:
            return self.constant(Truth.TRUE if int(part) == truth else Truth.FALSE)
        return np.where(part == truth, np.int8(Truth.TRUE), np.int8(Truth.FALSE))

    def constant(self, truth: Truth) -> Truths:
        """Return one truth for all cells."""
        return self._constants[truth]


@dataclass(frozen=True, slots=True)
class Axis:
    """One fact and one value for each class that the rules tell apart; None stands for unknown."""

    fact: str
    values: tuple[Any, ...]


class Grid:
    """The facts of every cell, with truths as arrays that broadcast over the cells."""

    def __init__(self, kinds: Mapping[str, FactKind], conditions: Iterable[Condition]) -> None:
        self._kinds = kinds
        leaves_by_fact: dict[str, list[FactLeaf]] = {}
        for leaf in _fact_leaves(conditions):
            leaves_by_fact.setdefault(leaf.fact, []).append(leaf)
        self.axes = tuple(
            Axis(fact, tuple(_classes(kinds[fact], leaves_by_fact[fact])))
            for fact in kinds
            if fact in leaves_by_fact
        )
        self.factored_out = tuple(fact for fact in kinds if fact not in leaves_by_fact)
        self.shape = tuple(len(axis.values) for axis in self.axes)
        self._truths = GridTruths()
        self._known: dict[FactLeaf, Truths] = {}

    @property
    def cells(self) -> int:
        """Return the number of combinations of facts."""
        return math.prod(self.shape)

    def axis_of(self, fact: str) -> int:
        """Return the position of a fact among the axes."""
        return [axis.fact for axis in self.axes].index(fact)

    def facts_of(self, cell: Sequence[int]) -> dict[str, Any]:
        """Return the facts of one cell, leaving out what is unknown."""
        pairs = zip(self.axes, cell, strict=True)
        found = {axis.fact: axis.values[position] for axis, position in pairs}
        return {fact: value for fact, value in found.items() if value is not None}

    def reading(
        self, findings: Mapping[str, Finding], red_flags: Mapping[str, RedFlag]
    ) -> Reading[Truths]:
        """Return the evidence of all cells, with the same findings in each."""
        return Reading(findings, red_flags, self, self._truths)

    def fact_is(self, condition: FactIs) -> Truths:
        """Tell whether a fact has one of the values, cell by cell."""
        return self._along(condition)

    def compare(self, condition: Compare) -> Truths:
        """Tell how a number stands to a threshold, cell by cell."""
        return self._along(condition)

    def fact_unknown(self, condition: FactUnknown) -> Truths:
        """Tell whether a fact is not known, cell by cell."""
        return self._along(condition)

    def _along(self, leaf: FactLeaf) -> Truths:
        if leaf not in self._known:
            position = self.axis_of(leaf.fact)
            values = self.axes[position].values
            truths = [_truth(leaf, value, self._kinds) for value in values]
            shape = [1] * len(self.axes)
            shape[position] = len(values)
            self._known[leaf] = np.array(truths, dtype=np.int8).reshape(shape)
        return self._known[leaf]


def _fact_leaves(conditions: Iterable[Condition]) -> Iterator[FactLeaf]:
    for condition in conditions:
        for leaf, _ in leaves(condition):
            if not isinstance(leaf, Sign):
                yield leaf


def _truth(leaf: FactLeaf, value: Any, kinds: Mapping[str, FactKind]) -> Truth:
    patient = PatientFacts({leaf.fact: value}, kinds)
    match leaf:
        case FactIs():
            return patient.fact_is(leaf)
        case Compare():
            return patient.compare(leaf)
        case FactUnknown():
            return patient.fact_unknown(leaf)


def _classes(kind: FactKind, found: Sequence[FactLeaf]) -> Iterator[Any]:
    """Yield the first value of each class, ascending, and None at the end."""
    seen = set()
    for value in _candidates(kind, found):
        signature = tuple(_truth(leaf, value, {kind.id: kind}) for leaf in found)
        if signature not in seen:
            seen.add(signature)
            yield value
    yield None


def _candidates(kind: FactKind, found: Sequence[FactLeaf]) -> Sequence[Any]:
    if not kind.is_number:
        return tuple(kind.values)
    step = 1 if kind.whole else FINE_STEP
    limits = {leaf.limit for leaf in found if isinstance(leaf, Compare)}
    near = {limit + shift for limit in limits for shift in (-step, 0, step)}
    inside = {value for value in near if kind.at_least <= value <= kind.at_most}
    return sorted(inside | {kind.at_least, kind.at_most})
