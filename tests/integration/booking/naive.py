"""The book of appointments as one would do it on paper: a slow oracle for the state machine."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from actions.booking.calendar import Calendar
from actions.booking.values import (
    AlreadyBooked,
    BookingRefused,
    HoldExpired,
    NotPossible,
    Slot,
    SlotTaken,
    SlotUnavailable,
)

Refusal = type[BookingRefused] | None


@dataclass
class Line:
    """One line of the paper. `state` is held, booked, fulfilled, noshow, cancelled or ran_out."""

    conversation: str
    slot: Slot
    state: str
    until: datetime | None = None
    was_booked: bool = False
    reference: str = ""


@dataclass
class Paper:
    """What everybody has, and what would be refused."""

    calendar: Calendar
    now: datetime
    slots: list[Slot]
    lines: list[Line] = field(default_factory=list)
    blocked: set[str] = field(default_factory=set)

    def free(self, visit_type: str) -> list[Slot]:
        return [
            slot
            for slot in self.slots
            if slot.visit_type == visit_type
            and not self.not_offered(slot)
            and not self.takers(slot, None)
        ]

    def takers(self, slot: Slot, but: Line | None) -> list[Line]:
        return [
            one
            for one in self.lines
            if one is not but and self.occupies(one) and self.meet(one, slot)
        ]

    def occupies(self, line: Line) -> bool:
        if line.state == "held":
            return line.until > self.now
        return line.state in {"booked", "fulfilled", "noshow"}

    def meet(self, line: Line, slot: Slot) -> bool:
        begins, ends = self.reach(line.slot)
        first, last = self.reach(slot)
        return line.slot.clinician == slot.clinician and begins < last and first < ends

    def reach(self, slot: Slot) -> tuple[datetime, datetime]:
        kind = self.calendar.visit_types[slot.visit_type]
        return slot.start - kind.buffer_before, slot.end + kind.buffer_after

    def held(self, conversation: str) -> Line | None:
        return next(
            (one for one in self.lines if (one.conversation, one.state) == (conversation, "held")),
            None,
        )

    def hold(self, slot: Slot, conversation: str) -> Refusal:
        own = self.held(conversation)
        refused = self.not_offered(slot) or (SlotTaken if self.takers(slot, own) else None)
        if refused is None:
            if own:
                own.state = "cancelled"
            self.evict(slot)
            until = self.now + self.calendar.hold
            self.lines.append(Line(conversation, slot, "held", until))
        return refused

    def confirm(self, conversation: str) -> tuple[Refusal, Line | None]:
        if any(self.is_to_come(one) for one in self.lines if one.conversation == conversation):
            return AlreadyBooked, None
        line = self.held(conversation)
        if line is None:
            mine = [one for one in self.lines if one.conversation == conversation]
            line = mine[-1] if mine and mine[-1].state == "ran_out" else None
        if line is None:
            return HoldExpired, None
        late = line.state == "ran_out" or line.until <= self.now
        refused = self.not_offered(line.slot) if late else self.not_open(line.slot)
        if refused is None and line.state == "ran_out" and self.takers(line.slot, line):
            refused = HoldExpired
        if refused is None:
            self.evict(line.slot, but=line)
            line.state, line.until, line.was_booked = "booked", None, True
        return refused, line

    def is_to_come(self, line: Line) -> bool:
        return line.state == "booked" and line.slot.start > self.now

    def move(self, line: Line, slot: Slot) -> Refusal:
        refused = self.not_to_come(line)
        if refused or line.slot == slot:
            return refused
        refused = self.not_offered(slot)
        own = self.held(line.conversation)
        takers = [one for one in self.takers(slot, line) if one is not own]
        if refused is None and takers:
            refused = SlotTaken
        if refused is None:
            if own:
                own.state = "cancelled"
            line.slot = slot
            self.evict(slot, but=line)
        return refused

    def cancel(self, line: Line) -> Refusal:
        refused = self.not_to_come(line)
        if refused is None:
            line.state = "cancelled"
        return refused

    def mark(self, line: Line, state: str) -> Refusal:
        if line.state not in {"booked", "fulfilled", "noshow"} or line.state == state:
            return NotPossible
        if line.slot.start > self.now:
            return NotPossible
        line.state = state
        return None

    def not_to_come(self, line: Line) -> Refusal:
        return NotPossible if line.state != "booked" or line.slot.start <= self.now else None

    def not_offered(self, slot: Slot) -> Refusal:
        is_soon = slot.start - self.now < self.calendar.minimum_notice
        return SlotUnavailable if is_soon or slot not in self.slots else self.not_open(slot)

    def not_open(self, slot: Slot) -> Refusal:
        is_over = slot.start <= self.now or slot.clinician in self.blocked
        return SlotUnavailable if is_over else None

    def evict(self, slot: Slot, but: Line | None = None) -> None:
        """Whoever gets a time takes it from the holds that have run out."""
        for one in self.lines:
            if (
                one is not but
                and one.state == "held"
                and one.until <= self.now
                and self.meet(one, slot)
            ):
                one.state = "ran_out"
