"""Panels as routes: who calls, may they, is the form ours, and every call into the audit."""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from bot.console.audit import Entry
from bot.console.confirming import Confirming
from bot.console.doors import (
    BASE,
    CODE,
    SESSION_COOKIE,
    Denied,
    Doors,
    Fields,
    Visit,
    fields_of,
    safe_next,
)
from bot.console.panels import Call
from bot.console.rendering import REFRESH
from bot.console.renewal import Renewed
from bot.console.roles import check_needed, may
from bot.console.site import HEADERS, Site, sent_away
from bot.console.staff_sessions import StaffSession
from bot.staff_ports import (
    StaffAnswer,
    StaffDownload,
    StaffPanel,
    StaffRedirect,
    StaffRefusal,
    StaffRoute,
)
from bot.stores.errors import StoreFailure

logger = logging.getLogger(__name__)

# A page that fetches itself anew is written again after so long.
REFRESH_SECONDS = 600.0
MAX_REFRESHES = 10_000
NO_DATABASE = "The database does not answer. Nothing was changed. Try again in a moment."
MAY_NOT = "Your role does not allow this. Ask an admin, if it should."
PASSWORD_PAGE = f"{BASE}/account/password"
SECOND_FACTOR_PAGE = f"{BASE}/account/second-factor"


@dataclass(frozen=True, slots=True)
class Refreshes:
    """Which pages refreshed themselves lately, so that a screen on a wall does not fill the audit.

    Only what the same session was seen to read within ten minutes is left out.
    """

    clock: Callable[[], float]
    _written_at: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)

    def is_known(self, session: StaffSession, address: str) -> bool:
        """Tell whether this session's reading of an address stands in the audit already."""
        written_at = self._written_at.get((session.key, address))
        return written_at is not None and self.clock() - written_at < REFRESH_SECONDS

    def wrote(self, session: StaffSession, address: str) -> None:
        """Keep that it stands there."""
        self._written_at[session.key, address] = self.clock()
        self._written_at.move_to_end((session.key, address))
        if len(self._written_at) > MAX_REFRESHES:
            self._written_at.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Mounted:
    """One route of one panel, as it is served."""

    site: Site
    panel: StaffPanel
    route: StaffRoute
    refreshes: Refreshes

    async def serve(self, request: Request) -> Response:
        """Answer one call."""
        try:
            visit = await self.doors.visit(request)
            if visit.session is None:
                return self.site.to_log_in(request)
            away = self._unfinished(visit.session)
            if away is not None:
                return sent_away(request, away)
            return await self._serve(request, visit, visit.session)
        except StoreFailure as failed:
            logger.error("the console has no database: %s", type(failed).__name__)
            values = {"status": 503, "message": NO_DATABASE}
            return self.site.bare(request, "console/refused.html", values, 503)

    @property
    def doors(self) -> Doors:
        """The doors of the site."""
        return self.site.doors

    def _unfinished(self, session: StaffSession) -> str | None:
        """Return where somebody has to go first, or None."""
        if session.lacks_code:
            return CODE
        own = f"{BASE}/{self.panel.name}{self.route.path}"
        if session.account.must_change:
            return None if own == PASSWORD_PAGE else PASSWORD_PAGE
        if self.doors.options.requires_code and session.account.second_factor is None:
            return None if own.startswith(SECOND_FACTOR_PAGE) else SECOND_FACTOR_PAGE
        return None

    async def _serve(self, request: Request, visit: Visit, session: StaffSession) -> Response:
        is_refresh = request.method == "GET" and REFRESH in request.headers
        if not is_refresh:
            await self.site.parts.sessions.saw(session)
        query: Fields = {}
        form: Fields = {}
        outcome = ("done", "")
        refusal: Exception | None = None
        answer: StaffAnswer | None = None
        try:
            query = fields_of(request.url.query)
            if request.method == "POST":
                form = await self.doors.form(request, visit.session_id)
            if not may(session.account.role, self.route.role):
                raise Denied("role", MAY_NOT)
            answer, reason = await self._answer(request, session, (query, form))
            outcome = ("refused", reason) if reason else ("done", "")
        except Exception as error:
            await self._write(request, session, (query, form), _outcome(error))
            if not is_refusal(error):
                raise
            refusal = error
        if answer is None:
            return await self._refused(request, visit, refusal)
        if not (is_refresh and self.refreshes.is_known(session, str(request.url))):
            await self._write(request, session, (query, form), outcome)
            self.refreshes.wrote(session, str(request.url))
        return await self._respond(request, visit, answer)

    async def _answer(
        self, request: Request, session: StaffSession, fields: tuple[Fields, Fields]
    ) -> tuple[StaffAnswer, str]:
        """Return the handler's answer, or why it was not asked, for the audit, with the form."""
        again = self.route.unconfirmed
        if again is None:
            return await self.route.handler(self._call(request, session, *fields)), ""
        confirming = Confirming(self.site.parts, self.doors.options.clock)
        problem = await confirming.problem(session.account, fields[1])
        call = self._call(request, session, *fields)
        if problem:
            return await again(call, problem), "password"
        return await self.route.handler(call), ""

    def _call(self, request: Request, session: StaffSession, query: Fields, form: Fields) -> Call:
        at = datetime.fromtimestamp(self.doors.options.clock(), UTC)
        path = {name: str(value) for name, value in request.path_params.items()}
        account = session.account
        return Call(account.name, account.role, path, query, form, at)

    async def _write(
        self,
        request: Request,
        session: StaffSession,
        fields: tuple[Fields, Fields],
        outcome: tuple[str, str],
    ) -> None:
        account = session.account
        subject = self._subject(request, *fields)
        entry = Entry(account.name, account.role, self.route.does, subject, *outcome)
        await self.site.parts.audit.write(entry)

    def _subject(self, request: Request, query: Fields, form: Fields) -> str | None:
        name = self.route.subject
        if name is None:
            return None
        if name in request.path_params:
            return str(request.path_params[name])
        return next(iter(query.get(name) or form.get(name) or []), None)

    async def _respond(self, request: Request, visit: Visit, answer: StaffAnswer) -> Response:
        session = visit.session
        if isinstance(answer, StaffDownload):
            return _file(answer)
        if isinstance(answer, StaffRedirect):
            response = RedirectResponse(safe_next(answer.to), HTTPStatus.SEE_OTHER)
            if isinstance(answer, Renewed):
                session = await self._renew(request, answer, response)
            if answer.notice and session is not None:
                await self.site.keep_notice(session, answer.notice)
            return response
        page = await self.site.page(request, visit, answer.template, answer.values, answer.status)
        if session is not None and session.notice and REFRESH not in request.headers:
            await self.site.keep_notice(session, "")
        return page

    async def _renew(
        self, request: Request, answer: Renewed, response: Response
    ) -> StaffSession | None:
        """Give the browser a new session, where the call ended all that there were."""
        account = await self.site.parts.accounts.called(answer.name)
        if account is None:
            return None
        session_id = await self.site.parts.sessions.begin(account)
        self.doors.set_cookie(request, response, SESSION_COOKIE, session_id, None)
        return await self.site.parts.sessions.find(session_id)

    async def _refused(self, request: Request, visit: Visit, error: Exception | None) -> Response:
        status, message = getattr(error, "status", 500), getattr(error, "message", "")
        values = {"status": int(status), "message": message}
        return await self.site.page(request, visit, "console/refused.html", values, int(status))


