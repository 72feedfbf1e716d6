"""What in the patient's account made a condition true."""

from __future__ import annotations

from collections.abc import Iterator

from actions.triage.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    FactIs,
    FactUnknown,
    Leaf,
    Meets,
    Not,
    Sign,
    Truth,
    leaves,
)
from actions.triage.findings import Presence
from actions.triage.reading import Reading


def grounds(condition: Condition, reading: Reading[Truth]) -> Iterator[str]:
    """Yield the ids of the signs and the names of the facts that made the condition true."""
    match condition:
        case All(parts) | AnyOf(parts):
            for part in parts:
                if part.read(reading) is Truth.TRUE:
                    yield from grounds(part, reading)
        case Meets(part=part):
            yield from grounds(part, reading)
        case Not(part):
            for leaf, _ in leaves(part):
                yield _name(leaf)
        case Sign(id=sign_id):
            yield sign_id
            yield from _behind(sign_id, reading)
        case _:
            yield _name(condition)


def _behind(sign_id: str, reading: Reading[Truth]) -> Iterator[str]:
    """Yield what raised a red flag."""
    if sign_id not in reading.red_flags:
        return
    raised_by = reading.red_flags[sign_id].raised_by
    if raised_by.read(reading) is not Truth.TRUE:
        return
    for name in grounds(raised_by, reading):
        finding = reading.findings.get(name)
        if finding is None or finding.presence is Presence.PRESENT:
            yield name


def _name(leaf: Leaf) -> str:
    match leaf:
        case Sign(id=sign_id):
            return sign_id
        case FactIs(fact=fact) | Compare(fact=fact) | FactUnknown(fact=fact):
            return fact
