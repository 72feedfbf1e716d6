"""The console with its bookings, for tests over HTTP."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from actions.booking.book import AppointmentBook
from actions.knowledge.loader import load_protocol
from tests.conftest import NOON, ROOT
from tests.integration.booking.agenda import (
    ANNA,
    booked,
    slot,
)
from tests.integration.console.house import House, Person

PROTOCOL = load_protocol(ROOT / "data" / "clinical")
TODAY = date(2026, 1, 5)
MORNING = datetime.fromtimestamp(NOON, UTC)
TOMORROW = TODAY + timedelta(days=1)
ONE_DAY = f"/staff/bookings?day={TODAY}"


@dataclass
class Desk:
    """The console with its bookings, and a scheduler at it."""

    house: House
    book: AppointmentBook
    robin: Person

    def booked(self, clock: str = "09:00", who: str = "one", person=ANNA, *, day: date = TODAY):
        wanted = slot(clock, who, day=day)
        # One conversation has one visit to come.
        talk = f"{person.name} {day} {clock}"
        return booked(self.book, wanted, talk, person=person, at=MORNING)

    def one(self, reference: str):
        return self.book.find(reference)
