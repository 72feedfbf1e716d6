"""What patterns found in a message, and which of it stands where two share words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from bot.nlu.lexicon_files import FINDING, Entry


@dataclass(frozen=True, slots=True)
class Hit:
    """One match: an entry over the words `first` to `last`, the latter not included."""

    entry: Entry
    first: int
    last: int
    is_absence: bool
    is_denial: bool = False
    is_hint: bool = False
    is_firm: bool = False

    @property
    def field(self) -> str:
        """What the hit competes for: each finding with itself, other values with each other."""
        entity = self.entry.entity
        return f"{entity}:{self.entry.value}" if entity == FINDING else entity

    @property
    def places(self) -> range:
        """The places of its words."""
        return range(self.first, self.last)


def settle(hits: list[Hit]) -> list[Hit]:
    """Return the hits that stand after overlaps within an entity are settled.

    Findings of different values may share words; of the values of any other entity the longest
    match wins, the earlier one where two are as long.
    """
    taken: dict[str, set[int]] = {}
    kept: list[Hit] = []
    rivals: dict[str, list[int]] = {}  # places in `kept`, by field
    for hit in sorted(hits, key=_rank):
        field = hit.field
        places, own = taken.setdefault(field, set()), rivals.setdefault(field, [])
        if places.isdisjoint(hit.places):
            own.append(len(kept))
            kept.append(hit)
        elif not hit.is_absence:
            # Two ways of saying it that share words are one, as long as both together.
            for place in own:
                kept[place] = _joined(kept[place], hit)
        places.update(hit.places)
    stated: dict[str, set[int]] = {}
    for hit in kept:
        if not hit.is_absence and not hit.is_hint:
            stated.setdefault(hit.field, set()).update(hit.places)
    standing = [hit for hit in kept if not _yields(hit, stated)]
    return sorted(standing, key=lambda hit: (hit.first, hit.last, hit.entry.value))


def _joined(one: Hit, other: Hit) -> Hit:
    """Return a hit with the words of another of its field, where they say the same together."""
    is_same = not one.is_absence and one.entry is other.entry
    if not is_same or one.first >= other.last or other.first >= one.last:
        return one
    first, last = min(one.first, other.first), max(one.last, other.last)
    return replace(one, first=first, last=last, is_firm=one.is_firm or other.is_firm)


def _rank(hit: Hit) -> tuple[bool, bool, int, bool, int]:
    # A denial is read into a pattern: what matches without it is the surer reading.
    return hit.is_hint, hit.is_denial, hit.first - hit.last, hit.is_absence, hit.first


def _yields(hit: Hit, taken: Mapping[str, set[int]]) -> bool:
    names = (f"{FINDING}:{name}" for name in hit.entry.yields_to)
    return any(not taken[name].isdisjoint(hit.places) for name in names if name in taken)
