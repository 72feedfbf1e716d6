"""What booking speaks of: slots, people, appointments, and why something could not be done.

Moments are aware and in UTC. The states are FHIR's.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

# Who acts when it is not a member of staff.
PATIENT = "patient"


class AppointmentState(StrEnum):
    """FHIR's status of an appointment. A held slot is `busy-tentative`, a live one `busy`."""

    HELD = "pending"
    PROPOSED = "proposed"
    BOOKED = "booked"
    CANCELLED = "cancelled"
    NOSHOW = "noshow"
    FULFILLED = "fulfilled"


@dataclass(frozen=True, slots=True)
class Slot:
    """A stretch of a clinician's time for one visit. `end` is when the visit ends, in UTC."""

    clinician: str
    visit_type: str
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Window:
    """From when until when a visit may begin; `latest` itself is too late."""

    earliest: datetime
    latest: datetime


@dataclass(frozen=True, slots=True)
class Person:
    """Who comes. Made by `actions.booking.person.person_of`, which refuses what cannot be.

    `phone` is in E.164; empty only where staff book for somebody without one.
    """

    name: str
    birth_date: date | None
    phone: str


@dataclass(frozen=True, slots=True)
class Whom:
    """The conversation that a slot is for, and what triage decided in it."""

    conversation: str
    disposition: str | None = None
    rule_id: str | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One doing: `key` is unique to it (the turn's id), so that repeating it changes nothing.

    `by` is PATIENT or the user name of a member of staff; `at` is aware.
    """

    key: str
    at: datetime
    by: str = PATIENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A held, booked or former appointment. `sequence` rises when it is moved or cancelled.

    `booked_at` is None for what was only ever held. `reason` is why it was cancelled.
    """

    id: int
    reference: str
    conversation: str
    slot: Slot
    state: AppointmentState
    sequence: int
    person: Person | None
    held_until: datetime | None
    disposition: str | None
    rule_id: str | None
    created_at: datetime
    changed_at: datetime
    booked_at: datetime | None
    reason: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class AppointmentEvent:
    """One line of an appointment's history: what was done to it, when and by whom.

    `what` is held, released, expired, booked, moved, cancelled, noshow or fulfilled; `slot` is
    where the appointment stood after it.
    """

    what: str
    by: str
    at: datetime
    sequence: int
    slot: Slot


class BookingRefused(Exception):
    """Something could not be done, and nothing was changed; str() says why in one line."""


class SlotTaken(BookingRefused):
    """Somebody else has taken that time."""


class SlotUnavailable(BookingRefused):
    """The calendar does not offer this time (past, too soon, too far, blocked or not there)."""


class HoldExpired(BookingRefused):
    """The time is no longer held for this conversation, and has been taken meanwhile."""


class NoSuchAppointment(BookingRefused):
    """There is no appointment with this reference."""


class AlreadyBooked(BookingRefused):
    """The conversation has a visit to come: one triage leads to one visit."""


class NotPossible(BookingRefused):
    """The appointment's state does not allow this."""


class UnsoundPerson(BookingRefused):
    """A name, birth date or phone that cannot be.

    `field` is name, birth_date or phone; `problem` is missing, too_long, symbols, no_date, future,
    too_old, no_number, no_area_code or foreign.
    """

    def __init__(self, field: str, problem: str) -> None:
        self.field = field
        self.problem = problem
        super().__init__(f"{field.replace('_', ' ')}: {problem.replace('_', ' ')}")
