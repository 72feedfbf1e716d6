"""How long whoever failed to log in must wait: longer each time, never for good."""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.console.tables import attempts
from bot.stores.blocking import write
from bot.stores.database import Database

FIRST_DELAY_SECONDS = 5.0
LONGEST_DELAY_SECONDS = 900.0
FORGOTTEN_AFTER_SECONDS = 24 * 3600.0
LARGEST_DOUBLING = 20


@dataclass(frozen=True, slots=True)
class Source:
    """Where an attempt comes from, and how many may fail before anybody waits."""

    kind: str
    value: str
    free: int


def of_name(name: str) -> Source:
    """Return the name that was typed, whether there is such an account or not."""
    return Source("name", name.strip().lower(), 5)


def of_address(address: str) -> Source:
    """Return the network address; a whole clinic may sit behind one."""
    return Source("address", address, 30)


def of_browser(browser: str) -> Source:
    """Return a browser from which this account came in before.

    It is counted apart, so that nobody else can lock its owner out.
    """
    return Source("browser", browser, 10)


def of_code(account_id: int) -> Source:
    """Return the second step of one account."""
    return Source("code", str(account_id), 5)


@dataclass(frozen=True, slots=True)
class Wait:
    """How long to wait in seconds; `is_news` the first time that this delay is met."""

    seconds: float = 0.0
    is_news: bool = False


class Attempts:
    """Counts failures. Methods raise StoreFailure; `clock` gives seconds since 1970."""

    def __init__(self, database: Database, secret: str, clock: Callable[[], float]) -> None:
        self._database = database
        self._secret = secret.encode()
        self._clock = clock

    async def begin(self, *sources: Source) -> Wait:
        """Count an attempt from each source as failed, or return how long to wait and count none.

        It is counted before anything is compared: a hundred at once must not all be tried.
        """
        keys = [(self._key(source), source.free) for source in sorted(sources, key=_order)]
        return await write(self._database, lambda one: self._begin(one, keys), "counting")

    async def succeeded(self, *sources: Source) -> None:
        """Forget the failures of these sources."""
        keys = [self._key(source) for source in sources]
        statement = delete(attempts).where(attempts.c.key.in_(keys))
        await self._run(statement)

    async def forgive(self, source: Source) -> None:
        """Take the latest failure of a source back: it was none."""
        change = (
            update(attempts)
            .where(attempts.c.key == self._key(source), attempts.c.failures > 0)
            .values(failures=attempts.c.failures - 1)
        )
        await self._run(change)

    async def forget_old(self) -> None:
        """Delete what is a day old."""
        before = self._clock() - FORGOTTEN_AFTER_SECONDS
        await self._run(delete(attempts).where(attempts.c.latest_at < before))

    def _begin(self, connection: Connection, keys: Sequence[tuple[str, int]]) -> Wait:
        now = self._clock()
        rows = [(_locked(connection, key, now), free) for key, free in keys]
        waiting = [row for row, _ in rows if row.open_at > now]
        if waiting:
            longest = max(waiting, key=lambda row: float(row.open_at))
            names = [row.key for row in waiting]
            connection.execute(
                update(attempts).where(attempts.c.key.in_(names)).values(is_told=True)
            )
            return Wait(longest.open_at - now, is_news=not longest.is_told)
        for row, free in rows:
            is_old = now - row.latest_at > FORGOTTEN_AFTER_SECONDS
            failures = 1 if is_old else row.failures + 1
            values = {"failures": failures, "latest_at": now, "is_told": False}
            values["open_at"] = now + delay_seconds(failures - free)
            connection.execute(update(attempts).where(attempts.c.key == row.key).values(**values))
        return Wait()

    def _key(self, source: Source) -> str:
        text = f"{source.kind}\n{source.value}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, b"attempts\n" + text, sha256).hexdigest()

    async def _run(self, statement: object) -> None:
        def work(connection: Connection) -> None:
            connection.execute(statement)  # type: ignore[call-overload]

        await write(self._database, work, "counting")


def delay_seconds(failures_too_many: int) -> float:
    """Return how long to wait after so many failures beyond the free ones."""
    if failures_too_many < 0:
        return 0.0
    doubled = FIRST_DELAY_SECONDS * 2.0 ** min(failures_too_many, LARGEST_DOUBLING)
    return min(doubled, LONGEST_DELAY_SECONDS)


def _order(source: Source) -> tuple[str, str]:
    # All processes lock rows in one order, so that none waits for another in a circle.
    return source.kind, source.value


def _locked(connection: Connection, key: str, now: float) -> Row[Any]:
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    row = {"key": key, "failures": 0, "latest_at": now, "open_at": 0.0}
    connection.execute(dialect.insert(attempts).values(row).on_conflict_do_nothing())
    query = select(attempts).where(attempts.c.key == key).with_for_update()
    return connection.execute(query).one()
