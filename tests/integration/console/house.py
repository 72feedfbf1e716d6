"""A console with panels of its own, served over real HTTP messages; and people who use it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx
from argon2 import PasswordHasher

from bot.channels.web import Service, WebOptions, web_app
from bot.console.audit import Wanted
from bot.console.console import Console, console
from bot.console.doors import ConsoleOptions
from bot.conversation.turn import Intent, ParsedMessage
from bot.stores.database import open_database
from bot.stores.migrate import upgrade
from tests.conftest import Clock

HOST = "http://backline.test"
PASSWORD = "four plain words together"
ROLES = ("viewer", "reviewer", "scheduler", "admin")
CSRF = re.compile(r'name="csrf" value="([0-9a-f]{64})"')
# As cheap as the library allows: what is tested is not how long it takes.
CHEAP = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)


async def _nothing(*_: object) -> None:
    return None


SERVICE = Service(
    handle=_nothing,  # type: ignore[arg-type]
    parse=lambda text: ParsedMessage(text, Intent("greet", 0.9)),
    tracker_json=_nothing,
    ready=_nothing,
)


@dataclass
class House:
    """One console with its clock; `person` opens a browser."""

    url: str
    clock: Clock
    panels: Sequence[object] = ()
    options: dict[str, object] = field(default_factory=dict)
    web: dict[str, object] = field(default_factory=dict)
    is_ready: bool = False
    migrations: tuple[Path, ...] = ()

    def __post_init__(self) -> None:
        if not self.is_ready:
            upgrade(self.url, self.migrations)
        given = {
            "title": "A clinic", "zone": ZoneInfo("America/New_York"), "secret": "a test's secret",
            "clock": self.clock,
        }  # fmt: skip
        made = ConsoleOptions(**(given | self.options))  # type: ignore[arg-type]
        self.console: Console = console(open_database(self.url), made, self.panels, CHEAP)
        options = WebOptions(title="A clinic", model_id="abc", now=self.clock, **self.web)
        self.app = web_app(SERVICE, options, routes=self.console.routes)

    async def add(self, name: str, role: str, *, must_change: bool = False) -> None:
        """Make an account with PASSWORD."""
        accounts = self.console.parts.accounts
        await accounts.add(name, "", role, CHEAP.hash(PASSWORD))
        if not must_change:
            account = await accounts.called(name)
            await accounts.set_password(account, account.password_hash)

    def person(self, address: str = "192.0.2.1", host: str = HOST) -> Person:
        """Return somebody with a browser of their own."""
        transport = httpx.ASGITransport(self.app, client=(address, 1000))
        return Person(self, httpx.AsyncClient(transport=transport, base_url=host))

    async def staff(self, name: str, role: str) -> Person:
        """Return somebody who is logged in."""
        await self.add(name, role)
        person = self.person()
        answer = await person.log_in(name)
        assert answer.status_code == 303, answer.text
        return person

    async def audit(self) -> list[tuple[str, str, str | None, str, str]]:
        """Return who did what with what, the result and the reason, oldest first."""
        rows = await self.console.parts.audit.entries(Wanted(), 1000)
        entries = [row.entry for row in reversed(rows)]
        return [(one.staff, one.does, one.subject, one.result, one.reason) for one in entries]

    def close(self) -> None:
        self.console.close()


@dataclass
class Person:
    """A browser, by hand: cookies are kept, redirects are looked at."""

    house: House
    browser: httpx.AsyncClient

    async def get(self, path: str, **more: object) -> httpx.Response:
        return await self.browser.get(path, **more)  # type: ignore[arg-type]

    async def csrf(self, path: str) -> str:
        """Return the token in the forms of a page."""
        found = CSRF.search((await self.get(path)).text)
        assert found is not None, path
        return found[1]

    async def post(
        self, path: str, *, page: str = "/staff/account", **fields: object
    ) -> httpx.Response:
        """Send a form with the token that `page` holds."""
        return await self.browser.post(path, data={"csrf": await self.csrf(page)} | fields)

    async def log_in(self, name: str, password: str = PASSWORD, **fields: object) -> httpx.Response:
        return await self.post(
            "/staff/log-in", page="/staff/log-in", name=name, password=password, **fields
        )

    @property
    def session(self) -> str | None:
        return self.browser.cookies.get("backline_staff")


def words(answer: httpx.Response) -> str:
    """Return a page's text without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", answer.text)).split())


def templates(folder: Path, name: str, **pages: str) -> Path:
    """Write the templates of a panel."""
    own = folder / name
    own.mkdir(parents=True)
    for page, text in pages.items():
        (own / f"{page}.html").write_text(text, "utf-8")
    return own
