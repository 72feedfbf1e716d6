"""The bookings in the staff console: a day, a week, one visit, and what is done with them."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

from actions.booking.operations import Operations
from actions.booking.panel_pages import Pages, tried
from actions.booking.panel_rows import (
    MAX_KEY,
    day_in,
    new_key,
    said,
    slot_in,
)
from actions.booking.person import birth_date_of
from actions.booking.summary import Summary
from actions.booking.summary_json import summary_json
from actions.booking.summary_page import PageNames, summary_html
from actions.booking.values import (
    Appointment,
    AppointmentState,
    BookingRefused,
    Person,
    Slot,
    Step,
    Whom,
)
from actions.panels import Call, Download, Page, Panel, Redirect, Route

NAME = "bookings"
HOME = f"/staff/{NAME}"
TEMPLATES = Path(__file__).parent / "templates"
MARKS = {"attended": AppointmentState.FULFILLED, "noshow": AppointmentState.NOSHOW}
ANSWERS = {"called": AppointmentState.FULFILLED, "dropped": AppointmentState.CANCELLED}
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Summaries:
    """What a clinician reads before a visit: `read` finds it by the reference."""

    read: Callable[[str], Summary]
    names: PageNames


@dataclass(frozen=True, slots=True)
class BookingPages:
    """The handlers."""

    staff: Operations
    pages: Pages
    summaries: Summaries

    async def count(self, call_at: Callable[[], Any]) -> int:
        """Return how many requests and visits wait for somebody."""
        return await tried(lambda: self.staff.waiting(call_at()))

    async def summary(self, call: Call) -> Download:
        """Give the summary of a visit to print, or as JSON."""
        found = await self.pages.found(call)
        summary = await tried(lambda: self.summaries.read(found.reference))
        if call.asked("as") == "json":
            text = json.dumps(summary_json(summary), indent=2, ensure_ascii=False)
            return Download(f"{found.reference}.json", "application/json", text.encode())
        page = summary_html(summary, self.summaries.names)
        return Download(f"{found.reference}.html", "text/html; charset=utf-8", page.encode())

    async def move(self, call: Call) -> Page | Redirect:
        """Move an appointment to the time that was chosen."""
        found, slot = await self.pages.found(call), self._slot(call)
        if slot is None:
            return await self.pages.visit(call, "Choose a time.")
        return await self._changed(
            call, lambda step: self.staff.book.move(found.reference, slot, step), "Moved."
        )

    async def cancel(self, call: Call) -> Page | Redirect:
        """Cancel an appointment with a reason."""
        found = await self.pages.found(call)
        return await self._changed(
            call,
            lambda step: self.staff.book.cancel(found.reference, call.given("reason"), step),
            "Cancelled. The time is free again.",
        )

    async def mark(self, call: Call) -> Page | Redirect:
        """Say whether the person came."""
        found, state = await self.pages.found(call), MARKS.get(call.given("mark"))
        if state is None:
            return await self.pages.visit(call, "Say whether they came.")
        return await self._changed(
            call, lambda step: self.staff.mark(found.reference, state, step), "Noted."
        )

    async def block(self, call: Call) -> Page | Redirect:
        """Close a clinician's day."""
        who, day = call.given("clinician"), day_in(call.given("day"), date.min)
        if day == date.min:
            return await self.pages.day(call, "Choose the day.")
        try:
            moved = await tried(
                lambda: self.staff.block(who, day, call.given("reason"), _step(call))
            )
        except BookingRefused as error:
            return await self.pages.day(call, said(error))
        number = len(moved)
        told = f"{number} {'visit' if number == 1 else 'visits'} must be moved." if number else ""
        return Redirect(
            f"{HOME}?day={day}", f"{self.pages.named(who)} sees nobody that day. {told}"
        )

    async def unblock(self, call: Call) -> Page | Redirect:
        """Open a clinician's day again."""
        who, day = call.given("clinician"), day_in(call.given("day"), date.min)
        try:
            await tried(lambda: self.staff.unblock(who, day, _step(call)))
        except BookingRefused as error:
            return await self.pages.day(call, said(error))
        return Redirect(f"{HOME}?day={day}", f"{self.pages.named(who)} sees patients again.")

    async def book(self, call: Call) -> Page | Redirect:
        """Book a visit for a caller or for a request."""
        slot, asked = self._slot(call), call.given("request")
        if slot is None:
            return await self.pages.new(call, "Choose a time.")
        try:
            person = self._person(call)
            made = await tried(lambda: self._booked(call, person, slot, asked))
        except BookingRefused as error:
            return await self.pages.new(call, said(error))
        return Redirect(f"{HOME}/{made.reference}", f"Booked. The reference is {made.reference}.")

    async def close_request(self, call: Call) -> Page | Redirect:
        """Answer a request without a visit."""
        state = ANSWERS.get(call.given("answer"))
        if state is None:
            return await self.pages.day(call, "Say what came of the request.")
        try:
            await tried(lambda: self.staff.close_request(call.path["reference"], state))
        except BookingRefused as error:
            return await self.pages.day(call, said(error))
        return Redirect(HOME, "The request is answered.")

    async def _changed(
        self, call: Call, work: Callable[[Step], Appointment], notice: str
    ) -> Page | Redirect:
        try:
            made = await tried(lambda: work(_step(call)))
        except BookingRefused as error:
            return await self.pages.visit(call, said(error))
        return Redirect(f"{HOME}/{made.reference}", notice)

    def _booked(self, call: Call, person: Person, slot: Slot, asked: str) -> Appointment:
        if asked:
            return self.staff.book_request(asked, person, slot, _step(call))
        return self.staff.book_for(person, slot, Whom(""), _step(call))

    def _person(self, call: Call) -> Person:
        born = call.given("birth_date")
        today = self.staff.book.calendar.day_of(call.at)
        birth_date = birth_date_of(born, today) if born else None
        return Person(call.given("name"), birth_date, call.given("phone"))

    def _slot(self, call: Call) -> Slot | None:
        return slot_in(call.given("slot"), self.staff.book.calendar)


