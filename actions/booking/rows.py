"""Appointments as rows: what is told of a person is sealed before it is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Protocol

from sqlalchemy import RowMapping

from actions.booking.values import Appointment, AppointmentState, Person, Slot


class Sealer(Protocol):
    """Keeps texts unreadable at rest."""

    def encrypt(self, text: str) -> str:
        """Return what is written into the database."""
        ...

    def decrypt(self, encrypted: str) -> str:
        """Return the text again."""
        ...


class Plain:
    """Writes texts as they are."""

    def encrypt(self, text: str) -> str:
        """Return the text."""
        return text

    def decrypt(self, encrypted: str) -> str:
        """Return the text."""
        return encrypted


@dataclass(frozen=True, slots=True)
class Rows:
    """Turns rows into appointments and back."""

    sealer: Sealer

    def appointment(self, row: RowMapping) -> Appointment:
        """Return the value of a row that holds all columns of `appointments`."""
        return Appointment(
            id=row["id"],
            reference=row["reference"],
            conversation=row["conversation"],
            slot=slot_of(row),
            state=AppointmentState(row["state"]),
            sequence=row["sequence"],
            person=self._person(row),
            held_until=_moment_or_none(row["held_until"]),
            disposition=row["disposition"],
            rule_id=row["rule_id"],
            created_at=moment_of(row["created_at"]),
            changed_at=moment_of(row["changed_at"]),
            booked_at=_moment_or_none(row["booked_at"]),
            reason=self._opened(row["reason"]),
        )

    def columns_of(self, person: Person) -> dict[str, str | None]:
        """Return the columns that keep a person."""
        born = person.birth_date
        return {
            "name": self.sealed(person.name),
            "birth_date": self.sealed(born.isoformat()) if born else None,
            "phone": self.sealed(person.phone) if person.phone else None,
        }

    def sealed(self, text: str) -> str:
        """Return a text as it is written."""
        return self.sealer.encrypt(text)

    def _opened(self, text: str | None) -> str | None:
        return None if text is None else self.sealer.decrypt(text)

    def _person(self, row: RowMapping) -> Person | None:
        name, born = self._opened(row["name"]), self._opened(row["birth_date"])
        if name is None:
            return None
        birth_date = date.fromisoformat(born) if born else None
        return Person(name, birth_date, self._opened(row["phone"]) or "")


def slot_of(row: RowMapping) -> Slot:
    """Return the slot of a row of appointments or of their events."""
    return Slot(
        row["clinician"], row["visit_type"], moment_of(row["starts_at"]), moment_of(row["ends_at"])
    )


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
