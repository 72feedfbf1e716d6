"""The time that appointments occupy: each five minutes of a clinician belong to one at most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select
from sqlalchemy.exc import IntegrityError

from actions.booking.tables import appointment_cells, appointments, blocked_days
from actions.booking.values import AppointmentState, SlotTaken

Cell = tuple[str, int]
Day = tuple[str, date]


def occupied(
    connection: Connection, cells: range, now: datetime, conversation: str | None = None
) -> set[Cell]:
    """Return which cells of all clinicians are taken; a hold that has run out takes none.

    Nor does the hold of `conversation`, where one is given.
    """
    over = expired(now)
    if conversation:
        own = and_(*held_by(conversation))
        over = over | own
    query = (
        select(appointment_cells.c.clinician, appointment_cells.c.cell)
        .join(appointments, appointments.c.id == appointment_cells.c.appointment_id)
        .where(appointment_cells.c.cell >= cells.start, appointment_cells.c.cell < cells.stop)
        .where(~over)
    )
    return {(clinician, cell) for clinician, cell in connection.execute(query)}


def take(connection: Connection, appointment_id: int, clinician: str, cells: Iterable[int]) -> None:
    """Give cells to an appointment. Raises SlotTaken; the transaction must then be undone."""
    rows = [
        {"clinician": clinician, "cell": cell, "appointment_id": appointment_id} for cell in cells
    ]
    try:
        connection.execute(insert(appointment_cells), rows)
    except IntegrityError:
        raise SlotTaken("this time has been taken by somebody else") from None


def give_back(connection: Connection, appointment_id: int) -> None:
    """Free what an appointment occupies."""
    owned = appointment_cells.c.appointment_id == appointment_id
    connection.execute(delete(appointment_cells).where(owned))


def expired_in(connection: Connection, clinician: str, cells: range, now: datetime) -> list[int]:
    """Return the appointments in these cells whose hold has run out."""
    query = (
        select(appointments.c.id)
        .distinct()
        .join(appointment_cells, appointments.c.id == appointment_cells.c.appointment_id)
        .where(
            appointment_cells.c.clinician == clinician,
            appointment_cells.c.cell >= cells.start,
            appointment_cells.c.cell < cells.stop,
            expired(now),
        )
    )
    return list(connection.execute(query).scalars())


def blocked(connection: Connection) -> set[Day]:
    """Return the days of the clinic on which clinicians see nobody."""
    query = select(blocked_days.c.clinician, blocked_days.c.day).where(
        blocked_days.c.unblocked_at.is_(None)
    )
    return {(one, date.fromisoformat(day)) for one, day in connection.execute(query)}


def expired(now: datetime) -> ColumnElement[bool]:
    """Return the condition that an appointment is a hold that has run out."""
    return and_(
        appointments.c.state == AppointmentState.HELD.value,
        appointments.c.held_until <= now.timestamp(),
    )


def held_by(conversation: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """Return the conditions that a row is the hold of a conversation."""
    return (
        appointments.c.conversation == conversation,
        appointments.c.state == AppointmentState.HELD.value,
    )
