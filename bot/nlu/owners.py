"""Whose a trouble is: that of whoever stands nearest in front of it in its sentence."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

Span = tuple[int, int]


class Owner(StrEnum):
    """Who has a trouble, as far as the words around it tell."""

    WRITER = "writer"
    ANOTHER = "another"
    NOBODY = "nobody"  # nobody stands in its clause, or more than one inside it


class Named(Protocol):
    """Somebody who is named at the words `first` to `last`."""

    @property
    def first(self) -> int:
        """The place of the first word."""

    @property
    def last(self) -> int:
        """The place behind the last word."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Where the people of a message stand, by the places of their words.

    At `own` the writer speaks of himself, at `others` somebody else comes in, at `tellers` as one
    who only tells or thinks something; at `shared` it is said that the writer has it, too: "so have
    I", "my sister and I". `commas` part clauses, `stops` sentences.
    """

    own: tuple[int, ...] = ()
    others: tuple[int, ...] = ()
    tellers: tuple[Span, ...] = ()
    shared: tuple[Span, ...] = ()
    commas: tuple[int, ...] = ()
    stops: tuple[int, ...] = ()

    def of(self, first: int, last: int) -> Owner:
        """Return whose the words `first` to `last` are."""
        is_own, is_others = _any_within(self.own, first, last), self.names_another(first, last)
        if is_own or is_others:
            is_both = is_own or self.is_shared(last)
            return Owner.WRITER if not is_others else Owner.NOBODY if is_both else Owner.ANOTHER
        own, other = _last_before(self.own, first), _last_before(self.others, first)
        nearest = max(own, other)
        if nearest <= max(_last_before(self.stops, first), _last_before(self.commas, first)):
            return Owner.NOBODY
        if own > other:
            return Owner.WRITER
        is_open = self._is_beside(nearest) or self.is_shared(last)
        return Owner.NOBODY if is_open else Owner.ANOTHER

    def is_shared(self, last: int) -> bool:
        """Tell whether the rest of a sentence says that the writer has it, too."""
        place = bisect_left(self.stops, last)
        end = self.stops[place] if place < len(self.stops) else None
        return any(last <= first and (end is None or first < end) for first, _ in self.shared)

    def names_another(self, first: int, last: int) -> bool:
        """Tell whether some words name somebody else themselves: "wet himself"."""
        return any(
            first <= place < last and not self._is_beside(place)
            for place in self.others[bisect_left(self.others, first) :]
        )

    def _is_beside(self, place: int) -> bool:
        """Tell whether somebody only tells of the trouble, or has it together with the writer."""
        return any(start <= place < end for start, end in (*self.tellers, *self.shared))

    def turns_to_writer(self, span: Span, named: Iterable[Named]) -> bool:
        """Tell whether words that begin with somebody end with the writer: "my boss, I fell"."""
        person = next((one for one in named if span[0] <= one.first < span[1]), None)
        own = _last_before(self.own, span[1])
        is_behind = person is not None and own >= person.last
        return is_behind and not _any_within(self.others, own, span[1])

    def any_of(self, owner: Owner, spans: Iterable[Span]) -> bool:
        """Tell whether any of some stretches of words is somebody's."""
        return any(self.of(*span) is owner for span in spans)


NO_OWNERS = Owners()


def _any_within(places: tuple[int, ...], first: int, last: int) -> bool:
    place = bisect_left(places, first)
    return place < len(places) and places[place] < last


def _last_before(places: tuple[int, ...], first: int) -> int:
    place = bisect_right(places, first - 1) - 1
    return places[place] if place >= 0 else -1
