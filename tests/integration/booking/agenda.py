"""What the tests of booking share: a calendar, slots of one Monday, people and steps."""

from __future__ import annotations

import itertools
from datetime import date, datetime, timedelta

from sqlalchemy import Engine, select, text

from actions.booking.book import AppointmentBook
from actions.booking.requests import contact_requests
from actions.booking.tables import (
    appointment_cells,
    appointment_events,
    appointments,
    blocked_days,
)
from actions.booking.values import Appointment, Person, Slot, Step, Whom, Window
from tests.unit.booking.calendars import HOUR, calendar, clinician, minutes
from tests.unit.booking.test_calendar import local

MONDAY = date(2026, 11, 30)
NOW = local(MONDAY, "07:00")
CALENDAR = calendar(
    clinician("one", hours=("09:00-12:00", "13:00-17:00")),
    clinician("two", hours=("13:00-17:00",)),
    minimum_notice=HOUR,
)
ANNA = Person("Anna Example", date(1980, 4, 3), "+12125550123")
BERT = Person("Bert Example", date(1970, 1, 31), "+12125550145")
TABLES = (appointments, appointment_cells, appointment_events, blocked_days, contact_requests)
_numbers = itertools.count()


def slot(clock: str = "09:00", who: str = "one", *, day: date = MONDAY, length: int = 30) -> Slot:
    start = local(day, clock)
    return Slot(who, "visit" if length == 30 else "long", start, start + minutes(length))


def step(key: str | None = None, *, at: datetime = NOW, by: str = "patient") -> Step:
    return Step(key or f"step {next(_numbers)}", at, by)


def staff_step(key: str | None = None, *, at: datetime = NOW) -> Step:
    return step(key, at=at, by="robin")


def day_window(day: date = MONDAY) -> Window:
    return CALENDAR.bounds_of_day(day)


def booked(
    book: AppointmentBook, wanted: Slot | None = None, conversation: str = "anna", *,
    person: Person = ANNA, at: datetime = NOW,
) -> Appointment:  # fmt: skip
    """Hold and confirm a slot."""
    book.hold(wanted or slot(), Whom(conversation, "clinic", "D23"), step(at=at))
    return book.confirm(conversation, person, step(at=at))


def occupied_minutes(engine: Engine) -> dict[str, int]:
    """Return how many minutes of each clinician belong to somebody."""
    query = text("SELECT clinician, count(*) * 5 FROM appointment_cells GROUP BY clinician")
    with engine.connect() as connection:
        return {who: int(number) for who, number in connection.execute(query)}


def contents(engine: Engine) -> list[list[tuple[object, ...]]]:
    """Return all rows of all tables, to see that nothing has changed."""
    with engine.connect() as connection:
        rows = (connection.execute(select(one)) for one in TABLES)
        return [sorted((tuple(row) for row in found), key=repr) for found in rows]


AFTER_THE_HOLD = NOW + CALENDAR.hold + timedelta(seconds=1)
