"""The console as pages see it: its parts, its navigation, and a page as a response."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from http import HTTPStatus
from typing import Any

from jinja2 import Environment
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.console.accounts import Accounts
from bot.console.attempts import Attempts
from bot.console.audit import Audit
from bot.console.doors import BASE, SESSION_COOKIE, Doors, Visit, asked_for, log_in_address
from bot.console.passwords import Passwords
from bot.console.rendering import csrf_field
from bot.console.roles import may
from bot.console.staff_sessions import StaffSession, StaffSessions
from bot.console.static import addresses
from bot.staff_ports import (
    StaffPanel,
)
from bot.stores.errors import Unreadable
from bot.stores.sealing import Sealer

logger = logging.getLogger(__name__)

COUNT_SECONDS = 2.0
# Nothing inline, nothing from elsewhere: a value that breaks out of its place still does nothing.
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    # Forms of our own pages must name their origin; nobody else learns an address from us.
    "Referrer-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Me:
    """The member of staff who reads the page."""

    name: str
    full_name: str
    role: str
    has_second_factor: bool = False

    def may(self, needed: str) -> bool:
        """Tell whether a route with this role is open to them."""
        return may(self.role, needed)


@dataclass(frozen=True, slots=True)
class Place:
    """A line of the navigation; `count` is None where nothing is counted."""

    title: str
    address: str
    count: int | None
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the console is built on."""

    accounts: Accounts
    sessions: StaffSessions
    attempts: Attempts
    audit: Audit
    passwords: Passwords
    cipher: Sealer


@dataclass(frozen=True, slots=True)
class Site:
    """Renders pages for whoever is logged in."""

    doors: Doors
    parts: Parts
    panels: Sequence[StaffPanel]
    templates: Environment

    async def page(
        self,
        request: Request,
        visit: Visit,
        template: str,
        values: Mapping[str, Any],
        status: int = HTTPStatus.OK,
    ) -> Response:
        """Return a page with the navigation of whoever calls. Raises StoreFailure."""
        frame = await self.frame(request, visit)
        return self.render(template, frame | dict(values), status)

    def bare(
        self, request: Request, template: str, values: Mapping[str, Any], status: int = 200
    ) -> Response:
        """Return a page without navigation, for whoever has not come in."""
        token = self.doors.csrf(str(values["cookie"])) if "cookie" in values else ""
        frame = self._frame(request, token) | {"me": None, "places": (), "notice": "", "badge": 0}
        return self.render(template, frame | dict(values), status)

    async def frame(self, request: Request, visit: Visit) -> dict[str, Any]:
        """Return what `base.html` shows around a page: navigation, badge, notice."""
        session = visit.session
        if session is None or session.lacks_code:
            return self._frame(request, self.doors.csrf(visit.session_id)) | {
                "me": None, "places": (), "notice": "", "badge": 0,
            }  # fmt: skip
        places = await self.places(session, request.url.path)
        badge = next((place.count for place in places if place.count is not None), 0)
        return self._frame(request, self.doors.csrf(visit.session_id)) | {
            "me": me_of(session),
            "places": places,
            "badge": badge,
            "notice": self.notice_of(session),
        }

    def render(self, template: str, values: Mapping[str, Any], status: int) -> Response:
        """Return a template as a response under the console's policy."""
        text = self.templates.get_template(template).render(values)
        return HTMLResponse(text, status_code=status, headers=HEADERS)

    def to_log_in(self, request: Request) -> Response:
        """Lead whoever is not logged in to the log-in page, and back afterwards."""
        is_link = request.headers.get("sec-fetch-site") == "cross-site" and request.method == "GET"
        if is_link and SESSION_COOKIE not in request.cookies:
            # Browsers keep a strict cookie back when a link elsewhere, as in an alert's e-mail,
            # leads here. Asked again by our own page they send it.
            return self.bare(request, "console/again.html", {"address": asked_for(request)})
        return sent_away(request, log_in_address(request))

    async def keep_notice(self, session: StaffSession, notice: str) -> None:
        """Keep a line for the session's next page, encrypted: it may name a person."""
        kept = self.parts.cipher.seal(notice) if notice else ""
        await self.parts.sessions.notify(session, kept)

    def notice_of(self, session: StaffSession) -> str:
        """Return the line that waits for the session's next page, or an empty text."""
        try:
            return self.parts.cipher.open(session.notice) if session.notice else ""
        except Unreadable:
            return ""

    async def places(self, session: StaffSession, path: str) -> tuple[Place, ...]:
        """Return the navigation of one member of staff, with what waits in each place."""
        role = session.account.role
        shown = [panel for panel in self.panels if panel.title and opens(panel, role)]
        counts = await asyncio.gather(*(_count(panel) for panel in shown))
        return tuple(
            Place(panel.title, f"{BASE}/{panel.name}", count, _is_below(path, panel.name))
            for panel, count in zip(shown, counts, strict=True)
        )

    def _frame(self, request: Request, token: str) -> dict[str, Any]:
        options = self.doors.options
        return {
            "house": options.title,
            "csrf": partial(csrf_field, token),
            "files": addresses(),
            "path": request.url.path,
            "idle_seconds": int(options.lifetimes.idle_seconds),
        }


def sent_away(request: Request, address: str) -> Response:
    """Lead a browser elsewhere: the whole window, also where only a part asked."""
    if "hx-request" in request.headers:
        return Response(status_code=HTTPStatus.NO_CONTENT, headers={"HX-Redirect": address})
    return RedirectResponse(address, HTTPStatus.SEE_OTHER)


def me_of(session: StaffSession) -> Me:
    """Return what templates know of the member of staff."""
    account = session.account
    shown, has_second = account.full_name or account.name, account.second_factor is not None
    return Me(account.name, shown, account.role, has_second)


def opens(panel: StaffPanel, role: str) -> bool:
    """Tell whether a panel's first page is open to a role."""
    return any(
        route.method == "GET" and not route.path and may(role, route.role) for route in panel.routes
    )


def _is_below(path: str, name: str) -> bool:
    own = f"{BASE}/{name}"
    return path == own or path.startswith(f"{own}/")


async def _count(panel: StaffPanel) -> int | None:
    """Return what waits in a panel; a page must not fail for a number beside it."""
    if panel.count is None:
        return None
    try:
        async with asyncio.timeout(COUNT_SECONDS):
            return await panel.count()
    except Exception as error:
        logger.warning("count failed: %s in %s", type(error).__name__, panel.name)
        return None
