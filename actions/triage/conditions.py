"""The closed little language in which clinical rules say when they apply.

A condition is true, false or unknown (Kleene's three values). The same reading of a condition
serves one patient and a whole grid of patients: what differs is the `Evidence` it is read against,
and with it the `Truths` that are joined.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum
from functools import cache
from typing import Protocol, TypeVar

T = TypeVar("T")


class Truth(IntEnum):
    """Ordered so that `all` is the least and `any` the greatest of its parts."""

    FALSE = 0
    UNKNOWN = 1
    TRUE = 2


class Truths(Protocol[T]):
    """The arithmetic of truths, for one patient or for arrays of them."""

    def every(self, parts: tuple[Condition, ...], evidence: Evidence[T]) -> T:
        """Return the least of the parts, true when there is none."""

    def either(self, parts: tuple[Condition, ...], evidence: Evidence[T]) -> T:
        """Return the greatest of the parts, false when there is none."""

    def lesser(self, one: T, other: T) -> T:
        """Return the less true of two."""

    def greater(self, one: T, other: T) -> T:
        """Return the more true of two."""

    def negate(self, part: T) -> T:
        """Swap true and false."""

    def surely(self, part: T) -> T:
        """Return true where the part is true, else false."""

    def undecided(self, part: T) -> T:
        """Return true where the part is unknown, else false."""

    def constant(self, truth: Truth) -> T:
        """Return one truth as a `T`."""


class Evidence(Protocol[T]):
    """What conditions are read against; `T` is a `Truth`, or an array of them."""

    @property
    def truths(self) -> Truths[T]:
        """Return the arithmetic in which truths are joined."""

    @property
    def known(self) -> dict[str, T]:
        """Return the truths that were worked out before: many rules ask the same."""

    def sign(self, sign: Sign) -> T:
        """Tell whether an aspect of a finding or red flag holds."""

    def fact_is(self, condition: FactIs) -> T:
        """Tell whether a fact has one of the values."""

    def compare(self, condition: Compare) -> T:
        """Tell how a number stands to a threshold."""

    def fact_unknown(self, condition: FactUnknown) -> T:
        """Tell whether a fact is not known."""


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

    def read(self, evidence: Evidence[T]) -> T:
        """Return how true it is in the light of the evidence."""
        return evidence.truths.every(self.parts, evidence)


@dataclass(frozen=True, slots=True)
class AnyOf:
    """True when at least one part is."""

    parts: tuple[Condition, ...]

    def read(self, evidence: Evidence[T]) -> T:
        """Return how true it is in the light of the evidence."""
        return evidence.truths.either(self.parts, evidence)


@dataclass(frozen=True, slots=True)
class Not:
    """True when its part is false."""

    part: Condition

    def read(self, evidence: Evidence[T]) -> T:
        """Return how true it is in the light of the evidence."""
        return evidence.truths.negate(self.part.read(evidence))


@dataclass(frozen=True, slots=True)
class _Once(ABC):
    """A condition that is worked out once, however many rules ask. `key` tells it from others."""

    key: str = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "key", self._key())

    def _key(self) -> str:
        return repr(self)

    def read(self, evidence: Evidence[T]) -> T:
        """Return how true it is in the light of the evidence."""
        truth = evidence.known.get(self.key)
        if truth is None:
            truth = evidence.known[self.key] = self.ask(evidence)
        return truth

    @abstractmethod
    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""


@dataclass(frozen=True, slots=True)
class Meets(_Once):
    """A condition that several rules share, under its name."""

    name: str
    part: Condition

    def _key(self) -> str:
        return f"meets {self.name}"

    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""
        return self.part.read(evidence)


@dataclass(frozen=True, slots=True)
class Sign(_Once):
    """Asks one aspect of a finding or red flag."""

    aspect: Aspect
    id: str

    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""
        return evidence.sign(self)


@dataclass(frozen=True, slots=True)
class FactIs(_Once):
    """True when the fact has one of the values."""

    fact: str
    values: tuple[str, ...]

    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""
        return evidence.fact_is(self)


@dataclass(frozen=True, slots=True)
class Compare(_Once):
    """Compares a number with a threshold, whose name is kept for explanations."""

    fact: str
    relation: Relation
    limit: float
    threshold: str

    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""
        return evidence.compare(self)


@dataclass(frozen=True, slots=True)
class FactUnknown(_Once):
    """True when nothing is known of the fact."""

    fact: str

    def ask(self, evidence: Evidence[T]) -> T:
        """Put the question to the evidence."""
        return evidence.fact_unknown(self)


Leaf = Sign | FactIs | Compare | FactUnknown
Question = Meets | Leaf
Condition = All | AnyOf | Not | Question


@cache
def about(aspect: Aspect, sign_id: str) -> Sign:
    """Return the question about a sign; the same one each time."""
    return Sign(aspect, sign_id)


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


def questions(condition: Condition) -> Iterator[Question]:
    """Yield every part of a condition that is worked out once."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                yield from questions(part)
        case Not(part):
            yield from questions(part)
        case Meets(part=part):
            yield condition
            yield from questions(part)
        case _:
            yield condition
