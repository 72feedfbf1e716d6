"""The verdict on every cell of the grid for one configuration of signs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from actions.proof.grid import Grid, Truths, reduce_max
from actions.proof.signs import Base, Change
from actions.triage.conditions import (
    AnyOf,
    Aspect,
    Compare,
    FactIs,
    FactUnknown,
    Sign,
    Truth,
    about,
    referenced,
)
from actions.triage.conditions import Truths as Arithmetic
from actions.triage.decision import NOTHING_ELSE, TRIAGE
from actions.triage.findings import Finding
from actions.triage.protocol import Protocol, RuleCase, TriageRule, closure
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
    """Truths of signs that were read before, and the signs that each of them rests on."""

    def __init__(self, protocol: Protocol) -> None:
        names = (*protocol.red_flags, *protocol.findings)
        self.rests_on = {name: closure([name], protocol) for name in names}
        self.truths: dict[tuple[str, str, tuple[Change, ...]], Truths] = {}


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
        rests_on = self.memory.rests_on[sign.id]
        own = tuple(change for change in self.changes if change[0] in rests_on)
        key = (sign.key, self.base, own)
        if key not in self.memory.truths:
            self.memory.truths[key] = sign.read(self.reading)
        return self.memory.truths[key]


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
        self._signs = SignMemory(protocol)
        self._bases: dict[str, Matches] = {}
        self._touching: dict[str, list[int]] = {}
        for position, row in enumerate(self._rows):
            for sign in row.signs:
                self._touching.setdefault(sign, []).append(position)
        self._interned: dict[tuple[int, tuple[int, ...], bytes], _Match] = {}

    def _row(self, rule: TriageRule, case: RuleCase) -> _Row:
        urgency = rule.level.urgency << LOWER_BITS
        return _Row(
            case,
            closure(referenced([case.when]), self._protocol),
            np.uint16(urgency + LARGEST - case.within_hours),
            np.uint16(urgency + LARGEST - self.rules.index(rule)),
        )

    def matches(self, base: Base, changes: Sequence[Change]) -> Matches:
        """Return for each row where it matches, or None where it never does."""
        found = list(self._unchanged(base))
        touched = {place for sign, _ in changes for place in self._touching.get(sign, ())}
        for position in touched:
            row = self._rows[position]
            own = tuple(change for change in changes if change[0] in row.signs)
            found[position] = self._remembered(position, base, own)
        return tuple(found)

    def _unchanged(self, base: Base) -> Matches:
        if base.name not in self._bases:
            rows = range(len(self._rows))
            self._bases[base.name] = tuple(self._remembered(one, base, ()) for one in rows)
        return self._bases[base.name]

    def _remembered(self, position: int, base: Base, own: tuple[Change, ...]) -> _Match | None:
        key = (position, base.name, own)
        if key not in self._memo:
            self._memo[key] = self._read(position, base, own)
        return self._memo[key]

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
        nothing = np.zeros((1,) * len(self._grid.shape), np.uint16)
        # From the smallest array to the largest: most of the work is then done on small ones.
        best = reduce_max([nothing, *sorted(parts, key=lambda part: part.size)])
        decided = np.where(best == NONE, fallback, best)
        return np.broadcast_to(decided, self._grid.shape)

    def _read(self, position: int, base: Base, changes: tuple[Change, ...]) -> _Match | None:
        row = self._rows[position]
        reading = self._reading(base, changes)
        remembered = _Remembered(reading, base.name, changes, self._signs)
        at = np.asarray(row.case.when.read(remembered) == Truth.TRUE)
        if not at.any():
            return None
        key = (position, at.shape, at.tobytes())
        if key not in self._interned:
            self._interned[key] = _Match(row, at, np.where(at, row.by_time, NONE))
        return self._interned[key]

    def _reading(self, base: Base, changes: Sequence[Change]) -> Reading[Truths]:
        return self._grid.reading(_findings(base, changes), self._protocol.red_flags)


def _findings(base: Base, changes: Sequence[Change]) -> dict[str, Finding]:
    findings = {**base.findings, **{sign: state.finding(sign) for sign, state in changes}}
    return {sign: finding for sign, finding in findings.items() if finding is not None}


def fingerprint(matches: Matches) -> Fingerprint:
    """Return a key that is equal when the verdicts are equal in every cell."""
    return tuple(map(id, matches))
