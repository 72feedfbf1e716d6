"""What the actions share that book, move and cancel visits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from rasa_sdk.interfaces import Tracker

from actions.booking.book import AppointmentBook
from actions.booking.calendar import Calendar
from actions.booking.offered import slot_from_text
from actions.booking.offers import Supply
from actions.booking.values import Appointment, AppointmentState, Slot, Step, Whom, Window
from actions.booking.windows import Decided, Limits, NoVisit, visit_window
from actions.care import Care, is_sms
from actions.message import moment_of
from actions.queue.desk import StaffDesk
from actions.slots import DECIDED_AT, VISIT_TIME
from actions.triage.protocol import Disposition

T = TypeVar("T")

# Where the decision presses: elsewhere a window is only as far as one can book.
DUE = frozenset({Disposition.CLINIC.value})


@dataclass(frozen=True, slots=True)
class Visits:
    """The appointment book and what words it needs.

    `manage_url` gives the link by which a visit is moved or cancelled: a path of the server's own
    where it has no public address. `phone_of` gives the number that a conversation writes from,
    None on the web.
    """

    care: Care
    desk: StaffDesk
    book: AppointmentBook
    manage_url: Callable[[str], str]
    phone_of: Callable[[str], Awaitable[str | None]]

    @property
    def calendar(self) -> Calendar:
        """Return the clinic's calendar."""
        return self.book.calendar

    def now(self, tracker: Tracker) -> datetime:
        """Return the moment of the message."""
        return moment_of(tracker, self.care.clock)

    def today(self, tracker: Tracker) -> date:
        """Return the clinic's day."""
        return self.calendar.day_of(self.now(tracker))

    def window(self, tracker: Tracker, *, asked: bool = True) -> Window | NoVisit:
        """Return in which time a visit may begin, or why none is offered."""
        slots = tracker.slots
        hours = slots.get("within_hours")
        decided = Decided(
            disposition=slots.get("disposition"),
            within_hours=None if hours is None else int(hours),
            at=self._decided_at(tracker),
            asked=asked,
        )
        limits = Limits(self.care.protocol.visit_working_days, self.care.clinic.works_on)
        return visit_window(decided, self.calendar, limits, self.now(tracker))

    def due_by(self, tracker: Tracker) -> datetime | None:
        """Return by when a visit is due, None where nothing presses."""
        window = self.window(tracker)
        if tracker.slots.get("disposition") not in DUE or isinstance(window, NoVisit):
            return None
        return window.latest

    async def supply(self, tracker: Tracker) -> Supply:
        """Return what is free, without the time that the conversation's own visit has now."""
        now = self.now(tracker)
        window = Window(now, self.calendar.horizon(now))
        kind = self.calendar.consultation
        booked = await self.booked(tracker)
        own = None if booked is None else booked.slot.start
        free = await asyncio.to_thread(
            self.book.free, kind, window, now=now, conversation=tracker.sender_id
        )
        return Supply(
            free=[one for one in free if one.start != own],
            calendar=list(self.calendar.slots(kind, window, now)),
            early_until=self.due_by(tracker),
            zone=self.calendar.zone,
        )

    async def booked(self, tracker: Tracker) -> Appointment | None:
        """Return the visit to come that was booked in this conversation, or None."""
        now = self.now(tracker)
        found = await asyncio.to_thread(self.book.of_conversation, tracker.sender_id)
        to_come = [
            one for one in found if one.state is AppointmentState.BOOKED and one.slot.start > now
        ]
        return min(to_come, key=lambda one: one.slot.start, default=None)

    async def former(self, tracker: Tracker) -> Appointment | None:
        """Return the last visit that was booked in this conversation, whatever became of it."""
        found = await asyncio.to_thread(self.book.of_conversation, tracker.sender_id)
        return max(found, key=lambda one: one.changed_at, default=None)

    async def hold(self, slot: Slot, tracker: Tracker) -> Appointment:
        """Keep a slot for this conversation. Raises SlotTaken, SlotUnavailable."""
        slots = tracker.slots
        whom = Whom(tracker.sender_id, slots.get("disposition"), slots.get("rule_id"))
        return await asyncio.to_thread(self.book.hold, slot, whom, self.step(tracker))

    async def release(self, tracker: Tracker) -> None:
        """Let go of what the conversation holds."""
        if tracker.slots.get(VISIT_TIME) is not None:
            await asyncio.to_thread(self.book.release, tracker.sender_id, self.step(tracker))

    async def run(self, work: Callable[[], T]) -> T:
        """Do the book's work on a thread."""
        return await asyncio.to_thread(work)

    def step(self, tracker: Tracker) -> Step:
        """Return the step of this turn: tried again, it is the same one."""
        return Step(tracker.latest_message["metadata"]["turn_id"], self.now(tracker))

    def chosen(self, tracker: Tracker) -> Slot | None:
        """Return the slot that the person has chosen."""
        return slot_from_text(tracker.slots.get(VISIT_TIME))

    def when(self, slot: Slot) -> dict[str, Any]:
        """Return the placeholders of a slot: day, time with its zone, minutes and clinician."""
        day, clock = self._in_words(slot)
        seen_by = self.calendar.clinicians.get(slot.clinician)
        return {
            "visit_day": day,
            "visit_time": clock,
            "visit_minutes": str(int((slot.end - slot.start).total_seconds() // 60)),
            "clinician": slot.clinician if seen_by is None else seen_by.name,
        }

    def link_to(self, reference: str, tracker: Tracker) -> str | None:
        """Return the link to a visit; None where a phone has nothing to resolve a path with."""
        url = self.manage_url(reference)
        return None if url.startswith("/") and is_sms(tracker) else url

    def when_booked(self, booked: Appointment) -> dict[str, Any]:
        """Return the placeholders for when a visit is that may change."""
        day, clock = self._in_words(booked.slot)
        return {"booked_day": day, "booked_time": clock}

    def _in_words(self, slot: Slot) -> tuple[str, str]:
        local = slot.start.astimezone(self.calendar.zone)
        return f"{local:%A, %B} {local.day}", f"{local:%I:%M %p %Z}".removeprefix("0")

    def title(self, slot: Slot) -> str:
        """Return a slot as short as a button."""
        local = slot.start.astimezone(self.calendar.zone)
        clock = f"{local:%I:%M %p}".removeprefix("0")
        return f"{local:%a %b} {local.day}, {clock}"

    def last_day(self, due: datetime, supply: Supply) -> str:
        """Return the last day on which a visit can begin before it is too late."""
        before = [one.start for one in supply.calendar if one.start < due]
        local = (max(before) if before else due).astimezone(self.calendar.zone)
        return f"{local:%A, %B} {local.day}"

    def _decided_at(self, tracker: Tracker) -> datetime:
        told = tracker.slots.get(DECIDED_AT)
        return self.now(tracker) if told is None else datetime.fromisoformat(told)
