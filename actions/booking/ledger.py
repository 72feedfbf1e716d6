"""What every change of an appointment is made of, inside one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, insert, select, update

from actions.booking import cells
from actions.booking.calendar import Calendar
from actions.booking.database import writing_alone
from actions.booking.requests import REFERENCE_LETTERS, reference_for
from actions.booking.rows import appointment_of, columns_of_slot, moment_of, slot_of
from actions.booking.tables import appointment_events, appointments
from actions.booking.values import (
    PATIENT,
    Appointment,
    AppointmentEvent,
    AppointmentState,
    NoSuchAppointment,
    Slot,
    SlotUnavailable,
    Step,
)

# How a hold ends that was not confirmed.
RELEASED = "released"
EXPIRED = "expired"


@dataclass(frozen=True, slots=True)
class Ledger:
    """Appointments in one database. Methods that take a connection are parts of a transaction."""

    engine: Engine
    calendar: Calendar

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a transaction in which nobody else changes appointments."""
        with writing_alone(self.engine) as connection:
            yield connection

    def done(self, connection: Connection, what: str, step: Step) -> Appointment | None:
        """Return the appointment of a step that was done already, as it is now."""
        query = select(appointment_events.c.appointment_id).where(
            appointment_events.c.key == step.key, appointment_events.c.what == what
        )
        found = connection.execute(query).scalar_one_or_none()
        return None if found is None else self.one(connection, appointments.c.id == found)

    def one(self, connection: Connection, *where: ColumnElement[bool]) -> Appointment:
        """Return the one appointment of a condition. Raises NoSuchAppointment."""
        found = self.first(connection, *where)
        if found is None:
            raise NoSuchAppointment("there is no appointment with this reference")
        return found

    def first(self, connection: Connection, *where: ColumnElement[bool]) -> Appointment | None:
        """Return the latest appointment of a condition, or None."""
        query = select(appointments).where(*where).order_by(appointments.c.id.desc()).limit(1)
        row = connection.execute(query).mappings().one_or_none()
        return None if row is None else appointment_of(row)

    def many(self, connection: Connection, *where: ColumnElement[bool]) -> list[Appointment]:
        """Return what was ever booked, of a condition, by time."""
        query = (
            select(appointments)
            .where(appointments.c.booked_at.is_not(None), *where)
            .order_by(appointments.c.starts_at, appointments.c.clinician, appointments.c.id)
        )
        return [appointment_of(row) for row in connection.execute(query).mappings()]

    def booked(self, connection: Connection, reference: str) -> Appointment:
        """Return what was booked under a reference. Raises NoSuchAppointment."""
        return self.one(
            connection,
            appointments.c.reference == normal_reference(reference),
            appointments.c.booked_at.is_not(None),
        )

    def check_offered(self, connection: Connection, slot: Slot, step: Step) -> None:
        """Raise SlotUnavailable unless this time can be had at all.

        Staff may book sooner than the minimum notice and later than the horizon, in the hours of
        the calendar.
        """
        if slot.start <= step.at:
            raise SlotUnavailable("this time has passed")
        if step.by == PATIENT and not self.calendar.offers(slot, step.at):
            raise SlotUnavailable("the calendar does not offer this time")
        if not self.calendar.has(slot):
            raise SlotUnavailable("the calendar does not have this time")
        self.check_open(connection, slot)

    def check_open(self, connection: Connection, slot: Slot) -> None:
        """Raise SlotUnavailable when the clinician sees nobody on that day."""
        if (slot.clinician, self.calendar.day_of(slot.start)) in cells.blocked(connection):
            raise SlotUnavailable("the clinician sees nobody on that day")

    def occupy(self, connection: Connection, appointment_id: int, slot: Slot, step: Step) -> None:
        """Take the time of a slot, also from holds that have run out. Raises SlotTaken."""
        wanted = self.calendar.cells(slot)
        for expired in cells.expired_in(connection, slot.clinician, wanted, step.at):
            self.let_go(connection, expired, EXPIRED, step)
        cells.take(connection, appointment_id, slot.clinician, wanted)

    def let_go(self, connection: Connection, appointment_id: int, why: str, step: Step) -> None:
        """End a hold."""
        cells.give_back(connection, appointment_id)
        ended = {"state": AppointmentState.CANCELLED.value, "held_until": None}
        self.change(connection, appointment_id, step.at, **ended)
        # One step may end several holds: each has a key of its own.
        own = replace(step, key=f"{step.key}/{appointment_id}")
        self.tell(connection, appointment_id, why, own)

    def add(self, connection: Connection, slot: Slot, step: Step, **columns: Any) -> int:
        """Write a new appointment and return its id; it occupies nothing yet."""
        row = {
            **columns_of_slot(slot),
            "reference": _free_reference(connection, step.key),
            "sequence": 0,
            "created_at": step.at.timestamp(),
            "changed_at": step.at.timestamp(),
            **columns,
        }
        added = insert(appointments).values(row).returning(appointments.c.id)
        return int(connection.execute(added).scalar_one())

    def change(
        self, connection: Connection, appointment_id: int, at: datetime, **columns: Any
    ) -> None:
        """Write what has changed."""
        changed = update(appointments).where(appointments.c.id == appointment_id)
        connection.execute(changed.values(changed_at=at.timestamp(), **columns))

    def tell(
        self, connection: Connection, appointment_id: int, what: str, step: Step
    ) -> Appointment:
        """Add a line to an appointment's history; return the appointment as it is now."""
        now = self.one(connection, appointments.c.id == appointment_id)
        row = {
            **columns_of_slot(now.slot),
            "appointment_id": appointment_id,
            "key": step.key,
            "what": what,
            "by_whom": step.by,
            "at": step.at.timestamp(),
            "sequence": now.sequence,
        }
        connection.execute(insert(appointment_events).values(row))
        return now

    def history(self, connection: Connection, appointment_id: int) -> list[AppointmentEvent]:
        """Return who did what when, the first first."""
        query = (
            select(appointment_events)
            .where(appointment_events.c.appointment_id == appointment_id)
            .order_by(appointment_events.c.id)
        )
        return [_event(row) for row in connection.execute(query).mappings()]


def normal_reference(text: str) -> str:
    """Return a reference as it is kept, however a person wrote it: bl 7km-2pq4 is BL-7KM2PQ4."""
    letters = "".join(letter for letter in text.upper() if letter.isalnum())
    return f"BL-{letters.removeprefix('BL')[:REFERENCE_LETTERS]}"


def _free_reference(connection: Connection, key: str) -> str:
    attempt = 0
    while True:
        reference = reference_for(f"appointment/{key}", attempt)
        taken = select(appointments.c.id).where(appointments.c.reference == reference)
        if connection.execute(taken).first() is None:
            return reference
        attempt += 1


def _event(row: RowMapping) -> AppointmentEvent:
    return AppointmentEvent(
        what=row["what"],
        by=row["by_whom"],
        at=moment_of(row["at"]),
        sequence=row["sequence"],
        slot=slot_of(row),
    )
