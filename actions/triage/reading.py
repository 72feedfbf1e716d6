"""How findings, red flags and facts answer the conditions, for one patient or for many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from actions.triage.conditions import (
    Aspect,
    Compare,
    FactIs,
    FactUnknown,
    Sign,
    Truth,
    evaluate,
)
from actions.triage.findings import Finding, Presence
from actions.triage.protocol import RedFlag

T = TypeVar("T")


class Facts(Protocol[T]):
    """The facts of one patient or of a grid of patients, with the arithmetic of their truths."""

    def every(self, parts: Iterable[T]) -> T:
        """Return the least of the parts."""

    def either(self, parts: Iterable[T]) -> T:
        """Return the greatest of the parts."""

    def negate(self, part: T) -> T:
        """Swap true and false."""

    def surely(self, part: T) -> T:
        """Return true where the part is true, else false."""

    def undecided(self, part: T) -> T:
        """Return true where the part is unknown, else false."""

    def constant(self, truth: Truth) -> T:
        """Return one truth as a `T`."""

    def fact_is(self, condition: FactIs) -> T:
        """Tell whether a fact has one of the values."""

    def compare(self, condition: Compare) -> T:
        """Tell how a number stands to a threshold."""

    def fact_unknown(self, condition: FactUnknown) -> T:
        """Tell whether a fact is not known."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """Evidence for `evaluate`.

    With `concluded` false the questions are not over: what is unknown may still be answered, so
    "it is unknown" is itself not known yet.
    """

    findings: Mapping[str, Finding]
    red_flags: Mapping[str, RedFlag]
    facts: Facts[T]
    concluded: bool = True
    # Many rules ask about the same sign: each is worked out once.
    _known: dict[Sign, T] = field(default_factory=dict, compare=False, repr=False)

    def every(self, parts: Iterable[T]) -> T:
        """Return the least of the parts."""
        return self.facts.every(parts)

    def either(self, parts: Iterable[T]) -> T:
        """Return the greatest of the parts."""
        return self.facts.either(parts)

    def negate(self, part: T) -> T:
        """Swap true and false."""
        return self.facts.negate(part)

    def fact_is(self, condition: FactIs) -> T:
        """Tell whether a fact has one of the values."""
        return self.facts.fact_is(condition)

    def compare(self, condition: Compare) -> T:
        """Tell how a number stands to a threshold."""
        return self.facts.compare(condition)

    def fact_unknown(self, condition: FactUnknown) -> T:
        """Tell whether a fact is not known."""
        if not self.concluded:
            return self.facts.constant(Truth.UNKNOWN)
        return self.facts.fact_unknown(condition)

    def sign(self, sign: Sign) -> T:
        """Tell whether an aspect of a finding or red flag holds."""
        known = self._known.get(sign)
        if known is None:
            known = self._known[sign] = self._sign(sign)
        return known

    def _sign(self, sign: Sign) -> T:
        present = self._present(sign.id)
        match sign.aspect:
            case Aspect.PRESENT:
                return present
            case Aspect.ABSENT:
                return self.negate(present)
            case Aspect.UNKNOWN if not self.concluded:
                return self.facts.constant(Truth.UNKNOWN)
            case Aspect.UNKNOWN:
                return self.facts.undecided(present)
            case Aspect.NEW:
                return self._new(sign.id)
            case Aspect.RECENT:
                return self._recent(sign.id)
            case Aspect.LONGSTANDING:
                # Present and not surely new: what is present is always one or the other.
                surely_new = self.facts.surely(self._new(sign.id))
                return self.every((present, self.negate(surely_new)))

    def _present(self, sign_id: str) -> T:
        own = _presence(self.findings.get(sign_id))
        if own is Truth.TRUE or sign_id not in self.red_flags:
            return self.facts.constant(own)
        raised = evaluate(self.red_flags[sign_id].raised_by, self)
        if sign_id not in self.findings:
            return raised
        # A tick in the list is an answer about the whole item: only a sure sign overrides it.
        return self.either((self.facts.surely(raised), self.facts.constant(own)))

    def _new(self, sign_id: str) -> T:
        own = self.findings.get(sign_id)
        is_old = own is not None and own.is_new is False
        ticked = Truth.FALSE if is_old else _presence(own)
        if sign_id not in self.red_flags:
            return self.facts.constant(ticked)
        parts = _Parts(self, Aspect.NEW, facts_count=not is_old)
        return self._from_tick_or_parts(sign_id, ticked, parts)

    def _recent(self, sign_id: str) -> T:
        own = self.findings.get(sign_id)
        ticked = _presence(own)
        if own is not None and own.is_new is not True:
            ticked = Truth.FALSE if own.is_new is False else min(ticked, Truth.UNKNOWN)
        if sign_id not in self.red_flags:
            return self.facts.constant(ticked)
        parts = _Parts(self, Aspect.RECENT, facts_count=False)
        return self._from_tick_or_parts(sign_id, ticked, parts)

    def _from_tick_or_parts(self, sign_id: str, ticked: Truth, parts: _Parts[T]) -> T:
        raised = evaluate(self.red_flags[sign_id].raised_by, parts)
        if sign_id not in self.findings:
            return raised
        return self.either((self.facts.surely(raised), self.facts.constant(ticked)))


@dataclass(frozen=True, slots=True)
class _Parts(Generic[T]):
    """Reads what raises a red flag while asking whether those signs are new, not only present.

    A word such as "both legs" in a slot carries no date: `facts_count` tells whether it may raise
    the flag. Numbers such as the age always do, because they only qualify a sign.
    """

    reading: Reading[T]
    aspect: Aspect
    facts_count: bool

    def every(self, parts: Iterable[T]) -> T:
        return self.reading.every(parts)

    def either(self, parts: Iterable[T]) -> T:
        return self.reading.either(parts)

    def negate(self, part: T) -> T:
        return self.reading.negate(part)

    def compare(self, condition: Compare) -> T:
        return self.reading.compare(condition)

    def fact_unknown(self, condition: FactUnknown) -> T:
        return self.reading.fact_unknown(condition)

    def fact_is(self, condition: FactIs) -> T:
        if not self.facts_count:
            return self.reading.facts.constant(Truth.FALSE)
        return self.reading.fact_is(condition)

    def sign(self, sign: Sign) -> T:
        if sign.aspect is not Aspect.PRESENT:
            return self.reading.sign(sign)
        return self.reading.sign(Sign(self.aspect, sign.id))


def _presence(finding: Finding | None) -> Truth:
    if finding is None:
        return Truth.UNKNOWN
    return {
        Presence.PRESENT: Truth.TRUE,
        Presence.ABSENT: Truth.FALSE,
        Presence.UNKNOWN: Truth.UNKNOWN,
    }[finding.presence]