def panel_routes(site: Site, refreshes: Refreshes) -> list[Route]:
    """Return the routes of all panels, below /staff. Raises ValueError for an unsound panel."""
    names = [panel.name for panel in site.panels]
    if len(set(names)) != len(names):
        raise ValueError(f"two panels of the staff console share a name: {', '.join(names)}")
    routes = []
    for panel in site.panels:
        for route in panel.routes:
            check_needed(route.role)
            serve = Mounted(site, panel, route, refreshes).serve
            routes.append(Route(f"/{panel.name}{route.path}", serve, methods=[route.method]))
    return routes


def is_refusal(error: Exception) -> bool:
    """Tell whether an error says to the person who asked what to do instead."""
    return isinstance(error, StaffRefusal) and isinstance(error.message, str)


def _outcome(error: Exception) -> tuple[str, str]:
    """Return result and reason for the audit; never the text of an error."""
    if is_refusal(error):
        return "refused", str(getattr(error, "reason", int(getattr(error, "status", 0))))
    return "failed", type(error).__name__


def _file(answer: StaffDownload) -> Response:
    plain = "".join(
        c if (c.isascii() and c.isalnum()) or c in "._-" else "_" for c in answer.filename
    )
    headers = HEADERS | {
        "Content-Disposition": (
            f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(answer.filename, safe='')}"
        )
    }
    content: bytes | Iterable[bytes] = answer.content
    if isinstance(content, bytes):
        return Response(content, media_type=answer.media_type, headers=headers)
    return StreamingResponse(content, media_type=answer.media_type, headers=headers)
