"""A book of appointments in memory, with the promises of the real one."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from actions.booking.values import (
    Appointment,
    AppointmentState,
    NoSuchAppointment,
    NotPossible,
    Slot,
    SlotTaken,
    Step,
    Window,
)


@dataclass
class Book:
    """Keeps appointments and free slots; each step is done once."""

    appointments: dict[str, Appointment] = field(default_factory=dict)
    open_slots: list[Slot] = field(default_factory=list)
    taken: set[Slot] = field(default_factory=set)
    done: dict[str, Appointment] = field(default_factory=dict)
    reasons: list[str] = field(default_factory=list)

    def find(self, reference: str) -> Appointment:
        try:
            return self.appointments[reference]
        except KeyError:
            raise NoSuchAppointment(reference) from None

    def free(self, visit_type: str, window: Window, *, now: datetime) -> list[Slot]:
        return [
            one
            for one in self.open_slots
            if one.visit_type == visit_type and window.earliest <= one.start < window.latest
        ]

    def upcoming(self, *, now: datetime, until: datetime | None = None) -> list[Appointment]:
        booked = (
            one
            for one in self.appointments.values()
            if one.state is AppointmentState.BOOKED and one.slot.start >= now
        )
        return sorted(booked, key=lambda one: one.slot.start)

    def of_conversation(self, conversation: str) -> list[Appointment]:
        return [one for one in self.appointments.values() if one.conversation == conversation]

    def move(self, reference: str, slot: Slot, step: Step) -> Appointment:
        if step.key in self.done:
            return self.done[step.key]
        if slot in self.taken:
            raise SlotTaken("taken")
        return self._change(reference, step, slot=slot)

    def cancel(self, reference: str, reason: str, step: Step) -> Appointment:
        if step.key in self.done:
            return self.done[step.key]
        self.reasons.append(reason)
        return self._change(reference, step, state=AppointmentState.CANCELLED, reason=reason)

    def _change(self, reference: str, step: Step, **values: object) -> Appointment:
        known = self.find(reference)
        if known.state is not AppointmentState.BOOKED:
            raise NotPossible(known.state)
        changed = replace(known, sequence=known.sequence + 1, changed_at=step.at, **values)
        self.appointments[reference] = self.done[step.key] = changed
        return changed
