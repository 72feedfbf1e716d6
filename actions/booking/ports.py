"""What booking offers to the conversation, to links and to staff."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from actions.booking.values import (
    Appointment,
    AppointmentEvent,
    Person,
    Slot,
    Step,
    Whom,
    Window,
)


class Times(Protocol):
    """The clinic's calendar (`actions.booking.calendar.Calendar`): pure, no database."""

    consultation: str

    def slots(self, visit_type: str, window: Window, now: datetime) -> Iterator[Slot]:
        """Yield the slots that begin in a window, the earliest first; taken ones too."""
        ...


class Appointments(Protocol):
    """Everyone's appointments (`actions.booking.book.AppointmentBook`): synchronous database work.

    Call it through `asyncio.to_thread`. Refusals are BookingRefused, a database that cannot be used
    SQLAlchemyError. Repeating a step with the same key changes nothing and returns the same.
    """

    def free(
        self, visit_type: str, window: Window, *, now: datetime, conversation: str | None = None
    ) -> list[Slot]:
        """Return what the calendar offers and nobody but `conversation` has taken or holds."""
        ...

    def hold(self, slot: Slot, whom: Whom, step: Step) -> Appointment:
        """Keep a slot for some minutes; an older hold of the conversation is let go.

        Raises SlotTaken, SlotUnavailable.
        """
        ...

    def release(self, conversation: str, step: Step) -> None:
        """Let go of what the conversation holds, if it holds anything."""
        ...

    def confirm(self, conversation: str, person: Person, step: Step) -> Appointment:
        """Book what the conversation holds, also late when the slot is still free.

        Raises HoldExpired, SlotUnavailable, UnsoundPerson.
        """
        ...

    def find(self, reference: str) -> Appointment:
        """Return an appointment that was booked once. Raises NoSuchAppointment."""
        ...

    def held_by(self, conversation: str, *, now: datetime) -> Appointment | None:
        """Return the hold that stands, or None."""
        ...

    def of_conversation(self, conversation: str) -> list[Appointment]:
        """Return what was ever booked in a conversation, by time."""
        ...

    def move(self, reference: str, slot: Slot, step: Step) -> Appointment:
        """Move a booked appointment. Raises SlotTaken, SlotUnavailable, NotPossible."""
        ...

    def cancel(self, reference: str, reason: str, step: Step) -> Appointment:
        """Cancel a booked appointment. Raises NoSuchAppointment, NotPossible."""
        ...

    def upcoming(self, *, now: datetime, until: datetime | None = None) -> list[Appointment]:
        """Return the booked appointments that begin from `now` on, by time."""
        ...

    def history(self, reference: str) -> Sequence[AppointmentEvent]:
        """Return who did what when, the first first."""
        ...
