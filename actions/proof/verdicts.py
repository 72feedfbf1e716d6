"""The verdict on every cell of the grid for one configuration of signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

import numpy as np
from numpy.typing import NDArray

from actions.proof.grid import Grid, Truths
from actions.proof.signs import Base, Change
from actions.triage.closure import closure
from actions.triage.conditions import (
    AnyOf,
    Aspect,
    Compare,
    FactIs,
    FactUnknown,
    Sign,
    Truth,
    about,
    leaves,
    referenced,
)
from actions.triage.conditions import Truths as Arithmetic
from actions.triage.decision import NOTHING_ELSE, TRIAGE
from actions.triage.findings import Finding
from actions.triage.protocol import Protocol, RuleCase, TriageRule
from actions.triage.reading import Reading

Verdict = NDArray[np.uint16]
# A verdict is one number: the urgency in the upper bits, what breaks ties in the lower ones.
LOWER_BITS = 10
LARGEST = (1 << LOWER_BITS) - 1
NONE = np.uint16(0)


@dataclass(frozen=True, slots=True)
class _Row:
    """One case of the decision table, with the signs that can change it and what it says."""

    case: RuleCase
    signs: frozenset[str]
    asks: tuple[Sign, ...]
    by_time: np.uint16
    by_rule: np.uint16


@dataclass(frozen=True, slots=True)
class _Match:
    """Where one row matches. Equal truths are one object, so that `id` tells them apart."""

    row: _Row
    at: NDArray[np.bool_]
    by_time: Verdict


Matches = tuple[_Match | None, ...]
Fingerprint = tuple[int, ...]


class SignMemory:
    """Truths of signs that were read before, and the signs that each of them rests on.

    Equal truths are one object, so that `id` tells them apart.
    """

    def __init__(self, protocol: Protocol) -> None:
        names = (*protocol.red_flags, *protocol.findings)
        self.rests_on = {name: closure([name], protocol) for name in names}
        self._truths: dict[tuple[str, str, tuple[Change, ...]], Truths] = {}
        self._interned: dict[tuple[tuple[int, ...], bytes], Truths] = {}

    def truth(
        self, sign: Sign, base: str, changes: tuple[Change, ...], reading: Reading[Truths]
    ) -> Truths:
        """Return the truth of a sign, read only when none of its own changes was met before."""
        rests_on = self.rests_on[sign.id]
        own = tuple([change for change in changes if change[0] in rests_on])
        key = (sign.key, base, own)
        truth = self._truths.get(key)
        if truth is None:
            read = sign.read(reading)
            truth = self._interned.setdefault((read.shape, read.tobytes()), read)
            self._truths[key] = truth
        return truth


@dataclass(frozen=True, slots=True)
class _Remembered:
    """Evidence that reads each sign once for the changes that matter to it."""

    reading: Reading[Truths]
    base: str
    changes: tuple[Change, ...]
    memory: SignMemory
    known: dict[str, Truths] = field(default_factory=dict)

    @property
    def truths(self) -> Arithmetic[Truths]:
        return self.reading.truths

    def fact_is(self, condition: FactIs) -> Truths:
        return self.reading.fact_is(condition)

    def compare(self, condition: Compare) -> Truths:
        return self.reading.compare(condition)

    def fact_unknown(self, condition: FactUnknown) -> Truths:
        return self.reading.fact_unknown(condition)

    def sign(self, sign: Sign) -> Truths:
        return self.memory.truth(sign, self.base, self.changes, self.reading)


class Verdicts:
    """Reads rules over the whole grid; a case is read again only when its own signs change."""

    def __init__(self, protocol: Protocol, grid: Grid) -> None:
        self._protocol = protocol
        self._grid = grid
        self.rules = tuple(sorted(protocol.rules, key=lambda rule: rule.id))
        pairs = [(rule, case) for rule in protocol.rules for case in rule.cases]
        self._rows = [self._row(rule, case) for rule, case in pairs if rule.decided_by == TRIAGE]
        self._fallback = next(
            self._row(rule, case) for rule, case in pairs if rule.decided_by == NOTHING_ELSE
        )
        self._memo: dict[tuple[int, str, tuple[Change, ...]], _Match | None] = {}
        self._read_before: dict[tuple[int, tuple[int, ...]], _Match | None] = {}
        self._signs = SignMemory(protocol)
        self._bases: dict[str, Matches] = {}
        self._touching: dict[str, list[int]] = {}
        for position, row in enumerate(self._rows):
            for sign in row.signs:
                self._touching.setdefault(sign, []).append(position)
        self._interned: dict[tuple[int, tuple[int, ...], bytes], _Match] = {}

    def _row(self, rule: TriageRule, case: RuleCase) -> _Row:
        urgency = rule.level.urgency << LOWER_BITS
        asks = {leaf for leaf, _ in leaves(case.when) if isinstance(leaf, Sign)}
        return _Row(
            case,
            closure(referenced([case.when]), self._protocol),
            tuple(sorted(asks, key=lambda sign: sign.key)),
            np.uint16(urgency + LARGEST - case.within_hours),
            np.uint16(urgency + LARGEST - self.rules.index(rule)),
        )

    def matches(self, base: Base, changes: Sequence[Change]) -> Matches:
        """Return for each row where it matches, or None where it never does."""
        found = list(self._unchanged(base))
        # To say once more what the base says changes nothing.
        changed = tuple([one for one in changes if base.findings.get(one[0]) != _finding_of(one)])
        touched = {place for sign, _ in changed for place in self._touching.get(sign, ())}
        evidence: _Remembered | None = None
        for position in touched:
            signs = self._rows[position].signs
            key = (position, base.name, tuple([one for one in changed if one[0] in signs]))
            if key not in self._memo:
                evidence = evidence or self._evidence(base, changed)
                self._memo[key] = self._read(position, evidence)
            found[position] = self._memo[key]
        return tuple(found)

    def _unchanged(self, base: Base) -> Matches:
        if base.name not in self._bases:
            evidence = self._evidence(base, ())
            rows = range(len(self._rows))
            self._bases[base.name] = tuple([self._read(one, evidence) for one in rows])
        return self._bases[base.name]

    def _evidence(self, base: Base, changes: tuple[Change, ...]) -> _Remembered:
        return _Remembered(self._reading(base, changes), base.name, changes, self._signs)

    def urgency(self, matches: Matches) -> Verdict:
        """Return per cell the urgency and, within it, how soon: greater is more urgent."""
        return self._greatest([match.by_time for match in matches if match], self._fallback.by_time)

    def deciding(self, matches: Matches) -> Verdict:
        """Return per cell the position in `rules` of the rule that decides."""
        parts = [np.where(match.at, match.row.by_rule, NONE) for match in matches if match]
        found = self._greatest(parts, self._fallback.by_rule)
        return np.asarray(LARGEST - (found & LARGEST), dtype=np.uint16)

    def denied(self, base: Base, changes: Sequence[Change], sign: str) -> NDArray[np.bool_]:
        """Tell per cell whether the red flags that rest on a sign are all surely absent."""
        reading = self._reading(base, changes)
        flags = [one for one in self._protocol.red_flags if sign in self._signs.rests_on[one]]
        any_of_them = AnyOf(tuple(about(Aspect.PRESENT, flag) for flag in flags))
        return np.asarray(any_of_them.read(reading) == Truth.FALSE)

    def _greatest(self, parts: list[Verdict], fallback: np.uint16) -> Verdict:
        best = np.zeros(self._grid.shape, np.uint16)
        for part in parts:
            np.maximum(best, part, out=best)
        best[best == NONE] = fallback
        return best

    def _read(self, position: int, evidence: _Remembered) -> _Match | None:
        """Return where a row matches; what its signs say decides, and most say the same again."""
        row = self._rows[position]
        key = (position, tuple([id(sign.read(evidence)) for sign in row.asks]))
        if key not in self._read_before:
            self._read_before[key] = self._worked_out(position, evidence)
        return self._read_before[key]

    def _worked_out(self, position: int, evidence: _Remembered) -> _Match | None:
        row = self._rows[position]
        at = np.asarray(row.case.when.read(evidence) == Truth.TRUE)
        if not at.any():
            return None
        key = (position, at.shape, at.tobytes())
        if key not in self._interned:
            # Laid out whole: what compares two of them is many times as fast.
            whole = np.ascontiguousarray(np.broadcast_to(at, self._grid.shape))
            self._interned[key] = _Match(row, whole, np.where(whole, row.by_time, NONE))
        return self._interned[key]

    def _reading(self, base: Base, changes: Sequence[Change]) -> Reading[Truths]:
        return self._grid.reading(_findings(base, changes), self._protocol.red_flags)


@cache
def _finding_of(change: Change) -> Finding | None:
    """Return the finding of a sign in a state; a sign not mentioned has none."""
    sign, state = change
    return state.finding(sign)


def _findings(base: Base, changes: Sequence[Change]) -> dict[str, Finding]:
    findings = {**base.findings, **{change[0]: _finding_of(change) for change in changes}}
    return {sign: finding for sign, finding in findings.items() if finding is not None}


def fingerprint(matches: Matches) -> Fingerprint:
    """Return a key that is equal when the verdicts are equal in every cell."""
    return tuple(map(id, matches))
