"""The facts of one patient, read against conditions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from actions.triage.conditions import (
    Compare,
    Condition,
    Evidence,
    FactIs,
    FactUnknown,
    Relation,
    Truth,
)
from actions.triage.protocol import FactKind


class PatientTruths:
    """Three-valued logic, one truth at a time. It stops at the part that settles the outcome."""

    def every(self, parts: tuple[Condition, ...], evidence: Evidence[Truth]) -> Truth:
        """Return the least of the parts, true when there is none."""
        least = Truth.TRUE
        for part in parts:
            truth = part.read(evidence)
            if truth is Truth.FALSE:
                return truth
            if truth is Truth.UNKNOWN:
                least = truth
        return least

    def either(self, parts: tuple[Condition, ...], evidence: Evidence[Truth]) -> Truth:
        """Return the greatest of the parts, false when there is none."""
        greatest = Truth.FALSE
        for part in parts:
            truth = part.read(evidence)
            if truth is Truth.TRUE:
                return truth
            if truth is Truth.UNKNOWN:
                greatest = truth
        return greatest

    def lesser(self, one: Truth, other: Truth) -> Truth:
        """Return the less true of two."""
        return one if one <= other else other

    def greater(self, one: Truth, other: Truth) -> Truth:
        """Return the more true of two."""
        return one if one >= other else other

    def negate(self, part: Truth) -> Truth:
        """Swap true and false."""
        return _OPPOSITE[part]

    def surely(self, part: Truth) -> Truth:
        """Return true when the part is true, else false."""
        return Truth.TRUE if part is Truth.TRUE else Truth.FALSE

    def undecided(self, part: Truth) -> Truth:
        """Return true when the part is unknown, else false."""
        return Truth.TRUE if part is Truth.UNKNOWN else Truth.FALSE

    def constant(self, truth: Truth) -> Truth:
        """Return the truth itself."""
        return truth


_OPPOSITE = (Truth.TRUE, Truth.UNKNOWN, Truth.FALSE)
PATIENT_TRUTHS = PatientTruths()


@dataclass(frozen=True, slots=True)
class PatientFacts:
    """The slots of one patient; numbers that count whole units are rounded up."""

    values: Mapping[str, Any]
    kinds: Mapping[str, FactKind]

    def fact_is(self, condition: FactIs) -> Truth:
        """Tell whether a fact has one of the values."""
        value = self.values.get(condition.fact)
        if value is None:
            return Truth.UNKNOWN
        return Truth.TRUE if value in condition.values else Truth.FALSE

    def compare(self, condition: Compare) -> Truth:
        """Tell how a number stands to a threshold."""
        value = self.values.get(condition.fact)
        if value is None:
            return Truth.UNKNOWN
        number = math.ceil(value) if self.kinds[condition.fact].whole else value
        return Truth.TRUE if stands(number, condition) else Truth.FALSE

    def fact_unknown(self, condition: FactUnknown) -> Truth:
        """Tell whether a fact is not known."""
        return Truth.TRUE if self.values.get(condition.fact) is None else Truth.FALSE


def stands(number: float, condition: Compare) -> bool:
    """Tell whether a number is on the side of the threshold that the condition asks for."""
    match condition.relation:
        case Relation.AT_LEAST:
            return number >= condition.limit
        case Relation.LESS_THAN:
            return number < condition.limit
        case Relation.MORE_THAN:
            return number > condition.limit


def usable_fact(kind: FactKind | None, value: Any) -> Any:
    """Return a slot's value as triage reads it, days rounded up, or None when it cannot be."""
    if kind is None or value is None:
        return None
    if not kind.is_number:
        return value if value in kind.values else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    number = math.ceil(value) if kind.whole else value
    return number if kind.at_least <= number <= kind.at_most else None
