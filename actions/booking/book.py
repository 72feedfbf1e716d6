"""Everyone's appointments: found, held, booked, moved, cancelled. No time is given twice."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Connection, Engine

from actions.booking import cells
from actions.booking.calendar import Calendar
from actions.booking.ledger import EXPIRED, RELEASED, Ledger
from actions.booking.person import name_of, person_of, phone_of
from actions.booking.rows import columns_of, columns_of_slot
from actions.booking.tables import appointments
from actions.booking.values import (
    PATIENT,
    AlreadyBooked,
    Appointment,
    AppointmentEvent,
    AppointmentState,
    HoldExpired,
    NotPossible,
    Person,
    Slot,
    SlotTaken,
    SlotUnavailable,
    Step,
    Whom,
    Window,
)

MOST_OF_REASON = 500


class AppointmentBook:
    """Reads and writes appointments: synchronous work, to be called on a thread.

    Each change is one transaction and is named by its step: the same step again changes nothing
    and returns the same appointment. What cannot be done raises BookingRefused and changes
    nothing; a database that cannot be used raises SQLAlchemyError.
    """

    def __init__(self, engine: Engine, calendar: Calendar) -> None:
        """Work through `engine`, whose tables are there already."""
        self.ledger = Ledger(engine, calendar)

    @property
    def calendar(self) -> Calendar:
        """Return the clinic's calendar."""
        return self.ledger.calendar

    def free(
        self, visit_type: str, window: Window, *, now: datetime, conversation: str | None = None
    ) -> list[Slot]:
        """Return what the calendar offers and nobody has taken or holds, by time.

        What `conversation` holds itself counts as free: it lets go of it with its next hold.
        """
        offered = list(self.calendar.slots(visit_type, window, now))
        return self.unoccupied(offered, now=now, conversation=conversation)

    def unoccupied(
        self, slots: Sequence[Slot], *, now: datetime, conversation: str | None = None
    ) -> list[Slot]:
        """Return those of some slots that nobody but `conversation` has taken or holds."""
        if not slots:
            return []
        wanted = {slot: self.calendar.cells(slot) for slot in slots}
        reach = range(
            min(one.start for one in wanted.values()), max(one.stop for one in wanted.values())
        )
        with self.ledger.engine.connect() as connection:
            taken = cells.occupied(connection, reach, now, conversation)
            blocked = cells.blocked(connection)
        return [
            slot
            for slot, own in wanted.items()
            if (slot.clinician, self.calendar.day_of(slot.start)) not in blocked
            and not any((slot.clinician, cell) in taken for cell in own)
        ]

    def hold(self, slot: Slot, whom: Whom, step: Step) -> Appointment:
        """Keep a slot for some minutes; an older hold of the conversation is let go.

        Raises SlotTaken, SlotUnavailable.
        """
        with self.ledger.writing() as connection:
            done = self.ledger.done(connection, "held", step)
            if done is not None:
                return _still_there(done)
            self.ledger.check_offered(connection, slot, step)
            self._let_go(connection, whom.conversation, step)
            added = self.ledger.add(
                connection,
                slot,
                step,
                conversation=whom.conversation,
                state=AppointmentState.HELD.value,
                held_until=(step.at + self.calendar.hold).timestamp(),
                disposition=whom.disposition,
                rule_id=whom.rule_id,
            )
            self.ledger.occupy(connection, added, slot, step)
            return self.ledger.tell(connection, added, "held", step)

    def release(self, conversation: str, step: Step) -> None:
        """Let go of what the conversation holds, if it holds anything."""
        with self.ledger.writing() as connection:
            self._let_go(connection, conversation, step)

    def confirm(self, conversation: str, person: Person, step: Step) -> Appointment:
        """Book what the conversation holds; late as well, while nobody else has taken it.

        Raises AlreadyBooked, HoldExpired, SlotUnavailable, UnsoundPerson.
        """
        sound = self._checked(person, step)
        with self.ledger.writing() as connection:
            done = self.ledger.done(connection, "booked", step)
            if done is not None:
                return done
            self._check_single(connection, conversation, step)
            held = self._held(connection, conversation, step)
            booked = {
                "state": AppointmentState.BOOKED.value,
                "held_until": None,
                "booked_at": step.at.timestamp(),
                **columns_of(sound),
            }
            self.ledger.change(connection, held.id, step.at, **booked)
            return self.ledger.tell(connection, held.id, "booked", step)

    def move(self, reference: str, slot: Slot, step: Step) -> Appointment:
        """Move a booked appointment; what its conversation holds is let go.

        Raises NoSuchAppointment, NotPossible, SlotTaken, SlotUnavailable.
        """
        with self.ledger.writing() as connection:
            done = self.ledger.done(connection, "moved", step)
            if done is not None:
                return done
            before = self._to_come(connection, reference, step)
            if slot == before.slot:
                return before
            self.ledger.check_offered(connection, slot, step)
            if before.conversation:
                self._let_go(connection, before.conversation, step)
            cells.give_back(connection, before.id)
            self.ledger.occupy(connection, before.id, slot, step)
            moved = {**columns_of_slot(slot), "sequence": before.sequence + 1}
            self.ledger.change(connection, before.id, step.at, **moved)
            return self.ledger.tell(connection, before.id, "moved", step)

    def cancel(self, reference: str, reason: str, step: Step) -> Appointment:
        """Cancel a booked appointment; staff give a reason.

        Raises NoSuchAppointment, NotPossible.
        """
        why = " ".join(reason.split())[:MOST_OF_REASON]
        if step.by != PATIENT and not why:
            raise NotPossible("cancelling needs a reason")
        with self.ledger.writing() as connection:
            done = self.ledger.done(connection, "cancelled", step)
            if done is not None:
                return done
            before = self._to_come(connection, reference, step)
            cells.give_back(connection, before.id)
            cancelled = {
                "state": AppointmentState.CANCELLED.value,
                "sequence": before.sequence + 1,
                "reason": why or None,
            }
            self.ledger.change(connection, before.id, step.at, **cancelled)
            return self.ledger.tell(connection, before.id, "cancelled", step)

    def find(self, reference: str) -> Appointment:
        """Return what was booked under a reference, however written. Raises NoSuchAppointment."""
        with self.ledger.engine.connect() as connection:
            return self.ledger.booked(connection, reference)

    def held_by(self, conversation: str, *, now: datetime) -> Appointment | None:
        """Return the hold of a conversation that stands, or None."""
        with self.ledger.engine.connect() as connection:
            held = self.ledger.first(connection, *cells.held_by(conversation))
        return held if held and held.held_until and held.held_until > now else None

    def of_conversation(self, conversation: str) -> list[Appointment]:
        """Return what was ever booked in a conversation, by time."""
        with self.ledger.engine.connect() as connection:
            return self.ledger.many(connection, appointments.c.conversation == conversation)

    def upcoming(self, *, now: datetime, until: datetime | None = None) -> list[Appointment]:
        """Return the booked appointments that begin from `now` on, and before `until`, by time."""
        where = [
            appointments.c.state == AppointmentState.BOOKED.value,
            appointments.c.starts_at >= now.timestamp(),
        ]
        if until is not None:
            where.append(appointments.c.starts_at < until.timestamp())
        with self.ledger.engine.connect() as connection:
            return self.ledger.many(connection, *where)

    def history(self, reference: str) -> Sequence[AppointmentEvent]:
        """Return who did what when, the first first. Raises NoSuchAppointment."""
        with self.ledger.engine.connect() as connection:
            found = self.ledger.booked(connection, reference)
            return self.ledger.history(connection, found.id)

    def _checked(self, person: Person, step: Step) -> Person:
        today = self.calendar.day_of(step.at)
        regions = self.calendar.phone_regions
        if person.birth_date is None:
            # Whoever will not give it is not turned away.
            return Person(name_of(person.name), None, phone_of(person.phone, regions))
        return person_of(person.name, person.birth_date, person.phone, regions=regions, today=today)

    def _let_go(self, connection: Connection, conversation: str, step: Step) -> None:
        held = self.ledger.first(connection, *cells.held_by(conversation))
        if held is not None:
            self.ledger.let_go(connection, held.id, RELEASED, step)

    def _held(self, connection: Connection, conversation: str, step: Step) -> Appointment:
        """Return the hold to confirm; one that has run out is taken up again where it is free."""
        held = self.ledger.first(connection, *cells.held_by(conversation))
        again = None if held else self._run_out(connection, conversation)
        found = held or again
        if found is None:
            raise HoldExpired("no time is held for this conversation")
        if found.held_until is None or found.held_until <= step.at:
            self.ledger.check_offered(connection, found.slot, step)
        elif found.slot.start <= step.at:
            raise SlotUnavailable("this time has passed")
        self.ledger.check_open(connection, found.slot)
        if again is not None:
            try:
                self.ledger.occupy(connection, again.id, again.slot, step)
            except SlotTaken:
                raise HoldExpired("this time was held too long, and somebody took it") from None
        return found

    def _check_single(self, connection: Connection, conversation: str, step: Step) -> None:
        """Refuse a second visit to come. Raises AlreadyBooked."""
        to_come = self.ledger.first(
            connection,
            appointments.c.conversation == conversation,
            appointments.c.state == AppointmentState.BOOKED.value,
            appointments.c.starts_at > step.at.timestamp(),
        )
        if to_come is not None:
            raise AlreadyBooked("this conversation has a visit to come")

    def _run_out(self, connection: Connection, conversation: str) -> Appointment | None:
        """Return the last hold of a conversation when somebody has taken its time over."""
        last = self.ledger.first(connection, appointments.c.conversation == conversation)
        if last is None or last.booked_at is not None:
            return None
        history = self.ledger.history(connection, last.id)
        return last if history[-1].what == EXPIRED else None

    def _to_come(self, connection: Connection, reference: str, step: Step) -> Appointment:
        """Return a booked appointment that can still be changed. Raises NotPossible."""
        found = self.ledger.booked(connection, reference)
        if found.state is not AppointmentState.BOOKED:
            raise NotPossible(f"this appointment is {found.state.value}")
        if found.slot.start <= step.at and step.by == PATIENT:
            raise NotPossible("this appointment has begun")
        return found


def _still_there(held: Appointment) -> Appointment:
    if held.state in (AppointmentState.HELD, AppointmentState.BOOKED):
        return held
    raise SlotTaken("this time was held, and is not any more")
