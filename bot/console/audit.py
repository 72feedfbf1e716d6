"""The audit: who read or changed what and when, and what was refused. It only grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping, insert, select

from bot.console.tables import audit
from bot.stores.blocking import read, write
from bot.stores.database import Database

NOBODY = "nobody"
LONGEST_SUBJECT = 255
PAGE_ROWS = 100
RESULTS = ("done", "refused", "failed")


@dataclass(frozen=True, slots=True)
class Entry:
    """One call: `does` such as `transcript.view`, `result` one of RESULTS, `reason` in a word."""

    staff: str
    role: str
    does: str
    subject: str | None = None
    result: str = "done"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Written:
    """An entry as it stands; `at` is seconds since 1970."""

    seq: int
    at: float
    entry: Entry


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which entries to read, newest first. Empty means all; times are seconds since 1970."""

    staff: str = ""
    does: str = ""
    subject: str = ""
    result: str = ""
    since: float | None = None
    until: float | None = None
    before_seq: int | None = None


class Audit:
    """Adds and reads entries. Methods raise StoreFailure; `clock` gives seconds since 1970."""

    def __init__(self, database: Database, clock: Callable[[], float]) -> None:
        self._database = database
        self._clock = clock

    async def write(self, entry: Entry) -> None:
        """Add an entry, durably once this returns."""
        subject = None if entry.subject is None else entry.subject[:LONGEST_SUBJECT]
        row = {
            "at": self._clock(),
            "staff": entry.staff,
            "role": entry.role,
            "does": entry.does,
            "subject": subject,
            "result": entry.result,
            "reason": entry.reason,
        }

        def work(connection: Connection) -> None:
            connection.execute(insert(audit).values(row))

        await write(self._database, work, "writing the audit")

    async def entries(self, wanted: Wanted, rows: int = PAGE_ROWS) -> tuple[Written, ...]:
        """Return the newest entries that are wanted, at most so many."""
        query = select(audit).order_by(audit.c.seq.desc()).limit(rows)
        for name in ("staff", "does", "subject", "result"):
            value = getattr(wanted, name)
            if value:
                query = query.where(audit.c[name] == value)
        if wanted.since is not None:
            query = query.where(audit.c.at >= wanted.since)
        if wanted.until is not None:
            query = query.where(audit.c.at < wanted.until)
        if wanted.before_seq is not None:
            query = query.where(audit.c.seq < wanted.before_seq)
        found = await read(
            self._database, lambda one: one.execute(query).mappings().all(), "reading the audit"
        )
        return tuple(_written(row) for row in found)


def _written(row: RowMapping) -> Written:
    entry = Entry(
        row["staff"], row["role"], row["does"], row["subject"], row["result"], row["reason"]
    )
    return Written(row["seq"], row["at"], entry)
