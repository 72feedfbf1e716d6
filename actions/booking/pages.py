"""The pages behind the links of a booking: to see, move and cancel a visit, and its calendar file.

Looking changes nothing, as mail scanners follow links too: only a form that is sent does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from urllib.parse import urljoin

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from actions.booking.calendar_file import MEDIA_TYPE, calendar_file
from actions.booking.links import PREFIX, LinkExpired, LinkRefused, Links, Opened, Purpose
from actions.booking.move_page import MovePage, Picked, picked_in
from actions.booking.page_parts import Frame, details, form, links, paragraph, refusal, status
from actions.booking.page_texts import PageTexts
from actions.booking.ports import Appointments
from actions.booking.values import (
    Appointment,
    AppointmentState,
    BookingRefused,
    NoSuchAppointment,
    NotPossible,
    SlotTaken,
    Step,
)

logger = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    # A link is a key: no other site may learn it. Our own form must say where it comes from.
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex, nofollow",
    "Cache-Control": "no-store",
}
# Why a person cancelled is their own business: staff see by whom, and that it was by the link.
BY_LINK = "cancelled by link"
MOVED = "moved"
CHANGEABLE = frozenset({AppointmentState.BOOKED})


class PageRefused(Exception):
    """A page says why nothing was done; `word` names the sentence, `status` the HTTP status."""

    def __init__(self, word: str, status: HTTPStatus = HTTPStatus.CONFLICT) -> None:
        self.word = word
        self.status = status
        super().__init__(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class BookingPages:
    """Serves the pages. `clock` gives aware times."""

    book: Appointments
    links: Links
    texts: PageTexts
    frame: Frame
    mover: MovePage
    clock: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """Return the routes below /booking/."""
        served: list[tuple[Purpose, Callable[..., Awaitable[Response]], list[str]]] = [
            (Purpose.VIEW, self._view, ["GET"]),
            (Purpose.CALENDAR, self._calendar, ["GET"]),
            (Purpose.MOVE, self._move, ["GET", "POST"]),
            (Purpose.CANCEL, self._cancel, ["GET", "POST"]),
        ]
        return [
            Route(f"{PREFIX}/{purpose.value}/{{token}}", self._guarded(purpose, serve), methods=how)
            for purpose, serve, how in served
        ]

    def _guarded(
        self, purpose: Purpose, serve: Callable[[Request, Opened, Appointment], Awaitable[Response]]
    ) -> Callable[[Request], Awaitable[Response]]:
        """Return the endpoint: the link is opened first, and whatever fails gets a clear page."""

        async def endpoint(request: Request) -> Response:
            try:
                opened = self._opened(purpose, request.path_params["token"])
                appointment = await self._found(opened.reference)
                return await serve(request, opened, appointment)
            except PageRefused as refused:
                return self._refused(refused.word, refused.status)
            except SQLAlchemyError as error:
                logger.error("booking page failed", extra={"error": type(error).__name__})
                return self._refused("refused_now", HTTPStatus.SERVICE_UNAVAILABLE)

        return endpoint

    def _opened(self, purpose: Purpose, token: str) -> Opened:
        try:
            return self.links.opened(purpose, token)
        except LinkExpired:
            raise PageRefused("refused_expired", HTTPStatus.GONE) from None
        except LinkRefused:
            raise PageRefused("refused_altered", HTTPStatus.NOT_FOUND) from None

    async def _found(self, reference: str) -> Appointment:
        try:
            return await asyncio.to_thread(self.book.find, reference)
        except NoSuchAppointment:
            raise PageRefused("refused_unknown", HTTPStatus.NOT_FOUND) from None

    async def _view(self, request: Request, _: Opened, appointment: Appointment) -> Response:
        now, say = self.clock(), self.texts.words.say
        is_moved = MOVED in request.query_params
        parts = [status(self.texts.state(appointment, now, is_moved=is_moved))]
        parts.append(details(self.texts.rows(appointment)))
        if self._may_change(appointment):
            parts.append(paragraph(self.texts.promise(appointment)))
            parts.append(links(*self._ways(appointment)))
            parts.append(paragraph(say("worse")))
        else:
            gone = self._path(Purpose.CALENDAR, appointment)
            if appointment.state is AppointmentState.CANCELLED:
                parts.append(links((say("action_calendar_gone"), gone)))
            parts.append(paragraph(say("view_again")))
        return self._page("view_title", parts)

    def _ways(self, appointment: Appointment) -> list[tuple[str, str]]:
        say = self.texts.words.say
        return [
            (say("action_calendar"), self._path(Purpose.CALENDAR, appointment)),
            (say("action_move"), self._path(Purpose.MOVE, appointment)),
            (say("action_cancel"), self._path(Purpose.CANCEL, appointment)),
        ]

    async def _calendar(self, request: Request, _: Opened, appointment: Appointment) -> Response:
        # A calendar resolves no path: without a public address, it is the one that was asked.
        link = urljoin(str(request.base_url), self.links.manage_url(appointment.reference))
        text = self.texts.calendar(appointment, link)
        name = self.texts.words.say("calendar_file")
        return Response(
            calendar_file(appointment, text, self.texts.zone),
            media_type=MEDIA_TYPE,
            headers=HEADERS | {"Content-Disposition": f'attachment; filename="{name}"'},
        )

    async def _cancel(self, request: Request, opened: Opened, appointment: Appointment) -> Response:
        say = self.texts.words.say
        if request.method == "POST":
            return await self._cancelled(opened, appointment)
        self._check(opened, appointment)
        parts = [
            paragraph(self.texts.said("cancel_sure", appointment)),
            paragraph(say("cancel_effect")),
        ]
        back = (say("cancel_keep"), self._path(Purpose.VIEW, appointment))
        return self._page("cancel_title", [form(parts, say("cancel_button"), back, warns=True)])

    async def _cancelled(self, opened: Opened, appointment: Appointment) -> Response:
        # The same form sent twice is done once, and says so both times.
        if appointment.state is not AppointmentState.CANCELLED:
            self._check(opened, appointment)
            step = Step(f"link/cancel/{opened.reference}/{opened.sequence}", self.clock())
            try:
                await asyncio.to_thread(self.book.cancel, opened.reference, BY_LINK, step)
            except NotPossible:
                raise PageRefused("refused_not_possible") from None
            except NoSuchAppointment:
                raise PageRefused("refused_unknown", HTTPStatus.NOT_FOUND) from None
        return self._seen(appointment)

    async def _move(self, request: Request, opened: Opened, appointment: Appointment) -> Response:
        if request.method != "POST":
            self._check(opened, appointment)
            return await self._times(request, appointment)
        picked = picked_in(await _body(request))
        if picked is None:
            self._check(opened, appointment)
            why = self.texts.words.say("move_nothing_chosen")
            return await self._times(request, appointment, why)
        if picked.is_where(appointment):
            return self._seen(appointment, MOVED)
        self._check(opened, appointment)
        return await self._moved(request, opened, appointment, picked)

    async def _moved(
        self, request: Request, opened: Opened, appointment: Appointment, picked: Picked
    ) -> Response:
        slot = await asyncio.to_thread(self.mover.slot_of, picked, appointment, self.clock())
        if slot is None:
            return await self._gone(request, appointment, picked, "move_gone")
        step = Step(f"link/move/{opened.reference}/{opened.sequence}/{picked.value}", self.clock())
        try:
            moved = await asyncio.to_thread(self.book.move, opened.reference, slot, step)
        except NotPossible:
            raise PageRefused("refused_not_possible") from None
        except NoSuchAppointment:
            raise PageRefused("refused_unknown", HTTPStatus.NOT_FOUND) from None
        except BookingRefused as refused:
            name = "move_taken" if isinstance(refused, SlotTaken) else "move_gone"
            return await self._gone(request, appointment, picked, name)
        return self._seen(moved, MOVED)

    async def _gone(
        self, request: Request, appointment: Appointment, picked: Picked, why: str
    ) -> Response:
        """Say why a time is not to be had, unless the same form, sent twice, has just taken it."""
        standing = await asyncio.to_thread(self.book.find, appointment.reference)
        if picked.is_where(standing):
            return self._seen(standing, MOVED)
        when = {"day": self.texts.day(picked.start), "time": self.texts.time(picked.start)}
        return await self._times(request, appointment, self.texts.words.say(why, **when))

    async def _times(
        self, request: Request, appointment: Appointment, why: str | None = None
    ) -> Response:
        """Return the page of free times; with `why` it says first why nothing was done."""
        back = (self.texts.words.say("action_back"), self._path(Purpose.VIEW, appointment))
        asked_from = request.query_params.get("from")
        parts = await asyncio.to_thread(
            self.mover.parts, appointment, self.clock(), asked_from, back
        )
        if why is None:
            return self._page("move_title", parts)
        return self._page("move_title", [refusal(why), *parts], HTTPStatus.CONFLICT)

    def _may_change(self, appointment: Appointment) -> bool:
        return appointment.state in CHANGEABLE and appointment.slot.start > self.clock()

    def _check(self, opened: Opened, appointment: Appointment) -> None:
        """Refuse a page that shows an earlier state of the visit, or a visit that is over."""
        if not self._may_change(appointment):
            raise PageRefused("refused_not_possible")
        if opened.sequence != appointment.sequence:
            raise PageRefused("refused_changed")

    def _path(self, purpose: Purpose, appointment: Appointment) -> str:
        return self.links.path(purpose, appointment.reference, appointment.sequence)

    def _seen(self, appointment: Appointment, done: str = "") -> Response:
        """Lead to the page that shows how things stand now, so that a reload sends nothing."""
        path = self._path(Purpose.VIEW, appointment)
        return RedirectResponse(f"{path}?{done}" if done else path, 303, headers=HEADERS)

    def _page(
        self, title: str, parts: list[str], status_code: HTTPStatus = HTTPStatus.OK
    ) -> Response:
        page = self.frame.page(self.texts.words.say(title), parts)
        return Response(page, status_code, HEADERS, "text/html")

    def _refused(self, word: str, status_code: HTTPStatus) -> Response:
        say = self.texts.words.say
        return self._page(
            "refused_title", [refusal(say(word)), paragraph(say("refused_help"))], status_code
        )


# A form of ours holds one short value.
LARGEST_FORM = 2_000


async def _body(request: Request) -> str:
    """Return the form as it was sent; what is larger than any of ours counts as empty."""
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > LARGEST_FORM:
            return ""
    return raw.decode("utf-8", "replace")
