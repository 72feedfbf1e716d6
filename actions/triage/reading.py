"""How findings, red flags and facts answer the conditions, for one patient or for many."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from actions.triage.conditions import (
    Aspect,
    Compare,
    FactIs,
    FactUnknown,
    Sign,
    Truth,
    Truths,
    about,
)
from actions.triage.findings import Finding, Presence
from actions.triage.protocol import RedFlag

T = TypeVar("T")
Fact_co = TypeVar("Fact_co", covariant=True)


class Facts(Protocol[Fact_co]):
    """The facts of one patient or of a grid of patients."""

    def fact_is(self, condition: FactIs) -> Fact_co:
        """Tell whether a fact has one of the values."""

    def compare(self, condition: Compare) -> Fact_co:
        """Tell how a number stands to a threshold."""

    def fact_unknown(self, condition: FactUnknown) -> Fact_co:
        """Tell whether a fact is not known."""


@dataclass(frozen=True, slots=True)
class Reading(Generic[T]):
    """What conditions are read against.

    With `concluded` false the questions are not over: what is unknown may still be answered, so
    "it is unknown" is itself not known yet.
    """

    findings: Mapping[str, Finding]
    red_flags: Mapping[str, RedFlag]
    facts: Facts[T]
    truths: Truths[T]
    concluded: bool = True
    known: dict[str, T] = field(default_factory=dict, compare=False, repr=False)

    def fact_is(self, condition: FactIs) -> T:
        """Tell whether a fact has one of the values."""
        return self.facts.fact_is(condition)

    def compare(self, condition: Compare) -> T:
        """Tell how a number stands to a threshold."""
        return self.facts.compare(condition)

    def fact_unknown(self, condition: FactUnknown) -> T:
        """Tell whether a fact is not known."""
        if not self.concluded:
            return self.truths.constant(Truth.UNKNOWN)
        return self.facts.fact_unknown(condition)

    def presence(self, sign_id: str) -> T:
        """Tell whether a finding or red flag is present."""
        return about(Aspect.PRESENT, sign_id).read(self)

    def sign(self, sign: Sign) -> T:
        """Tell whether an aspect of a finding or red flag holds."""
        match sign.aspect:
            case Aspect.PRESENT:
                return self._present(sign.id)
            case Aspect.ABSENT:
                return self.truths.negate(self.presence(sign.id))
            case Aspect.UNKNOWN if not self.concluded:
                return self.truths.constant(Truth.UNKNOWN)
            case Aspect.UNKNOWN:
                return self.truths.undecided(self.presence(sign.id))
            case Aspect.NEW:
                return self._new(sign.id)
            case Aspect.RECENT:
                return self._recent(sign.id)
            case Aspect.LONGSTANDING:
                # Present and not surely new: what is present is always one or the other.
                surely_new = self.truths.surely(self._new(sign.id))
                return self.truths.lesser(self.presence(sign.id), self.truths.negate(surely_new))

    def _present(self, sign_id: str) -> T:
        finding = self.findings.get(sign_id)
        flag = self.red_flags.get(sign_id)
        own = _presence(finding)
        if own is Truth.TRUE or flag is None:
            return self.truths.constant(own)
        raised = flag.raised_by.read(self)
        return raised if finding is None else self._sure_or_ticked(raised, own)

    def _new(self, sign_id: str) -> T:
        finding = self.findings.get(sign_id)
        is_old = finding is not None and finding.is_new is False
        ticked = Truth.FALSE if is_old else _presence(finding)
        if sign_id not in self.red_flags:
            return self.truths.constant(ticked)
        return self._from_parts(sign_id, ticked, _Dated(self, Aspect.NEW, facts_count=not is_old))

    def _recent(self, sign_id: str) -> T:
        finding = self.findings.get(sign_id)
        ticked = _presence(finding)
        if finding is not None and finding.is_new is not True:
            ticked = Truth.FALSE if finding.is_new is False else min(ticked, Truth.UNKNOWN)
        if sign_id not in self.red_flags:
            return self.truths.constant(ticked)
        return self._from_parts(sign_id, ticked, _Dated(self, Aspect.RECENT, facts_count=False))

    def _from_parts(self, sign_id: str, ticked: Truth, dated: _Dated[T]) -> T:
        raised = self.red_flags[sign_id].raised_by.read(dated)
        return self._sure_or_ticked(raised, ticked) if sign_id in self.findings else raised

    def _sure_or_ticked(self, raised: T, ticked: Truth) -> T:
        # A tick in the list is an answer about the whole item: only a sure sign overrides it.
        return self.truths.greater(self.truths.surely(raised), self.truths.constant(ticked))


@dataclass(frozen=True, slots=True)
class _Dated(Generic[T]):
    """Reads what raises a red flag while asking whether those signs are new, not only present.

    A word such as "both legs" in a slot carries no date: `facts_count` tells whether it may raise
    the flag. Numbers such as the age always do, because they only qualify a sign.
    """

    reading: Reading[T]
    aspect: Aspect
    facts_count: bool
    known: dict[str, T] = field(default_factory=dict)

    @property
    def truths(self) -> Truths[T]:
        return self.reading.truths

    def compare(self, condition: Compare) -> T:
        return condition.read(self.reading)

    def fact_unknown(self, condition: FactUnknown) -> T:
        return condition.read(self.reading)

    def fact_is(self, condition: FactIs) -> T:
        if not self.facts_count:
            return self.reading.truths.constant(Truth.FALSE)
        return condition.read(self.reading)

    def sign(self, sign: Sign) -> T:
        if sign.aspect is not Aspect.PRESENT:
            return sign.read(self.reading)
        return about(self.aspect, sign.id).read(self.reading)


TRUTH_OF = {
    Presence.PRESENT: Truth.TRUE,
    Presence.ABSENT: Truth.FALSE,
    Presence.UNKNOWN: Truth.UNKNOWN,
}


def _presence(finding: Finding | None) -> Truth:
    return Truth.UNKNOWN if finding is None else TRUTH_OF[finding.presence]
