"""Coming in and leaving: password, then code where there is a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot.channels.failures import Refused
from bot.console.accounts import Account
from bot.console.attempts import Source, of_address, of_code, of_name
from bot.console.audit import Entry
from bot.console.browsers import BROWSER_COOKIE, BROWSER_SECONDS, Browsers
from bot.console.doors import (
    CODE,
    LOG_IN,
    SESSION_COOKIE,
    VISIT_COOKIE,
    VISIT_SECONDS,
    Denied,
    Fields,
    Visit,
    safe_next,
)
from bot.console.one_time_codes import step_of
from bot.console.site import Site
from bot.console.strangers import Strangers, address_of
from bot.stores.errors import Unreadable

LONGEST_NAME = 100
TWO_MINUTES = 120
WRONG = "User name or password is wrong."
WRONG_CODE = "This code is wrong or was used already. Wait for the next one."
TOO_LATE = "This one-time password is over. Ask an admin for a new one."
UNREADABLE = "Your second factor cannot be read any more. Ask an admin to reset your account."


@dataclass(frozen=True, slots=True)
class Entrance:
    """The pages before everything else."""

    site: Site
    strangers: Strangers

    def routes(self) -> list[Route]:
        """Return the routes below /staff."""
        return [
            Route("/log-in", self.show, methods=["GET"]),
            Route("/log-in", self.log_in, methods=["POST"]),
            Route("/code", self.show_code, methods=["GET"]),
            Route("/code", self.take_code, methods=["POST"]),
            Route("/log-out", self.log_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the log-in page, or go on where somebody is in already."""
        visit = await self.site.doors.visit(request)
        if visit.session is not None and not visit.session.lacks_code:
            return RedirectResponse(
                safe_next(request.query_params.get("next", "")), HTTPStatus.SEE_OTHER
            )
        return await self._form(request, {})

    async def log_in(self, request: Request) -> Response:
        """Compare name and password."""
        doors = self.site.doors
        try:
            fields = await doors.form(request, doors.known_visit(request))
        except (Denied, Refused) as denied:
            await self.strangers.refused(request, "staff.log_in", denied)
            return await self._form(request, {"problem": denied.message}, denied.status)
        name, password = _first(fields, "name")[:LONGEST_NAME], _first(fields, "password")
        sources = self.sources(request, name)
        wait = await self.site.parts.attempts.begin(*sources)
        account = await self.site.parts.accounts.called(name)
        who = account.name if account is not None else None
        if wait.seconds > 0:
            if wait.is_news:
                await self.strangers.failed(who, "staff.log_in", "waits")
            return await self._wait(request, wait.seconds, {"name": name, "fields": fields})
        kept = None if account is None or account.is_disabled else account.password_hash
        fits = await self.site.parts.passwords.fits(kept, password)
        if account is None or not fits:
            await self.strangers.failed(who, "staff.log_in", "password")
            values = {"problem": WRONG, "name": name, "next": _first(fields, "next")}
            return await self._form(request, values, HTTPStatus.UNAUTHORIZED)
        return await self._welcome(request, account, fields, sources)

    def sources(self, request: Request, name: str) -> tuple[Source, ...]:
        """Return whose attempt this is: a known browser's own, else the name's and address's."""
        own = Browsers(self.site.doors).source(request, name)
        if own is not None:
            return (own,)
        return (of_name(name), of_address(address_of(request)))

    async def _welcome(
        self, request: Request, account: Account, fields: Fields, sources: tuple[Source, ...]
    ) -> Response:
        """Let somebody in whose password is right."""
        parts = self.site.parts
        await parts.attempts.succeeded(*(one for one in sources if one.kind != "address"))
        for source in sources:
            if source.kind == "address":
                await parts.attempts.forgive(source)
        until = account.password_until
        if until is not None and until < self.site.doors.options.clock():
            await self.strangers.failed(account.name, "staff.log_in", "over")
            return await self._form(request, {"problem": TOO_LATE}, HTTPStatus.UNAUTHORIZED)
        if parts.passwords.is_outdated(account.password_hash):
            anew = await parts.passwords.hash(_first(fields, "password"))
            await parts.accounts.set_outdated_hash(account, anew)
        target = safe_next(_first(fields, "next"))
        if account.second_factor is not None:
            response = RedirectResponse(
                f"{CODE}?{urlencode({'next': target})}", HTTPStatus.SEE_OTHER
            )
            await self._begin(request, response, account, lacks_code=True)
            return response
        return await self._come_in(request, account, target)

    async def show_code(self, request: Request) -> Response:
        """Ask for the code."""
        visit = await self.site.doors.visit(request)
        if visit.session is None or not visit.session.lacks_code:
            return RedirectResponse(LOG_IN, HTTPStatus.SEE_OTHER)
        return self._code_form(request, visit, {"next": request.query_params.get("next", "")})

    async def take_code(self, request: Request) -> Response:
        """Compare the code."""
        visit = await self.site.doors.visit(request)
        if visit.session is None or not visit.session.lacks_code:
            return RedirectResponse(LOG_IN, HTTPStatus.SEE_OTHER)
        account = visit.session.account
        try:
            fields = await self.site.doors.form(request, visit.session_id)
        except (Denied, Refused) as denied:
            await self.strangers.failed(account.name, "staff.code", "csrf")
            return self._code_form(request, visit, {"problem": denied.message}, denied.status)
        values = {"next": _first(fields, "next")}
        wait = await self.site.parts.attempts.begin(of_code(account.id))
        if wait.seconds > 0:
            values["problem"] = _please_wait(wait.seconds)
            return self._code_form(request, visit, values, HTTPStatus.TOO_MANY_REQUESTS)
        problem = await self._problem_with(account, _first(fields, "code"))
        if problem is not None:
            await self.strangers.failed(account.name, "staff.code", "code")
            values["problem"] = problem
            return self._code_form(request, visit, values, HTTPStatus.UNAUTHORIZED)
        await self.site.parts.attempts.succeeded(of_code(account.id))
        return await self._come_in(request, account, safe_next(values["next"]))

    async def log_out(self, request: Request) -> Response:
        """End the session."""
        doors, parts = self.site.doors, self.site.parts
        visit = await doors.visit(request)
        response = RedirectResponse(LOG_IN, HTTPStatus.SEE_OTHER)
        if visit.session is None:
            return response
        account = visit.session.account
        try:
            await doors.form(request, visit.session_id)
        except (Denied, Refused) as denied:
            await self.strangers.failed(account.name, "staff.log_out", "csrf")
            values = {"status": int(denied.status), "message": denied.message}
            return await self.site.page(
                request, visit, "console/refused.html", values, int(denied.status)
            )
        await parts.sessions.end(visit.session)
        await parts.audit.write(Entry(account.name, account.role, "staff.log_out"))
        doors.forget_cookie(request, response, SESSION_COOKIE)
        response.headers["Clear-Site-Data"] = '"cache"'
        return response

    async def _problem_with(self, account: Account, code: str) -> str | None:
        """Return what is wrong with a code, or None once it is used up."""
        parts = self.site.parts
        try:
            secret = parts.cipher.open(str(account.second_factor))
        except Unreadable:
            return UNREADABLE
        now = self.site.doors.options.clock()
        step = step_of(secret, code, now, account.latest_code_step)
        if step is None or not await parts.accounts.use_code(account, step):
            return WRONG_CODE
        return None

    async def _come_in(self, request: Request, account: Account, target: str) -> Response:
        response = RedirectResponse(target, HTTPStatus.SEE_OTHER)
        await self._begin(request, response, account, lacks_code=False)
        await self.site.parts.accounts.note_log_in(account)
        await self.site.parts.audit.write(Entry(account.name, account.role, "staff.log_in"))
        browser = Browsers(self.site.doors).with_account(request, account.name)
        self.site.doors.set_cookie(request, response, BROWSER_COOKIE, browser, BROWSER_SECONDS)
        return response

    async def _begin(
        self, request: Request, response: Response, account: Account, *, lacks_code: bool
    ) -> None:
        """Begin a session under an id that no one has seen before, and end the one before it."""
        doors, sessions = self.site.doors, self.site.parts.sessions
        before = await doors.visit(request)
        if before.session is not None:
            await sessions.end(before.session)
        session_id = await sessions.begin(account, lacks_code=lacks_code)
        doors.set_cookie(request, response, SESSION_COOKIE, session_id, None)
        doors.forget_cookie(request, response, VISIT_COOKIE)

    async def _wait(self, request: Request, seconds: float, given: dict[str, Any]) -> Response:
        values = {
            "problem": _please_wait(seconds),
            "name": given["name"],
            "next": _first(given["fields"], "next"),
        }
        response = await self._form(request, values, HTTPStatus.TOO_MANY_REQUESTS)
        response.headers["Retry-After"] = str(int(seconds) + 1)
        return response

    async def _form(
        self, request: Request, values: dict[str, Any], status: int = HTTPStatus.OK
    ) -> Response:
        doors = self.site.doors
        cookie = doors.visit_of(request)
        given = {
            "cookie": cookie,
            "name": "",
            "problem": "",
            "next": request.query_params.get("next", ""),
            "has_accounts": await self.site.parts.accounts.exist(),
        }
        response = self.site.bare(request, "console/log_in.html", given | values, status)
        doors.set_cookie(request, response, VISIT_COOKIE, cookie, VISIT_SECONDS)
        return response

    def _code_form(
        self, request: Request, visit: Visit, values: dict[str, Any], status: int = 200
    ) -> Response:
        given = {"cookie": visit.session_id, "problem": "", "next": ""}
        return self.site.bare(request, "console/code.html", given | values, status)


def _first(fields: Fields, name: str) -> str:
    return next(iter(fields.get(name, ())), "")


def _please_wait(seconds: float) -> str:
    whole = int(seconds) + 1
    shown = f"{whole} seconds" if whole < TWO_MINUTES else f"{-(-whole // 60)} minutes"
    return f"Too many tries. Wait {shown}, then try again."
