"""The staff console put together: one application below /staff."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus

from argon2 import PasswordHasher
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from bot.channels.limits import Limiter, Rate
from bot.console.account_panel import account_panel
from bot.console.accounts import Accounts
from bot.console.attempts import Attempts
from bot.console.audit import Audit, Entry
from bot.console.audit_panel import audit_panel
from bot.console.doors import BASE, LOG_IN, SESSION_COOKIE, ConsoleOptions, Doors
from bot.console.entrance import Entrance
from bot.console.mounting import Refreshes, panel_routes
from bot.console.passwords import Passwords
from bot.console.rendering import Times, environment
from bot.console.site import Parts, Site, opens, sent_away
from bot.console.staff_panel import staff_panel
from bot.console.staff_sessions import StaffSessions
from bot.console.static import static_routes
from bot.console.strangers import Strangers
from bot.execution.jobs import Job
from bot.staff_ports import (
    StaffPanel,
)
from bot.stores.database import Database
from bot.stores.errors import StoreFailure
from bot.stores.sealing import Keyring

logger = logging.getLogger(__name__)

SECOND_FACTORS = "staff second factors"
TIDY_SECONDS = 3600.0
STRANGERS_RATE = Rate(10, 60.0)
ALL_STRANGERS_RATE = Rate(60, 60.0)
NOT_FOUND = "There is no such page."
FAILED = "Something went wrong here. It was noted; nothing of it is lost."


def console_parts(
    database: Database, options: ConsoleOptions, hasher: PasswordHasher | None = None
) -> Parts:
    """Return what the console is built on; the command line uses the same."""
    return Parts(
        accounts=Accounts(database, options.clock),
        sessions=StaffSessions(database, options.clock, options.lifetimes),
        attempts=Attempts(database, options.secret, options.clock),
        audit=Audit(database, options.clock),
        passwords=Passwords(hasher),
        cipher=Keyring([options.secret]).sealer(SECOND_FACTORS),
    )


@dataclass(frozen=True, slots=True)
class Tidying:
    """The due job that deletes old sessions and old counts."""

    parts: Parts
    name: str = "staff sessions"
    every_seconds: float = TIDY_SECONDS

    async def run(self) -> None:
        """Do it once."""
        await self.parts.sessions.forget_old()
        await self.parts.attempts.forget_old()


@dataclass(frozen=True, slots=True)
class Console:
    """The console as it runs."""

    routes: Sequence[BaseRoute]
    parts: Parts
    jobs: Sequence[Job]
    database: Database

    def close(self) -> None:
        """Let go of connections."""
        self.database.close()


def console(
    database: Database,
    options: ConsoleOptions,
    panels: Sequence[StaffPanel],
    hasher: PasswordHasher | None = None,
) -> Console:
    """Return the console with these panels and its own. Raises ValueError for an unsound one."""
    parts = console_parts(database, options, hasher)
    doors = Doors(options, parts.sessions)
    known = sorted({route.does for panel in panels for route in panel.routes})
    every = sorted(
        [
            *panels,
            staff_panel(parts),
            audit_panel(parts, options.zone, known),
            account_panel(parts, options),
        ],
        key=lambda panel: panel.order,
    )
    site = Site(doors, parts, every, environment(every, Times(options.zone, options.clock)))
    strangers = Strangers(
        parts.audit,
        Limiter(STRANGERS_RATE, time.monotonic),
        Limiter(ALL_STRANGERS_RATE, time.monotonic),
    )
    app = _application(site, strangers)
    home = Route(BASE, _to_first_page, methods=["GET"])
    return Console((home, Mount(BASE, app)), parts, (Tidying(parts),), database)


async def _to_first_page(_request: Request) -> Response:
    return RedirectResponse(f"{BASE}/", HTTPStatus.SEE_OTHER)


def _application(site: Site, strangers: Strangers) -> Starlette:
    pages = _Pages(site, strangers)
    app = Starlette(
        routes=[
            Route("/", pages.home, methods=["GET"]),
            Route("/alive", pages.alive, methods=["GET"]),
            Route("/counts", pages.counts, methods=["GET"]),
            *static_routes(),
            *Entrance(site, strangers).routes(),
            *panel_routes(site, Refreshes(site.doors.options.clock)),
        ],
        exception_handlers={
            HTTPException: pages.not_served,
            StoreFailure: pages.no_database,
            Exception: pages.crashed,
        },
    )
    # It would lead to whatever host the request names.
    app.router.redirect_slashes = False
    return app


@dataclass(frozen=True, slots=True)
class _Pages:
    """What belongs to no panel."""

    site: Site
    strangers: Strangers

    async def home(self, request: Request) -> Response:
        """Lead to the first page that is open to whoever calls."""
        visit = await self.site.doors.visit(request)
        if visit.session is None:
            return self.site.to_log_in(request)
        role = visit.session.account.role
        # The account stands last, has no title, and is open to all.
        first = min(
            (panel for panel in self.site.panels if opens(panel, role)),
            key=lambda panel: (not panel.title, panel.order),
        )
        return RedirectResponse(f"{BASE}/{first.name}", HTTPStatus.SEE_OTHER)

    async def alive(self, request: Request) -> Response:
        """Keep a session alive whose owner types or scrolls on one long page."""
        visit = await self.site.doors.visit(request)
        if visit.session is None:
            return Response(status_code=HTTPStatus.UNAUTHORIZED)
        await self.site.parts.sessions.saw(visit.session)
        return Response(status_code=HTTPStatus.NO_CONTENT)

    async def counts(self, request: Request) -> Response:
        """Return the navigation anew, for the numbers in it."""
        visit = await self.site.doors.visit(request)
        if visit.session is None or visit.session.lacks_code:
            return sent_away(request, LOG_IN)
        here = request.headers.get("hx-current-url", "")
        path = here.partition("?")[0].partition("#")[0]
        frame = await self.site.frame(request, visit)
        tail = f"{BASE}{path.partition(BASE)[2]}"
        frame["places"] = await self.site.places(visit.session, tail)
        return self.site.render("console/places.html", frame, HTTPStatus.OK)

    async def not_served(self, request: Request, error: Exception) -> Response:
        """Answer what no route serves, and keep that somebody asked."""
        try:
            return await self._not_served(request, error)
        except StoreFailure as failed:
            return await self.no_database(request, failed)

    async def _not_served(self, request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        visit = await self.site.doors.visit(request)
        if visit.session is None:
            has_tried = SESSION_COOKIE in request.cookies
            await self.strangers.note(request, "page.unknown", "session" if has_tried else "none")
            return self.site.to_log_in(request)
        account = visit.session.account
        entry = Entry(
            account.name, account.role, "page.unknown", request.url.path, "refused", str(status)
        )
        await self.site.parts.audit.write(entry)
        values = {"status": status, "message": NOT_FOUND}
        return await self.site.page(request, visit, "console/refused.html", values, status)

    async def no_database(self, request: Request, error: Exception) -> Response:
        """Answer while the database is away."""
        logger.error("the console has no database: %s", type(error).__name__)
        values = {"status": 503, "message": "The database does not answer. Try again in a moment."}
        return self.site.bare(request, "console/refused.html", values, 503)

    async def crashed(self, request: Request, _error: Exception) -> Response:
        """Answer an error that nobody foresaw, without any detail of it."""
        try:
            return self.site.bare(
                request, "console/refused.html", {"status": 500, "message": FAILED}, 500
            )
        except Exception:
            return PlainTextResponse(FAILED, 500)
