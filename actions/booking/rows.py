"""Appointments as rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Column, RowMapping

from actions.booking.tables import appointments
from actions.booking.values import Appointment, AppointmentState, Person, Slot


def appointment_of(row: RowMapping) -> Appointment:
    """Return the value of a row that holds all columns of `appointments`."""
    return Appointment(
        id=row["id"],
        reference=row["reference"],
        conversation=row["conversation"],
        slot=slot_of(row),
        state=AppointmentState(row["state"]),
        sequence=row["sequence"],
        person=_person(row),
        held_until=_moment_or_none(row["held_until"]),
        disposition=row["disposition"],
        rule_id=row["rule_id"],
        created_at=moment_of(row["created_at"]),
        changed_at=moment_of(row["changed_at"]),
        booked_at=_moment_or_none(row["booked_at"]),
        reason=row["reason"],
    )


def columns_of(person: Person) -> dict[str, str | None]:
    """Return the columns that keep a person."""
    born = person.birth_date
    return {
        "name": person.name,
        "birth_date": born.isoformat() if born else None,
        "phone": person.phone or None,
    }


def _person(row: RowMapping) -> Person | None:
    if row["name"] is None:
        return None
    born = row["birth_date"]
    return Person(row["name"], date.fromisoformat(born) if born else None, row["phone"] or "")


def slot_of(row: RowMapping) -> Slot:
    """Return the slot of a row of appointments or of their events."""
    return Slot(
        row["clinician"], row["visit_type"], moment_of(row["starts_at"]), moment_of(row["ends_at"])
    )


def columns_that_say_when() -> tuple[Column[Any], ...]:
    """Return the columns of an appointment that tell its slot, and its id."""
    names = ("id", "clinician", "visit_type", "starts_at", "ends_at")
    return tuple(appointments.c[name] for name in names)


def columns_of_slot(slot: Slot) -> Mapping[str, Any]:
    """Return the columns that keep a slot."""
    return {
        "clinician": slot.clinician,
        "visit_type": slot.visit_type,
        "starts_at": slot.start.timestamp(),
        "ends_at": slot.end.timestamp(),
    }


def moment_of(seconds: float) -> datetime:
    """Return seconds since 1970 as an aware moment in UTC."""
    return datetime.fromtimestamp(seconds, UTC)


def _moment_or_none(seconds: float | None) -> datetime | None:
    return None if seconds is None else moment_of(seconds)
