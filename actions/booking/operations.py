"""What staff do with appointments beside booking, moving and cancelling them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, func, insert, select, update

from actions.booking import cells
from actions.booking.book import MOST_OF_REASON, AppointmentBook
from actions.booking.ledger import normal_reference
from actions.booking.person import birth_date_of, name_of, phone_of
from actions.booking.requests import ContactRequest, contact_requests, request_of
from actions.booking.rows import columns_of, columns_that_say_when, slot_of
from actions.booking.tables import appointments, blocked_days
from actions.booking.values import (
    Appointment,
    AppointmentState,
    NoSuchAppointment,
    NotPossible,
    Person,
    Slot,
    SlotUnavailable,
    Step,
    Whom,
    Window,
)

A_MONTH = 31
MARKS = (AppointmentState.FULFILLED, AppointmentState.NOSHOW)


@dataclass(frozen=True, slots=True)
class BlockedDay:
    """A day of the clinic on which a clinician sees nobody."""

    clinician: str
    day: date
    reason: str
    by: str


class Operations:
    """The staff's side of the book; `by` of each step is the user name of who does it."""

    def __init__(self, book: AppointmentBook) -> None:
        """Work on the same appointments as the patients."""
        self.book = book
        self._ledger = book.ledger

    def day(self, day: date, clinician: str | None = None) -> list[Appointment]:
        """Return what is or was booked on a day of the clinic, by time."""
        if clinician is not None:
            self._known(clinician)
        found = self.between(self.book.calendar.bounds_of_day(day))
        return [one for one in found if clinician in (None, one.slot.clinician)]

    def between(self, window: Window) -> list[Appointment]:
        """Return what is or was booked in a window, by time."""
        with self._ledger.engine.connect() as connection:
            return self._ledger.many(
                connection,
                appointments.c.starts_at >= window.earliest.timestamp(),
                appointments.c.starts_at < window.latest.timestamp(),
            )

    def mark(self, reference: str, state: AppointmentState, step: Step) -> Appointment:
        """Mark an appointment that has begun FULFILLED or NOSHOW; a wrong mark can be changed.

        Raises NoSuchAppointment, NotPossible.
        """
        if state not in MARKS:
            raise NotPossible(f"an appointment cannot be marked {state.value}")
        with self._ledger.writing() as connection:
            done = self._ledger.done(connection, state.value, step)
            if done is not None:
                return done
            before = self._ledger.booked(connection, reference)
            if before.state not in (AppointmentState.BOOKED, *MARKS) or before.state is state:
                raise NotPossible(f"this appointment is {before.state.value}")
            if before.slot.start > step.at:
                raise NotPossible("this appointment has not begun")
            self._ledger.change(connection, before.id, step.at, state=state.value)
            return self._ledger.tell(connection, before.id, state.value, step)

    def block(self, clinician: str, day: date, reason: str, step: Step) -> list[Appointment]:
        """Close a clinician's day; return the appointments on it that must be moved.

        Blocking a blocked day changes nothing. Raises NotPossible, SlotUnavailable.
        """
        who, why = self._known(clinician), " ".join(reason.split())[:MOST_OF_REASON]
        if not why:
            raise NotPossible("blocking a day needs a reason")
        if day < self.book.calendar.day_of(step.at):
            raise NotPossible(f"{day} has passed")
        with self._ledger.writing() as connection:
            if (who, day) not in cells.blocked(connection):
                row = {
                    "clinician": who,
                    "day": day.isoformat(),
                    "reason": why,
                    "blocked_by": step.by,
                    "blocked_at": step.at.timestamp(),
                }
                connection.execute(insert(blocked_days).values(row))
            must_move = self._to_move(connection, step.at)
        return [one for one in must_move if self._place(one.slot) == (who, day)]

    def unblock(self, clinician: str, day: date, step: Step) -> None:
        """Open a day again. Raises NotPossible when it is not blocked."""
        opened = (
            update(blocked_days)
            .where(
                blocked_days.c.clinician == clinician,
                blocked_days.c.day == day.isoformat(),
                blocked_days.c.unblocked_at.is_(None),
            )
            .values(unblocked_by=step.by, unblocked_at=step.at.timestamp())
        )
        with self._ledger.writing() as connection:
            if connection.execute(opened).rowcount != 1:
                raise NotPossible(f"{clinician} is not blocked on {day}")

    def blocked(self, *, since: date) -> list[BlockedDay]:
        """Return the blocked days from a day on, by day."""
        query = (
            select(blocked_days)
            .where(blocked_days.c.unblocked_at.is_(None), blocked_days.c.day >= since.isoformat())
            .order_by(blocked_days.c.day, blocked_days.c.clinician)
        )
        with self._ledger.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
        return [
            BlockedDay(
                row["clinician"], date.fromisoformat(row["day"]), row["reason"], row["blocked_by"]
            )
            for row in rows
        ]

    def to_move(self, now: datetime) -> list[Appointment]:
        """Return what is booked at times that the clinic does not have any more.

        Its day was blocked, or the calendar has changed since: an absence, a holiday, other hours.
        """
        with self._ledger.engine.connect() as connection:
            return self._to_move(connection, now)

    def waiting(self, now: datetime) -> int:
        """Return how many requests wait for an answer, and visits for another time."""
        open_requests = select(func.count()).where(
            contact_requests.c.state == AppointmentState.PROPOSED.value
        )
        with self._ledger.engine.connect() as connection:
            requests = connection.execute(open_requests).scalar_one()
            return int(requests) + len(self._to_move(connection, now))

    def free_on(self, visit_type: str, day: date, now: datetime) -> list[Slot]:
        """Return the free times of a day for staff, however soon; of the next day that has any.

        Looks a month ahead, and returns nothing where there is none.
        """
        calendar = self.book.calendar
        days = (day + timedelta(days=number) for number in range(A_MONTH))
        slots = [slot for one in days for slot in calendar.slots_of_day(visit_type, one)]
        free = self.book.unoccupied([slot for slot in slots if slot.start > now], now=now)
        return [
            slot for slot in free if calendar.day_of(slot.start) == calendar.day_of(free[0].start)
        ]

    def slot_at(self, visit_type: str, clinician: str, wall: datetime) -> Slot:
        """Return the slot at a time of the clinic's clock (`wall` has no zone).

        Of an hour that comes twice, the first. Raises SlotUnavailable.
        """
        calendar, who = self.book.calendar, self._known(clinician)
        if visit_type in calendar.visit_types:
            for slot in calendar.slots_of_day(visit_type, wall.date()):
                local = slot.start.astimezone(calendar.zone).replace(tzinfo=None)
                if (slot.clinician, local) == (who, wall):
                    return slot
        raise SlotUnavailable(f"the calendar has no visit with {who} at {wall:%Y-%m-%d %H:%M}")

    def book_for(self, person: Person, slot: Slot, whom: Whom, step: Step) -> Appointment:
        """Book a slot for somebody whom staff speak with. Birth date and phone may be missing.

        Raises SlotTaken, SlotUnavailable, UnsoundPerson.
        """
        sound = self._checked(person, step)
        with self._ledger.writing() as connection:
            done = self._ledger.done(connection, "booked", step)
            return done or self._booked(connection, sound, slot, whom, step)

    def requests(self) -> list[ContactRequest]:
        """Return the requests that nobody has answered yet, the longest waiting first."""
        query = (
            select(contact_requests)
            .where(contact_requests.c.state == AppointmentState.PROPOSED.value)
            .order_by(contact_requests.c.requested_at)
        )
        with self._ledger.engine.connect() as connection:
            return [request_of(row) for row in connection.execute(query).mappings()]

    def request(self, reference: str) -> ContactRequest:
        """Return a request, answered or not. Raises NoSuchAppointment."""
        with self._ledger.engine.connect() as connection:
            return _request(connection, reference)

    def book_request(self, reference: str, person: Person, slot: Slot, step: Step) -> Appointment:
        """Book a slot for a request that nobody has answered yet, which is answered with that.

        Raises NoSuchAppointment, NotPossible, SlotTaken, SlotUnavailable, UnsoundPerson.
        """
        sound = self._checked(person, step)
        with self._ledger.writing() as connection:
            done = self._ledger.done(connection, "booked", step)
            if done is not None:
                return done
            request = self._answered(connection, reference, AppointmentState.BOOKED)
            whom = Whom(request.sender_id, request.disposition, request.rule_id)
            return self._booked(connection, sound, slot, whom, step)

    def close_request(self, reference: str, state: AppointmentState) -> None:
        """Answer a request without a visit: FULFILLED when staff called, else CANCELLED.

        Raises NoSuchAppointment, NotPossible.
        """
        if state not in (AppointmentState.FULFILLED, AppointmentState.CANCELLED):
            raise NotPossible(f"a request cannot be {state.value} without a visit")
        with self._ledger.writing() as connection:
            self._answered(connection, reference, state)

    def _booked(
        self, connection: Connection, person: Person, slot: Slot, whom: Whom, step: Step
    ) -> Appointment:
        self._ledger.check_offered(connection, slot, step)
        added = self._ledger.add(
            connection,
            slot,
            step,
            conversation=whom.conversation,
            state=AppointmentState.BOOKED.value,
            booked_at=step.at.timestamp(),
            disposition=whom.disposition,
            rule_id=whom.rule_id,
            **columns_of(person),
        )
        self._ledger.occupy(connection, added, slot, step)
        return self._ledger.tell(connection, added, "booked", step)

    def _answered(
        self, connection: Connection, reference: str, state: AppointmentState
    ) -> ContactRequest:
        request = _request(connection, reference)
        if request.state != AppointmentState.PROPOSED.value:
            raise NotPossible(f"this request is {request.state} already")
        answered = update(contact_requests).where(contact_requests.c.turn_id == request.turn_id)
        connection.execute(answered.values(state=state.value))
        return request

    def _to_move(self, connection: Connection, now: datetime) -> list[Appointment]:
        """Return booked visits to come at times that are not there any more."""
        blocked = cells.blocked(connection)
        to_come = select(*columns_that_say_when()).where(
            appointments.c.state == AppointmentState.BOOKED.value,
            appointments.c.starts_at > now.timestamp(),
        )
        # Names are opened only of those that are found.
        found = [
            row["id"]
            for row in connection.execute(to_come).mappings()
            if self._place(slot_of(row)) in blocked or not self.book.calendar.covers(slot_of(row))
        ]
        return self._ledger.many(connection, appointments.c.id.in_(found)) if found else []

    def _place(self, slot: Slot) -> cells.Day:
        return slot.clinician, self.book.calendar.day_of(slot.start)

    def _known(self, clinician: str) -> str:
        if clinician not in self.book.calendar.clinicians:
            known = ", ".join(self.book.calendar.clinicians)
            raise SlotUnavailable(f"there is no clinician {clinician!r}; known: {known}")
        return clinician

    def _checked(self, person: Person, step: Step) -> Person:
        today = self.book.calendar.day_of(step.at)
        born = birth_date_of(person.birth_date, today) if person.birth_date else None
        phone = phone_of(person.phone, self.book.calendar.phone_regions) if person.phone else ""
        return Person(name_of(person.name), born, phone)


def _request(connection: Connection, reference: str) -> ContactRequest:
    known = contact_requests.c.reference == normal_reference(reference)
    row = connection.execute(select(contact_requests).where(known)).mappings().one_or_none()
    if row is None:
        raise NoSuchAppointment("there is no request with this reference")
    return request_of(row)
