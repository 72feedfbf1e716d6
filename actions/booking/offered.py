"""What stands before a person: slots as a conversation keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.values import Slot
from actions.booking.wishes import Wish

_SEPARATOR = "|"
_PARTS = 4


def slot_to_text(slot: Slot) -> str:
    """Return a slot as one text, for buttons and for the conversation's slots."""
    ends = (slot.start, slot.end)
    times = (f"{one.astimezone(UTC):%Y-%m-%dT%H:%MZ}" for one in ends)
    return _SEPARATOR.join((*times, slot.clinician, slot.visit_type))


def slot_from_text(text: object) -> Slot | None:
    """Return the slot of such a text, or None when it is none."""
    parts = str(text).split(_SEPARATOR)
    if len(parts) != _PARTS:
        return None
    try:
        start, end = (datetime.strptime(one, "%Y-%m-%dT%H:%M%z") for one in parts[:2])
    except ValueError:
        return None
    return Slot(parts[2], parts[3], start.astimezone(UTC), end.astimezone(UTC))


@dataclass(frozen=True, slots=True)
class Offered:
    """The slots on show, the beginnings of all that were, and whether new ones are wanted."""

    slots: tuple[Slot, ...] = ()
    seen: frozenset[str] = field(default_factory=frozenset)
    is_stale: bool = True

    @classmethod
    def from_json(cls, data: Mapping[str, Any] | None) -> Offered:
        """Return what `as_json` gave; of a damaged one, nothing."""
        told = data or {}
        slots = [slot_from_text(one) for one in told.get("slots") or ()]
        return cls(
            tuple(one for one in slots if one is not None),
            frozenset(told.get("seen") or ()),
            bool(told.get("is_stale", True)),
        )

    def as_json(self) -> dict[str, Any]:
        """Return what a slot of the conversation can keep."""
        return {
            "slots": [slot_to_text(one) for one in self.slots],
            "seen": sorted(self.seen),
            "is_stale": self.is_stale,
        }

    def stale(self) -> Offered:
        """Return the same, to be looked for anew."""
        return Offered(self.slots, self.seen)

    def showing(self, slots: tuple[Slot, ...]) -> Offered:
        """Return these slots as those on show."""
        starts = {one.start.isoformat() for one in slots}
        return Offered(slots, self.seen | starts, is_stale=False)

    def whichever(self, wish: Wish) -> Slot | None:
        """Return the first of those on show for who takes whichever there is, or the soonest.

        The soonest of all is that only while none before it was shown.
        """
        if wish.limits() or wish.direction or not self.slots or self.is_stale:
            return None
        first = self.slots[0]
        is_soonest = wish.soonest and first.start == min(self.seen_starts)
        return first if wish.anything or is_soonest else None

    def at_hour(self, hour: int, zone: ZoneInfo) -> Slot | None:
        """Return the one of those on show that begins at this hour of a 12-hour clock, or None.

        "3" is the third of three; "10" is ten o'clock.
        """
        if hour <= len(self.slots):
            return None
        starts = [(one, one.start.astimezone(zone)) for one in self.slots]
        fitting = [one for one, at in starts if at.hour % 12 == hour % 12 and not at.minute]
        return fitting[0] if len(fitting) == 1 else None

    @property
    def seen_starts(self) -> frozenset[datetime]:
        """Return all beginnings that were shown."""
        return frozenset(map(datetime.fromisoformat, self.seen))