def bookings_panel(staff: Operations, clock: Callable[[], Any], summaries: Summaries) -> Panel:
    """Return the panel on these appointments. `clock` gives aware times."""
    made = Pages(staff)
    pages = BookingPages(staff, made, summaries)
    who = "scheduler"

    def count() -> Awaitable[int]:
        return pages.count(clock)

    return Panel(
        NAME,
        "Bookings",
        20,
        TEMPLATES,
        (
            Route("GET", "", "viewer", made.day, "booking.day"),
            Route("GET", "/week", "viewer", made.week, "booking.week"),
            Route("GET", "/new", who, made.new, "booking.new", "request"),
            Route("POST", "/new", who, pages.book, "booking.book", "request"),
            Route("POST", "/block", who, pages.block, "booking.block", "clinician"),
            Route("POST", "/unblock", who, pages.unblock, "booking.unblock", "clinician"),
            Route("POST", "/requests/{reference}/close", who, pages.close_request,
                  "booking.request.close", "reference"),
            Route("GET", "/{reference}", "viewer", made.visit, "booking.view", "reference"),
            Route("GET", "/{reference}/summary", "viewer", pages.summary, "booking.summary",
                  "reference"),
            Route("POST", "/{reference}/move", who, pages.move, "booking.move", "reference"),
            Route("POST", "/{reference}/cancel", who, pages.cancel, "booking.cancel", "reference"),
            Route("POST", "/{reference}/mark", who, pages.mark, "booking.mark", "reference"),
        ),
        count,
    )  # fmt: skip


def _step(call: Call) -> Step:
    """Return the step of a form: sent twice, it counts once."""
    return Step(
        f"console/{call.staff}/{(call.given('key') or new_key())[:MAX_KEY]}", call.at, call.staff
    )
