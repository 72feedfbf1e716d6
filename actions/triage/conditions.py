"""The closed little language in which clinical rules say when they apply.

A condition is true, false or unknown (Kleene's three values). The same reading of a condition
serves one patient and a whole grid of patients: what differs is the `Evidence` it is read against.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from typing import Protocol, TypeVar

T = TypeVar("T")


class Truth(IntEnum):
    """Ordered so that `all` is the least and `any` the greatest of its parts."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class Aspect(StrEnum):
    """What a condition asks about a finding or a red flag."""

    PRESENT = "present"
    ABSENT = "absent"
    NEW = "new"
    RECENT = "recent"
    LONGSTANDING = "longstanding"
    UNKNOWN = "unknown"


class Relation(StrEnum):
    """How a number is compared with a threshold."""

    AT_LEAST = "at_least"
    LESS_THAN = "less_than"
    MORE_THAN = "more_than"


@dataclass(frozen=True, slots=True)
class All:
    """True when every part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: Condition


@dataclass(frozen=True, slots=True)
class Meets:
    """A condition that several rules share, under its name."""

    name: str
    part: Condition


@dataclass(frozen=True, slots=True)
class Sign:
    """Asks one aspect of a finding or red flag."""

    aspect: Aspect
    id: str


@dataclass(frozen=True, slots=True)
class FactIs:
    """True when the fact has one of the values."""

    fact: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Compare:
    """Compares a number with a threshold, whose name is kept for explanations."""

    fact: str
    relation: Relation
    limit: float
    threshold: str


@dataclass(frozen=True, slots=True)
class FactUnknown:
    """True when nothing is known of the fact."""

    fact: str


Leaf = Sign | FactIs | Compare | FactUnknown
Condition = All | AnyOf | Not | Meets | Leaf


class Evidence(Protocol[T]):
    """What conditions are read against; `T` is a `Truth`, or an array of them."""

    def every(self, parts: Iterable[T]) -> T:
        """Return the least of the parts, true when there is none."""

    def either(self, parts: Iterable[T]) -> T:
        """Return the greatest of the parts, false when there is none."""

    def negate(self, part: T) -> T:
        """Swap true and false."""

    def sign(self, sign: Sign) -> T:
        """Tell whether an aspect of a finding or red flag holds."""

    def fact_is(self, condition: FactIs) -> T:
        """Tell whether a fact has one of the values."""

    def compare(self, condition: Compare) -> T:
        """Tell how a number stands to a threshold."""

    def fact_unknown(self, condition: FactUnknown) -> T:
        """Tell whether a fact is not known."""


def evaluate(condition: Condition, evidence: Evidence[T]) -> T:
    """Return how true a condition is in the light of the evidence."""
    match condition:
        case All(parts):
            return evidence.every(evaluate(part, evidence) for part in parts)
        case AnyOf(parts):
            return evidence.either(evaluate(part, evidence) for part in parts)
        case Not(part):
            return evidence.negate(evaluate(part, evidence))
        case Meets(part=part):
            return evaluate(part, evidence)
        case _:
            return _evaluate_leaf(condition, evidence)


def _evaluate_leaf(leaf: Leaf, evidence: Evidence[T]) -> T:
    match leaf:
        case Sign():
            return evidence.sign(leaf)
        case FactIs():
            return evidence.fact_is(leaf)
        case Compare():
            return evidence.compare(leaf)
        case FactUnknown():
            return evidence.fact_unknown(leaf)


def leaves(condition: Condition, *, negated: bool = False) -> Iterator[tuple[Leaf, bool]]:
    """Yield every leaf of a condition and whether an odd number of `not` stands above it."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from leaves(part, negated=negated)
        case Not(part):
            yield from leaves(part, negated=not negated)
        case Meets(part=part):
            yield from leaves(part, negated=negated)
        case _:
            yield condition, negated


def referenced(conditions: Iterable[Condition]) -> set[str]:
    """Return the ids of all signs that conditions speak of."""
    found = (leaf for condition in conditions for leaf, _ in leaves(condition))
    return {leaf.id for leaf in found if isinstance(leaf, Sign)}
