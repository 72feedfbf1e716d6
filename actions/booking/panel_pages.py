"""The pages of the bookings panel, put together from the book."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any, TypeVar

from sqlalchemy.exc import SQLAlchemyError

from actions.booking.calendar import A_DAY, Calendar
from actions.booking.operations import Operations
from actions.booking.panel_rows import (
    DAYS_OF_WEEK,
    day_in,
    grid,
    new_key,
    noon,
    row_of,
    value_of,
    week_of,
)
from actions.booking.requests import ContactRequest
from actions.booking.values import Appointment, NoSuchAppointment, Slot, Window
from actions.panels import Call, Page, Refusal

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Pages:
    """Puts pages together. `fault` is why what was asked for was not done."""

    staff: Operations

    @property
    def calendar(self) -> Calendar:
        """The clinic's calendar."""
        return self.staff.book.calendar

    async def week(self, call: Call) -> Page:
        """Return a week of all clinicians."""
        today = self.calendar.day_of(call.at)
        days = week_of(day_in(call.asked("day"), today))
        bounds = [self.calendar.bounds_of_day(one) for one in (days[0], days[-1])]
        window = Window(bounds[0].earliest, bounds[1].latest)
        kind = self.calendar.consultation
        slots = [slot for day in days for slot in self.calendar.slots_of_day(kind, day)]
        ahead = [slot for slot in slots if slot.start > call.at]
        booked, free, blocked = await tried(
            lambda: (
                self.staff.between(window),
                self.staff.book.unoccupied(ahead, now=call.at),
                self.staff.blocked(since=days[0]),
            )
        )
        rows = [row_of(one, self.calendar, call.at) for one in booked]
        values = {
            "grid": grid(days, rows, free, blocked, self.calendar),
            "days": [(day, noon(day, self.calendar), self.calendar.holidays.get(day))
                     for day in days],
            "today": today,
            "kind": self.calendar.visit_types[kind].name,
            "before": days[0] - A_DAY * DAYS_OF_WEEK,
            "after": days[0] + A_DAY * DAYS_OF_WEEK,
        }  # fmt: skip
        return Page("bookings/week.html", values)

    async def day(self, call: Call, fault: str = "") -> Page:
        """Return a day, with what must be moved and the requests."""
        today = self.calendar.day_of(call.at)
        day = day_in(call.asked("day") or call.given("day"), today)
        chosen = call.asked("clinician") or None
        only = chosen if chosen in self.calendar.clinicians else None
        booked, moved, requests, blocked = await tried(
            lambda: (
                self.staff.day(day, only),
                self.staff.to_move(call.at),
                self.staff.requests(),
                self.staff.blocked(since=today),
            )
        )
        values = {
            "rows": [row_of(one, self.calendar, call.at) for one in booked],
            "moved": [row_of(one, self.calendar, call.at) for one in moved],
            "requests": requests,
            "blocked": [(one, self.named(one.clinician), noon(one.day, self.calendar))
                        for one in blocked],
            "day": day, "at": noon(day, self.calendar), "today": today, "only": only,
            "before": day - A_DAY, "after": day + A_DAY,
            "holiday": self.calendar.holidays.get(day),
            "clinicians": self.calendar.clinicians.values(),
            "fault": fault, "reason": call.given("reason"),
        }  # fmt: skip
        return Page("bookings/day.html", values, _status(fault))

    async def visit(self, call: Call, fault: str = "") -> Page:
        """Return one appointment, what was done to it, and the times that it could move to."""
        found = await self.found(call)
        row = row_of(found, self.calendar, call.at)
        from_day = self.calendar.day_of(max(found.slot.start, call.at))
        day = day_in(call.asked("day") or call.given("day"), from_day)
        history, free = await tried(
            lambda: (
                self.staff.book.history(found.reference),
                self._free(found.slot.visit_type, day, call) if row.can_change else [],
            )
        )
        values = {
            "row": row, "own_day": self.calendar.day_of(found.slot.start), "history": history,
            "fault": fault, "reason": call.given("reason"),
            **self._choice(free, day, call),
        }  # fmt: skip
        return Page("bookings/visit.html", values, _status(fault))

    async def new(self, call: Call, fault: str = "") -> Page:
        """Return the form that books a visit for a caller, or for a request."""
        request = await self._request(call.asked("request") or call.given("request"))
        day = day_in(call.asked("day") or call.given("day"), self.calendar.day_of(call.at))
        kinds = self.calendar.visit_types
        chosen = call.asked("visit_type") or call.given("visit_type")
        kind = chosen if chosen in kinds else self.calendar.consultation
        free = await tried(lambda: self._free(kind, day, call))
        given = {name: call.given(name) for name in ("name", "birth_date", "phone")}
        if request is not None and not call.form:
            given |= {"name": request.name, "phone": request.phone}
        values = {
            "request": request, "kinds": kinds.values(), "kind": kind, "given": given,
            "fault": fault, **self._choice(free, day, call),
        }  # fmt: skip
        return Page("bookings/new.html", values, _status(fault))

    def _choice(self, free: list[Slot], day: date, call: Call) -> Mapping[str, Any]:
        """Return what the choice of a time needs: the free ones of a day, or of the next."""
        return {
            "free": [(value_of(one), one, self.named(one.clinician)) for one in free],
            "day": self.calendar.day_of(free[0].start) if free else day,
            "asked_day": day, "today": self.calendar.day_of(call.at),
            "asked_at": noon(day, self.calendar),
            "key": call.given("key") or new_key(), "chosen": call.given("slot"),
        }  # fmt: skip

    def _free(self, kind: str, day: date, call: Call) -> list[Slot]:
        return self.staff.free_on(kind, day, call.at) if kind in self.calendar.visit_types else []

    async def found(self, call: Call) -> Appointment:
        """Return the appointment that an address names, or refuse."""
        try:
            return await tried(lambda: self.staff.book.find(call.path["reference"]))
        except NoSuchAppointment:
            message = "There is no visit with this reference."
            raise Refusal(HTTPStatus.NOT_FOUND, message) from None

    async def _request(self, reference: str) -> ContactRequest | None:
        try:
            return await tried(lambda: self.staff.request(reference)) if reference else None
        except NoSuchAppointment:
            message = "There is no request with this reference."
            raise Refusal(HTTPStatus.NOT_FOUND, message) from None

    def named(self, clinician: str) -> str:
        """Return a clinician's name."""
        known = self.calendar.clinicians.get(clinician)
        return known.name if known else clinician


def _status(fault: str) -> int:
    return HTTPStatus.CONFLICT if fault else HTTPStatus.OK


async def tried(work: Callable[[], T]) -> T:
    """Do database work on a thread."""
    try:
        return await asyncio.to_thread(work)
    except SQLAlchemyError:
        message = "The bookings cannot be read now. Nothing was changed. Try again in a moment."
        raise Refusal(HTTPStatus.SERVICE_UNAVAILABLE, message) from None
