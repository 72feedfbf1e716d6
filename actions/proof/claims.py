"""What is claimed of the decision table, and the search for anything that breaks a claim."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from actions.proof.grid import Grid
from actions.proof.signs import Base, Change, Signs, State
from actions.proof.verdicts import LOWER_BITS, Fingerprint, Matches, Verdict, Verdicts, fingerprint
from actions.triage.protocol import Disposition

SHOWN = 5
KEPT_VERDICTS = 400


class Claim(Enum):
    """One promise about the decision table, in the words of the report."""

    COMPLETE = "every combination gets exactly one disposition"
    ADDING = "one more present sign never lowers the urgency"
    PRESENT = "a present sign is never calmer than the same sign denied"
    OLD = "a sign of long standing is never calmer than the sign and its red flag denied"
    UNKNOWN = "an unknown sign is never calmer than the same sign denied"
    LONGER = "longer pain is never calmer"
    STRONGER = "stronger pain is never calmer"
    MEASURED = "unknown duration or severity never leads below the clinic"


@dataclass(frozen=True, slots=True)
class Counterexample:
    """A person for whom a claim fails, in plain words."""

    claim: Claim
    words: str


@dataclass(slots=True)
class Findings:
    """What the search has seen so far."""

    configurations: int = 0
    comparisons: int = 0
    broken: dict[Claim, int] = field(default_factory=dict)
    examples: list[Counterexample] = field(default_factory=list)

    def add(self, claim: Claim, cells: int, words: str) -> None:
        """Note cells in which a claim fails; only the first few are put in words."""
        before = self.broken.get(claim, 0)
        self.broken[claim] = before + cells
        if sum(example.claim is claim for example in self.examples) < SHOWN:
            self.examples.append(Counterexample(claim, words))


@dataclass(frozen=True, slots=True)
class Seen:
    """One configuration of signs with where the rules match; `key` stands for all that match so."""

    base: Base
    changes: tuple[Change, ...]
    matches: Matches
    key: int


class Search:
    """Goes through every configuration of signs over every cell of facts."""

    def __init__(self, grid: Grid, signs: Signs, verdicts: Verdicts) -> None:
        self._grid = grid
        self._signs = signs
        self._verdicts = verdicts
        self.findings = Findings()
        self._kept: dict[int, Verdict] = {}
        self._keys: dict[Fingerprint, int] = {}
        self._compared: set[tuple[Claim, int, int]] = set()

    def run(self, people: Sequence[Base], only: frozenset[str] | None = None) -> Findings:
        """Search signs alone, in pairs, and in the sets that rules ask for together.

        `only` keeps the search to some signs; then nothing is proved of the others.
        """
        classes = (group[0] for group in self._signs.classes)
        representatives = [sign for sign in classes if only is None or sign in only]
        for base in people[:2]:
            for one, other in combinations(self._with_twins(representatives), 2):
                self._pair(base, one, other)
            for together in self._signs.combinations():
                if only is None or together <= only:
                    self._combination(base, sorted(together))
        for sign in representatives:
            self._vary(people[2], sign, ())
        return self.findings

    def _with_twins(self, representatives: Sequence[str]) -> list[str]:
        """Return one sign of each class, and a second one so that pairs within a class count."""
        groups = [group for group in self._signs.classes if group[0] in representatives]
        return [*representatives, *(group[1] for group in groups if len(group) > 1)]

    def _pair(self, base: Base, one: str, other: str) -> None:
        table = {
            (first, second): self._see(base, ((one, first), (other, second)))
            for first in self._signs.states(one)
            for second in self._signs.states(other)
        }
        for second in self._signs.states(other):
            self._order({first: table[first, second] for first in self._signs.states(one)}, one)
        for first in self._signs.states(one):
            self._order(
                {second: table[first, second] for second in self._signs.states(other)}, other
            )

    def _combination(self, base: Base, together: Sequence[str]) -> None:
        for sign in together:
            rest = tuple((one, State.PRESENT) for one in together if one != sign)
            self._vary(base, sign, rest)

    def _vary(self, base: Base, sign: str, rest: tuple[Change, ...]) -> None:
        states = self._signs.states(sign)
        self._order({state: self._see(base, (*rest, (sign, state))) for state in states}, sign)

    def _see(self, base: Base, changes: tuple[Change, ...]) -> Seen:
        matches = self._verdicts.matches(base, changes)
        known = len(self._keys)
        seen = Seen(base, changes, matches, self._keys.setdefault(fingerprint(matches), known))
        self.findings.configurations += 1
        if seen.key == known:
            self._check_cells(seen)
        return seen

    def _order(self, by_state: Mapping[State, Seen], sign: str) -> None:
        """Compare the states of one sign while everything else stays as it is."""
        for claim, lower, upper in EXPECTED:
            if lower in by_state and upper in by_state:
                self._compare(claim, sign, by_state[lower], by_state[upper])

    def _compare(self, claim: Claim, sign: str, lower: Seen, upper: Seen) -> None:
        self.findings.comparisons += 1
        if lower.key == upper.key:
            return
        key = (claim, lower.key, upper.key)
        if key in self._compared:
            return
        if claim is not Claim.OLD:
            self._compared.add(key)
        calmer = self._verdict(upper) < self._verdict(lower)
        if claim is Claim.OLD:
            calmer = calmer & self._verdicts.denied(lower.base, lower.changes, sign)
        if calmer.any():
            cell = _first(calmer)
            words = f"{self._person(upper, cell)} is calmer than {self._person(lower, cell)}"
            self.findings.add(claim, int(calmer.sum()), words)

    def _verdict(self, seen: Seen) -> Verdict:
        if seen.key not in self._kept:
            if len(self._kept) >= KEPT_VERDICTS:
                self._kept.pop(next(iter(self._kept)))
            self._kept[seen.key] = self._verdicts.urgency(seen.matches)
        return self._kept[seen.key]

    def _check_cells(self, seen: Seen) -> None:
        verdict = self._verdict(seen)
        if not verdict.all():
            words = self._person(seen, _first(verdict == 0))
            self.findings.add(Claim.COMPLETE, int((verdict == 0).sum()), words)
        self._along(Claim.LONGER, "pain_duration", seen)
        self._along(Claim.STRONGER, "pain_severity", seen)
        for fact in ("pain_duration", "pain_severity"):
            self._unknown_fact(fact, seen)

    def _along(self, claim: Claim, fact: str, seen: Seen) -> None:
        axis = self._grid.axis_of(fact)
        known = np.moveaxis(self._verdict(seen), axis, 0)[:-1]
        calmer = known[1:] < known[:-1]
        if calmer.any():
            step, *rest = _first(calmer)
            before, after = list(rest), list(rest)
            before.insert(axis, step)
            after.insert(axis, step + 1)
            words = f"{self._person(seen, after)} is calmer than {self._person(seen, before)}"
            self.findings.add(claim, int(calmer.sum()), words)

    def _unknown_fact(self, fact: str, seen: Seen) -> None:
        axis = self._grid.axis_of(fact)
        unknown = np.moveaxis(self._verdict(seen), axis, 0)[-1]
        below = (unknown >> LOWER_BITS) < Disposition.CLINIC.urgency
        if below.any():
            cell = list(_first(below))
            cell.insert(axis, self._grid.shape[axis] - 1)
            words = self._person(seen, cell)
            self.findings.add(Claim.MEASURED, int(below.sum()), words)

    def _person(self, seen: Seen, cell: Sequence[int]) -> str:
        signs = ", ".join(f"{sign} {state}" for sign, state in seen.changes)
        facts = self._grid.facts_of(cell)
        told = ", ".join(f"{fact} {value}" for fact, value in facts.items())
        urgency = int(self._verdict(seen)[tuple(cell)]) >> LOWER_BITS
        level = next(one for one in Disposition if one.urgency == urgency)
        return f"[{seen.base.name}; {signs}; {told or 'no facts'} -> {level.value}]"


def _expected() -> Iterator[tuple[Claim, State, State]]:
    """Yield which state of a sign may not be calmer than which other."""
    # An old sign may calm what was open: it settles whether the sign is new. So it is compared
    # only with a sign whose red flag nothing else raises or leaves open.
    yield Claim.OLD, State.ABSENT, State.PRESENT_OLD
    for present in (State.PRESENT, State.PRESENT_NEW):
        yield Claim.PRESENT, State.ABSENT, present
        yield Claim.ADDING, State.UNSURE, present
        yield Claim.ADDING, State.NOT_MENTIONED, present
    yield Claim.UNKNOWN, State.ABSENT, State.UNSURE
    yield Claim.UNKNOWN, State.ABSENT, State.NOT_MENTIONED


EXPECTED = tuple(_expected())


def _first(where: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(place) for place in np.argwhere(where)[0])
