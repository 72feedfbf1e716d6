"""Who is logged in: sessions on the server, opened by an id that only the browser has."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, or_, select, update

from bot.console.accounts import Account, account_of
from bot.console.tables import accounts, sessions
from bot.stores.blocking import read, write
from bot.stores.database import Database

ID_BYTES = 32
# A session that still lacks its code is for typing six digits.
CODE_SECONDS = 300.0
# How exactly "seen" is kept: a write for each page would cost more than it tells.
SEEN_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class StaffSession:
    """One log-in of one member of staff. `key` is the id's hash."""

    key: str
    account: Account
    lacks_code: bool
    began_at: float
    seen_at: float
    notice: str


@dataclass(frozen=True, slots=True)
class Lifetimes:
    """How long a session lasts: without a sign of its owner, and in all."""

    idle_seconds: float = 30 * 60.0
    longest_seconds: float = 12 * 3600.0


class StaffSessions:
    """Reads and writes sessions. Methods raise StoreFailure; `clock` gives seconds since 1970."""

    def __init__(
        self, database: Database, clock: Callable[[], float], lifetimes: Lifetimes
    ) -> None:
        self._database = database
        self._clock = clock
        self.lifetimes = lifetimes

    async def begin(self, account: Account, *, lacks_code: bool = False) -> str:
        """Return the id of a new session."""
        session_id = secrets.token_urlsafe(ID_BYTES)
        now = self._clock()
        row = {"account_id": account.id, "lacks_code": lacks_code, "began_at": now, "seen_at": now}
        statement = insert(sessions).values(key=key_of(session_id), notice="", **row)
        await self._write(statement, "beginning a session")
        return session_id

    async def find(self, session_id: str) -> StaffSession | None:
        """Return the session that an id opens, or None: unknown, over, or of a closed account."""
        query = (
            select(sessions, accounts)
            .join(accounts, accounts.c.id == sessions.c.account_id)
            .where(sessions.c.key == key_of(session_id), accounts.c.disabled_at.is_(None))
        )
        row = await read(
            self._database, lambda one: one.execute(query).mappings().one_or_none(), "reading"
        )
        if row is None:
            return None
        found = StaffSession(
            key=row[sessions.c.key],
            account=account_of(row),
            lacks_code=row[sessions.c.lacks_code],
            began_at=row[sessions.c.began_at],
            seen_at=row[sessions.c.seen_at],
            notice=row[sessions.c.notice],
        )
        return None if self._is_over(found) else found

    async def saw(self, session: StaffSession) -> None:
        """Keep that its owner did something just now."""
        now = self._clock()
        if now - session.seen_at >= SEEN_SECONDS:
            await self._update(session, seen_at=now)

    async def notify(self, session: StaffSession, notice: str) -> None:
        """Keep a line for the next page, or none."""
        await self._update(session, notice=notice)

    async def end(self, session: StaffSession) -> None:
        """End one session."""
        await self._write(delete(sessions).where(sessions.c.key == session.key), "ending a session")

    async def end_all(self, account: Account) -> None:
        """End all sessions of an account."""
        own = delete(sessions).where(sessions.c.account_id == account.id)
        await self._write(own, "ending sessions")

    async def count_of(self, account: Account) -> int:
        """Return how many sessions of an account are open."""
        query = select(sessions.c.began_at, sessions.c.seen_at).where(
            sessions.c.account_id == account.id, sessions.c.lacks_code.is_(False)
        )
        rows = await read(self._database, lambda one: one.execute(query).all(), "reading")
        return sum(not self._has_passed(row.began_at, row.seen_at) for row in rows)

    async def forget_old(self) -> None:
        """Delete what opens nothing any more."""
        now = self._clock()
        is_over = or_(
            sessions.c.seen_at < now - self.lifetimes.idle_seconds,
            sessions.c.began_at < now - self.lifetimes.longest_seconds,
        )
        await self._write(delete(sessions).where(is_over), "forgetting sessions")

    def _is_over(self, session: StaffSession) -> bool:
        if session.lacks_code:
            return self._clock() - session.began_at > CODE_SECONDS
        return self._has_passed(session.began_at, session.seen_at)

    def _has_passed(self, began_at: float, seen_at: float) -> bool:
        now = self._clock()
        is_idle = now - seen_at > self.lifetimes.idle_seconds
        return is_idle or now - began_at > self.lifetimes.longest_seconds

    async def _update(self, session: StaffSession, **values: object) -> None:
        change = update(sessions).where(sessions.c.key == session.key).values(**values)
        await self._write(change, "changing a session")

    async def _write(self, statement: object, doing: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(statement)  # type: ignore[call-overload]

        await write(self._database, work, doing)


def key_of(session_id: str) -> str:
    """Return what stands in the table for an id."""
    return hashlib.sha256(session_id.encode("utf-8", "surrogatepass")).hexdigest()
