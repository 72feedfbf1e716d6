"""What staff do with appointments beside booking, moving and cancelling them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, insert, select, update

from actions.booking import cells
from actions.booking.book import MOST_OF_REASON, AppointmentBook
from actions.booking.person import birth_date_of, name_of, phone_of
from actions.booking.requests import ContactRequest, contact_requests, request_of
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
)

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
        bounds = self.book.calendar.bounds_of_day(day)
        where = [
            appointments.c.starts_at >= bounds.earliest.timestamp(),
            appointments.c.starts_at < bounds.latest.timestamp(),
        ]
        if clinician is not None:
            where.append(appointments.c.clinician == self._known(clinician))
        with self._ledger.engine.connect() as connection:
            return self._ledger.many(connection, *where)

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
            booked = self._to_come(connection, step)
        return [one for one in booked if self._stands_on(one, {(who, day)})]

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

    def to_move(self, step: Step) -> list[Appointment]:
        """Return what is booked at times that the clinic does not have any more.

        Its day was blocked, or the calendar has changed since: an absence, a holiday, other hours.
        """
        with self._ledger.engine.connect() as connection:
            blocked = cells.blocked(connection)
            booked = self._to_come(connection, step)
        return [
            one
            for one in booked
            if self._stands_on(one, blocked) or not self.book.calendar.covers(one.slot)
        ]

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
            **self._ledger.rows.columns_of(person),
        )
        self._ledger.occupy(connection, added, slot, step)
        return self._ledger.tell(connection, added, "booked", step)

    def _answered(
        self, connection: Connection, reference: str, state: AppointmentState
    ) -> ContactRequest:
        query = select(contact_requests).where(contact_requests.c.reference == reference)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            raise NoSuchAppointment("there is no request with this reference")
        if row["state"] != AppointmentState.PROPOSED.value:
            raise NotPossible(f"this request is {row['state']} already")
        answered = update(contact_requests).where(contact_requests.c.reference == reference)
        connection.execute(answered.values(state=state.value))
        return request_of(row)

    def _to_come(self, connection: Connection, step: Step) -> list[Appointment]:
        return self._ledger.many(
            connection,
            appointments.c.state == AppointmentState.BOOKED.value,
            appointments.c.starts_at > step.at.timestamp(),
        )

    def _stands_on(self, appointment: Appointment, days: set[cells.Day]) -> bool:
        slot = appointment.slot
        return (slot.clinician, self.book.calendar.day_of(slot.start)) in days

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
