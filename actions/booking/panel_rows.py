"""What the bookings panel shows, and what it reads from its forms."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from actions.booking.calendar import A_DAY, Calendar
from actions.booking.operations import BlockedDay
from actions.booking.values import (
    Appointment,
    AppointmentState,
    BookingRefused,
    Slot,
    UnsoundPerson,
)

DAYS_OF_WEEK = 7
MAX_KEY = 64
# From a state to its words and their look.
STATES = {
    AppointmentState.BOOKED: ("booked", ""),
    AppointmentState.FULFILLED: ("attended", "fine"),
    AppointmentState.NOSHOW: ("did not come", "urgent"),
    AppointmentState.CANCELLED: ("cancelled", ""),
    AppointmentState.HELD: ("held", ""),
}
NOT_MARKED = ("came?", "soon")
# What is wrong with a person's name, birth date or phone, and what to do.
FAULTS = {
    ("name", "missing"): "Give a name.",
    ("name", "too_long"): "The name is too long: 100 letters fit.",
    ("name", "symbols"): "The name holds signs that no name has. Write it in letters.",
    ("birth_date", "no_date"): "This is no date. Write the birth date as 1980-04-03.",
    ("birth_date", "future"): "The birth date lies in the future.",
    ("birth_date", "too_old"): "Nobody is that old: look at the year of the birth date.",
    ("phone", "no_number"): "This is no phone number that can be called.",
    ("phone", "no_area_code"): "The phone number lacks its area code.",
    ("phone", "foreign"): "The clinic takes no phone numbers of this country.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """One appointment as a line, at the moment of the page."""

    appointment: Appointment
    clinician: str
    visit_type: str
    state: str
    look: str
    has_begun: bool

    @property
    def name(self) -> str:
        """Who comes."""
        return self.appointment.person.name if self.appointment.person else "nobody"

    @property
    def can_change(self) -> bool:
        """Whether it can still be moved or cancelled."""
        return self.appointment.state is AppointmentState.BOOKED

    @property
    def can_mark(self) -> bool:
        """Whether it can be said if the person came."""
        return self.has_begun and self.appointment.state is not AppointmentState.CANCELLED


@dataclass(frozen=True, slots=True)
class Cell:
    """One clinician's day in the week. `blocked` is why they see nobody, if so."""

    rows: tuple[Row, ...]
    free: int
    blocked: str | None


def row_of(appointment: Appointment, calendar: Calendar, now: datetime) -> Row:
    """Return an appointment as it is shown at `now`."""
    slot = appointment.slot
    clinician = calendar.clinicians.get(slot.clinician)
    visit_type = calendar.visit_types.get(slot.visit_type)
    has_begun = slot.start <= now
    is_open = appointment.state is AppointmentState.BOOKED and slot.end <= now
    state, look = NOT_MARKED if is_open else STATES.get(appointment.state, ("proposed", ""))
    return Row(
        appointment,
        clinician.name if clinician else slot.clinician,
        visit_type.name if visit_type else slot.visit_type,
        state,
        look,
        has_begun,
    )


def week_of(day: date) -> list[date]:
    """Return the days from Monday to Sunday around a day."""
    monday = day - A_DAY * day.weekday()
    return [monday + A_DAY * number for number in range(DAYS_OF_WEEK)]


def grid(
    days: Sequence[date],
    rows: Iterable[Row],
    free: Iterable[Slot],
    blocked: Iterable[BlockedDay],
    calendar: Calendar,
) -> dict[str, list[Cell]]:
    """Return the cells of a week by the clinicians' names."""
    by_place: dict[tuple[str, date], list[Row]] = {}
    for row in rows:
        slot = row.appointment.slot
        place = (slot.clinician, calendar.day_of(slot.start))
        by_place.setdefault(place, []).append(row)
    places = [(slot.clinician, calendar.day_of(slot.start)) for slot in free]
    why = {(one.clinician, one.day): one.reason for one in blocked}
    return {
        one.name: [
            Cell(
                tuple(by_place.get((one.id, day), ())),
                places.count((one.id, day)),
                why.get((one.id, day)),
            )
            for day in days
        ]
        for one in calendar.clinicians.values()
    }


def day_in(text: str, otherwise: date) -> date:
    """Return the day that an address or a form names, or another one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return otherwise
    # Weeks are counted to both sides of it.
    return day if date.min + A_DAY * 60 < day < date.max - A_DAY * 60 else otherwise


def noon(day: date, calendar: Calendar) -> datetime:
    """Return a moment of a day, for filters that show moments."""
    return datetime.combine(day, time(12), calendar.zone)


def value_of(slot: Slot) -> str:
    """Return a slot as a form carries it."""
    return f"{slot.clinician} {slot.visit_type} {slot.start:%Y-%m-%dT%H:%MZ}"


def slot_in(text: str, calendar: Calendar) -> Slot | None:
    """Return the slot that a form carries, or None when there is none like it."""
    parts = text.split(" ")
    try:
        clinician, visit_type, written = parts
        start = datetime.strptime(written, "%Y-%m-%dT%H:%MZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    if visit_type not in calendar.visit_types or day_in(f"{start:%Y-%m-%d}", date.min) == date.min:
        return None
    slot = Slot(clinician, visit_type, start, start + calendar.visit_types[visit_type].length)
    return slot if calendar.has(slot) else None


def new_key() -> str:
    """Return what makes a form count once, however often it is sent."""
    return uuid.uuid4().hex


def said(error: BookingRefused) -> str:
    """Return a refusal as staff read it."""
    if isinstance(error, UnsoundPerson):
        return FAULTS.get((error.field, error.problem), f"Look at the {error.field}.")
    text = str(error)
    return f"{text[0].upper()}{text[1:]}. Nothing was changed."
