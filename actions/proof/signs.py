"""Which findings and red flags are combined, and in which states."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from itertools import product

from actions.triage.closure import closure
from actions.triage.conditions import (
    All,
    AnyOf,
    Aspect,
    Condition,
    Meets,
    Not,
    Sign,
    leaves,
    referenced,
)
from actions.triage.findings import Finding, Presence
from actions.triage.protocol import Protocol

SMALLEST_COMBINATION = 3


class State(StrEnum):
    """What may be known of a sign."""

    PRESENT = "present"
    PRESENT_NEW = "present and new"
    PRESENT_OLD = "present for a long time"
    ABSENT = "absent"
    UNSURE = "asked, not sure"
    NOT_MENTIONED = "not mentioned"

    def finding(self, sign: str) -> Finding | None:
        """Return the finding of a sign in this state; a sign not mentioned has none."""
        match self:
            case State.NOT_MENTIONED:
                return None
            case State.ABSENT:
                return Finding(sign, Presence.ABSENT)
            case State.UNSURE:
                return Finding(sign, Presence.UNKNOWN)
            case _:
                return Finding(sign, Presence.PRESENT, NEWNESS[self])


NEWNESS = {State.PRESENT: None, State.PRESENT_NEW: True, State.PRESENT_OLD: False}
PRESENT = tuple(NEWNESS)
DATED = (Aspect.NEW, Aspect.RECENT, Aspect.LONGSTANDING)
ASKS_FOR_PRESENCE = (Aspect.PRESENT, *DATED)
Change = tuple[str, State]


@dataclass(frozen=True, slots=True)
class Base:
    """What holds for all signs that a configuration does not name."""

    name: str
    findings: Mapping[str, Finding]


def bases(protocol: Protocol) -> tuple[Base, ...]:
    """Return three people: all denied, both screens denied and no more said, nothing asked."""
    asked = [flag for screen in protocol.screens.values() for flag in screen.asks]
    everything = (*protocol.red_flags, *protocol.findings)
    return (
        Base("both screens denied", {s: Finding(s, Presence.ABSENT) for s in asked}),
        Base("nothing asked", {}),
        Base("every sign denied", {s: Finding(s, Presence.ABSENT) for s in everything}),
    )


class Signs:
    """The signs of a protocol, their states, and which of them are interchangeable."""

    def __init__(self, protocol: Protocol, conditions: Iterable[Condition]) -> None:
        self._protocol = protocol
        self._conditions = tuple(conditions)

    @cached_property
    def all(self) -> tuple[str, ...]:
        """Return every sign that a condition speaks of, red flags among them."""
        raising = (flag.raised_by for flag in self._protocol.red_flags.values())
        spoken = closure(referenced((*self._conditions, *raising)), self._protocol)
        known = (*self._protocol.red_flags, *self._protocol.findings)
        return tuple(sign for sign in known if sign in spoken)

    @cached_property
    def dated(self) -> frozenset[str]:
        """Return the signs of which it matters whether they are new."""
        raising = tuple(flag.raised_by for flag in self._protocol.red_flags.values())
        asked = {
            leaf.id
            for condition in (*self._conditions, *raising)
            for leaf, _ in leaves(condition)
            if isinstance(leaf, Sign) and leaf.aspect in DATED
        }
        return closure(asked, self._protocol)

    def states(self, sign: str) -> tuple[State, ...]:
        """Return the states of a sign that can differ in what they lead to."""
        present = PRESENT if sign in self.dated else (State.PRESENT,)
        # An unsure answer to a plain finding is the same as none; to a list item it is not.
        unsure = (State.UNSURE,) if sign in self._protocol.red_flags else ()
        return (*present, State.ABSENT, *unsure, State.NOT_MENTIONED)

    @cached_property
    def classes(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of signs that every condition treats alike, whatever else is known."""
        groups: list[list[str]] = []
        for sign in self.all:
            group = next((one for one in groups if self._alike(one[0], sign)), None)
            if group is None:
                groups.append([sign])
            else:
                group.append(sign)
        return tuple(tuple(group) for group in groups)

    def _alike(self, one: str, other: str) -> bool:
        """Tell whether exchanging two signs leaves every condition as it is."""
        where = self._occurrences
        if {one, other} & self._protocol.red_flags.keys() or where[one] != where[other]:
            return False
        exchange = {one: other, other: one}
        return all(
            _form(self._everywhere[place], {}) == _form(self._everywhere[place], exchange)
            for place in where[one]
        )

    @cached_property
    def _everywhere(self) -> tuple[Condition, ...]:
        raising = (flag.raised_by for flag in self._protocol.red_flags.values())
        return (*raising, *self._conditions)

    @cached_property
    def _occurrences(self) -> dict[str, frozenset[int]]:
        found: dict[str, set[int]] = {sign: set() for sign in self.all}
        for place, condition in enumerate(self._everywhere):
            for sign in referenced([condition]):
                found[sign].add(place)
        return {sign: frozenset(places) for sign, places in found.items()}

    def combinations(self) -> Iterator[frozenset[str]]:
        """Yield every set of three or more signs that some rule or red flag asks for together."""
        seen: set[frozenset[str]] = set()
        representative = {sign: group[0] for group in self.classes for sign in group}
        for condition in self._conditions:
            for together in _together(condition, self._protocol):
                named = frozenset(representative[sign] for sign in together)
                if len(named) >= SMALLEST_COMBINATION and named not in seen:
                    seen.add(named)
                    yield named


def _form(condition: Condition, exchange: Mapping[str, str]) -> object:
    """Return a condition without the order of its parts, with some signs exchanged."""
    match condition:
        case All(parts) | AnyOf(parts):
            kind = type(condition).__name__
            return kind, frozenset(_form(part, exchange) for part in parts)
        case Not(part) | Meets(part=part):
            return type(condition).__name__, _form(part, exchange)
        case Sign(aspect, sign):
            return aspect, exchange.get(sign, sign)
        case _:
            return condition


def _together(condition: Condition, protocol: Protocol) -> Iterator[frozenset[str]]:
    """Yield the sets of signs, one from each `any`, that make a condition true."""
    match condition:
        case All(parts):
            for chosen in product(*(tuple(_together(part, protocol)) for part in parts)):
                yield frozenset().union(*chosen)
        case AnyOf(parts):
            for part in parts:
                yield from _together(part, protocol)
        case Meets(part=part):
            yield from _together(part, protocol)
        case Sign(aspect, sign) if aspect in ASKS_FOR_PRESENCE:
            yield frozenset({sign})
            if sign in protocol.red_flags:
                yield from _together(protocol.red_flags[sign].raised_by, protocol)
        case _:
            yield frozenset()
