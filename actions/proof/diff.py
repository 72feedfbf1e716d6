"""Who would move from which level to which if one protocol replaced another."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from actions.proof.grid import Grid
from actions.proof.proof import conditions_of
from actions.proof.signs import Base, Change, Signs, State, bases
from actions.proof.verdicts import (
    LARGEST,
    LOWER_BITS,
    Fingerprint,
    Verdict,
    Verdicts,
    fingerprint,
)
from actions.triage.conditions import Condition
from actions.triage.decision import Decision, decide
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition, Protocol

EXAMPLES = 3
Move = tuple[Disposition, Disposition]
# A move, in how many cells it happens, and the place of the first one on the grid.
_Cells = tuple[Move, int, tuple[int, ...]]


@dataclass(frozen=True, slots=True)
class Moved:
    """One way in which people move: how many cells, and some of them in words."""

    move: Move
    count: int
    examples: tuple[str, ...]


def diff_lines(
    old: Protocol, new: Protocol, written: Sequence[tuple[str, Presentation]]
) -> Iterator[str]:
    """Yield what changes over all cells of facts with each sign and pair, and for written cases."""
    yield f"{old.version} -> {new.version}"
    moves = compare(old, new)
    if not moves:
        yield "Nobody moves, over all facts with each sign alone and in pairs."
    for moved in moves:
        before, after = moved.move
        way = "MORE urgent" if after.urgency > before.urgency else "LESS urgent"
        yield f"{before} -> {after} ({way}): {moved.count:,} combinations"
        yield from (f"  {example}" for example in moved.examples)
    for title, was, now in written_moves(old, new, written):
        yield (
            f"case {title!r}: {was.disposition} ({was.rule_id}) -> "
            f"{now.disposition} ({now.rule_id})"
        )


def diff_json(
    old: Protocol, new: Protocol, written: Sequence[tuple[str, Presentation]]
) -> Iterator[str]:
    """Yield the same as members of a JSON object."""
    moves = [
        {
            "from": moved.move[0],
            "to": moved.move[1],
            "count": moved.count,
            "such_as": moved.examples,
        }
        for moved in compare(old, new)
    ]
    yield f', "combinations": {json.dumps(moves)}'
    cases = [
        {
            "case": title,
            "from": {"disposition": was.disposition, "rule_id": was.rule_id},
            "to": {"disposition": now.disposition, "rule_id": now.rule_id},
        }
        for title, was, now in written_moves(old, new, written)
    ]
    yield f', "cases": {json.dumps(cases)}'


def compare(old: Protocol, new: Protocol, only: frozenset[str] | None = None) -> tuple[Moved, ...]:
    """Return every move between levels, the most frequent first; `only` looks at some signs."""
    grid = Grid(old.facts, (*_all_conditions(old), *_all_conditions(new)))
    signs = Signs(new, (*conditions_of(old), *conditions_of(new)))
    before, after = Verdicts(old, grid), Verdicts(new, grid)
    counts: Counter[Move] = Counter()
    examples: dict[Move, list[str]] = {}
    known: dict[tuple[Fingerprint, Fingerprint], tuple[_Cells, ...]] = {}
    for base, changes in _people(new, signs, only):
        was, now = before.matches(base, changes), after.matches(base, changes)
        key = fingerprint(was), fingerprint(now)
        if key not in known:
            known[key] = tuple(_moved_cells(before.urgency(was), after.urgency(now)))
        for move, count, cell in known[key]:
            counts[move] += count
            kept = examples.setdefault(move, [])
            if len(kept) < EXAMPLES:
                kept.append(_words(grid, base, changes, list(cell)))
    return tuple(Moved(move, count, tuple(examples[move])) for move, count in counts.most_common())


def _moved_cells(was: Verdict, now: Verdict) -> Iterator[_Cells]:
    """Yield each move between two verdicts, how many cells make it, and the first of them."""
    before, after = was >> LOWER_BITS, now >> LOWER_BITS
    places = np.flatnonzero(before != after)
    pairs = np.stack([before.flat[places], after.flat[places]])
    codes = pairs[0].astype(np.uint32) << LOWER_BITS | pairs[1]
    found, first, count = np.unique(codes, return_index=True, return_counts=True)
    for code, place, cells in zip(found.tolist(), first.tolist(), count.tolist(), strict=True):
        cell = np.unravel_index(int(places[place]), was.shape)
        move = _level(code >> LOWER_BITS), _level(code & LARGEST)
        yield move, cells, tuple(int(one) for one in cell)


def written_moves(
    old: Protocol, new: Protocol, written: Sequence[tuple[str, Presentation]]
) -> Iterator[tuple[str, Decision, Decision]]:
    """Yield the written cases that end elsewhere, with both decisions."""
    for title, presentation in written:
        was, now = decide(presentation, old), decide(presentation, new)
        if (was.disposition, was.rule_id) != (now.disposition, now.rule_id):
            yield title, was, now


def _all_conditions(protocol: Protocol) -> tuple[Condition, ...]:
    raising = (flag.raised_by for flag in protocol.red_flags.values())
    return (*conditions_of(protocol), *raising)


def _people(
    protocol: Protocol, signs: Signs, only: frozenset[str] | None
) -> Iterator[tuple[Base, tuple[Change, ...]]]:
    """Yield no sign, each sign in each state, and each pair of present signs."""
    chosen = [sign for sign in signs.all if only is None or sign in only]
    for base in bases(protocol)[:2]:
        yield base, ()
        for sign in chosen:
            for state in signs.states(sign):
                yield base, ((sign, state),)
    denied = bases(protocol)[0]
    for pair in combinations([group[0] for group in signs.classes if group[0] in chosen], 2):
        yield denied, tuple((sign, State.PRESENT) for sign in pair)


def _level(urgency: int) -> Disposition:
    return next(level for level in Disposition if level.urgency == urgency)


def _words(grid: Grid, base: Base, changes: Sequence[Change], cell: list[int]) -> str:
    signs = ", ".join(f"{sign} {state}" for sign, state in changes) or "no sign"
    facts = ", ".join(f"{fact} {value}" for fact, value in grid.facts_of(cell).items())
    return f"{base.name}; {signs}; {facts or 'no facts'}"
