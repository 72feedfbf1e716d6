"""Every page of every part of the console, as this project serves it, tried by every role."""

from __future__ import annotations

import re

import httpx
from starlette.routing import Mount, Route

from bot.app import App
from bot.console.audit import Wanted
from bot.console.mounting import Mounted
from bot.console.roles import ROLES
from tests.integration.console.house import CSRF, HOST
from tests.integration.console.test_refusals import PASSES

PARAMETER = re.compile(r"{[^}]*}")
# Nothing is called like this, and it would break out of a page, a path or a statement.
NOBODYS = "nobody%27%3B%22%3E%3Cscript%3E"
DOES = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")


def mounted(app: App) -> list[Mounted]:
    """Return all routes of all panels."""
    (mount,) = (one for one in app.console.routes if isinstance(one, Mount))
    owners = (
        getattr(one.endpoint, "__self__", None) for one in mount.routes if isinstance(one, Route)
    )
    return [owner for owner in owners if isinstance(owner, Mounted)]


def address(one: Mounted) -> str:
    return f"/staff/{one.panel.name}{PARAMETER.sub(NOBODYS, one.route.path)}"


async def member(app: App, role: str) -> httpx.AsyncClient:
    """Return a browser in which somebody of this role is logged in."""
    accounts = app.console.parts.accounts
    await accounts.add(role, "", role, "no password fits this")
    await accounts.set_password(await accounts.called(role), "no password fits this")
    session = await app.console.parts.sessions.begin(await accounts.called(role))
    transport = httpx.ASGITransport(app.asgi)
    cookies = {"backline_staff": session}
    return httpx.AsyncClient(transport=transport, base_url=HOST, cookies=cookies)


async def latest_reason(app: App) -> str:
    (row,) = await app.console.parts.audit.entries(Wanted(), 1)
    return row.entry.reason


async def test_each_role_passes_where_it_may_and_nothing_breaks(running):
    async with running() as app:
        routes = mounted(app)
        assert len(routes) > 30
        assert all(DOES.fullmatch(one.route.does) for one in routes)
        for role in ROLES:
            browser = await member(app, role)
            token = CSRF.search((await browser.get("/staff/account")).text)[1]
            for one in routes:
                if one.panel.name in {"account", "people"} and one.route.method == "POST":
                    continue  # they would end this very session; tried in test_refusals
                answer = await browser.request(
                    one.route.method, address(one),
                    data={"csrf": token} if one.route.method == "POST" else None,
                )  # fmt: skip
                assert answer.status_code < 500, (role, one.route.does, answer.text[-300:])
                is_refused = answer.status_code == 403 and await latest_reason(app) == "role"
                assert is_refused is (role not in PASSES[one.route.role]), (role, one.route.does)
                assert "<script>" not in answer.text.replace("<script src", "")


async def test_strangers_and_forged_forms_get_nowhere(running):
    async with running() as app:
        stranger = httpx.AsyncClient(transport=httpx.ASGITransport(app.asgi), base_url=HOST)
        admin = await member(app, "admin")
        for one in mounted(app):
            answer = await stranger.request(one.route.method, address(one))
            assert (answer.status_code, answer.text) == (303, ""), one.route.does
            if one.route.method == "POST":
                forged = await admin.post(address(one), data={"csrf": "0" * 64})
                assert forged.status_code == 403, one.route.does
                assert await latest_reason(app) == "csrf"
