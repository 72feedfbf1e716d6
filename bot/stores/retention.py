"""What is older than its kind is kept goes, in small steps, but for what must stay."""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection, Row, Table, delete, func, select
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.erasing import Eraser, Erasure, empty_log_if_free
from bot.stores.errors import failure_of
from bot.stores.keeping import (
    AUDIT,
    BY_AGE,
    DAY_SECONDS,
    ENDED_SESSIONS,
    RECEIPTS,
    Judged,
)
from bot.stores.tables import conversations, ended_sessions, keep_deletions, receipts

logger = logging.getLogger(__name__)

_Row = Row[int, str, float]

# A turn waits at most for one step.
STEP = 50

# What is deleted by its age alone: the table, its time, and the kind that says how old.
_BY_TIME: tuple[tuple[Table, str, str], ...] = (
    (receipts, "received_at", RECEIPTS),
    (ended_sessions, "ended_at", ENDED_SESSIONS),
    (keep_deletions, "deleted_at", AUDIT),
)


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, or would do: conversations that go and that stay, and other rows, by kind."""

    gone: Counter[str] = field(default_factory=Counter)
    kept: Counter[tuple[str, str]] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)


class Retention:
    """Finds and deletes what is too old. Methods raise StoreFailure and block."""

    def __init__(self, eraser: Eraser) -> None:
        self._eraser = eraser
        self._database = eraser.database
        self._days = eraser.house.days

    def due(self) -> Iterator[Judged]:
        """Yield each conversation that is too old, with why it is kept all the same, if it is."""
        for rows in self._pages():
            with self._database.reading() as connection:
                yield from self._judged(connection, rows)

    def would_go(self) -> Summary:
        """Return what a run would do now."""
        try:
            summary = self._summary(self.due())
            with self._database.reading() as connection:
                summary.others.update(self._others(connection, delete_them=False))
        except SQLAlchemyError as error:
            raise failure_of(error, "looking for what is too old") from None
        return summary

    def steps(self) -> Iterator[Summary]:
        """Delete what is too old; each step is a transaction of its own, and yields what went."""
        try:
            for rows in self._pages():
                with self._database.writing() as connection:
                    judged = self._delete(connection, rows)
                yield self._summary(judged)
            is_done = False
            while not is_done:
                with self._database.writing() as connection:
                    others = Counter(self._others(connection, delete_them=True))
                is_done = not others.total()
                yield Summary(others=others)
            empty_log_if_free(self._database)
        except SQLAlchemyError as error:
            raise failure_of(error, "deleting what is too old") from None

    def run(self) -> Summary:
        """Delete all that is too old."""
        whole = Summary()
        for step in self.steps():
            whole.gone.update(step.gone)
            whole.kept.update(step.kept)
            whole.others.update(step.others)
        return whole

    def _pages(self) -> Iterator[Sequence[_Row]]:
        """Yield conversations older than the shortest period of any, the oldest first."""
        before = self._eraser.clock() - min(self._days.values()) * DAY_SECONDS
        at, latest_id = float("-inf"), 0
        of = conversations.c
        while True:
            after = (of.latest_event_at > at) | ((of.latest_event_at == at) & (of.id > latest_id))
            query = (
                select(of.id, of.sender_id, of.latest_event_at)
                .where(of.latest_event_at < before)
                .order_by(of.latest_event_at, of.id)
                .limit(STEP)
            )
            with self._database.reading() as connection:
                rows = connection.execute(query.where(after) if latest_id else query).all()
            if not rows:
                return
            at, latest_id = rows[-1].latest_event_at, rows[-1].id
            yield rows

    def _judged(self, connection: Connection, rows: Sequence[_Row]) -> Iterator[Judged]:
        kinds = self._eraser.kinds(connection, [row.sender_id for row in rows])
        now = self._eraser.clock()
        old = [
            row
            for row in rows
            if now - row.latest_event_at > self._days[kinds[row.sender_id]] * DAY_SECONDS
        ]
        reasons = self._eraser.reasons(connection, [row.sender_id for row in old], BY_AGE)
        for row in old:
            kind = kinds[row.sender_id]
            because = reasons.get(row.sender_id, "")
            yield Judged(row.sender_id, kind, self._days[kind], row.latest_event_at, because)

    def _delete(self, connection: Connection, rows: Sequence[_Row]) -> list[Judged]:
        """Delete those of a page that are to go, as they stand now."""
        ids = [row.id for row in rows]
        # Somebody may have written since: from here on nobody can.
        query = select(
            conversations.c.id, conversations.c.sender_id, conversations.c.latest_event_at
        ).where(conversations.c.id.in_(ids))
        current = connection.execute(query.with_for_update()).all()
        judged = list(self._judged(connection, current))
        for kind in sorted({one.kind for one in judged}):
            going = [one for one in judged if one.kind == kind and not one.kept_because]
            names = [one.conversation for one in going]
            if names:
                self._eraser.delete(connection, names, Erasure(BY_AGE, kind=kind))
        return judged

    def _others(self, connection: Connection, *, delete_them: bool) -> dict[str, int]:
        """Count what else is too old, by kind; delete some of it."""
        now = self._eraser.clock()
        counts: Counter[str] = Counter()
        for table, time, kind in _BY_TIME:
            old = table.c[time] < now - self._days[kind] * DAY_SECONDS
            if delete_them:
                counts[kind] += connection.execute(delete(table).where(old)).rowcount
            else:
                query = select(func.count()).select_from(table).where(old)
                counts[kind] += int(connection.execute(query).scalar_one())
        slots_of, house = self._eraser.slots_of, self._eraser.house
        counts.update(house.outlived(connection, now, slots_of, delete=delete_them))
        return {kind: count for kind, count in counts.items() if count}

    def _summary(self, judged: Iterable[Judged]) -> Summary:
        summary = Summary()
        for one in judged:
            if one.kept_because:
                summary.kept[one.kind, one.kept_because] += 1
            else:
                summary.gone[one.kind] += 1
        return summary


@dataclass(frozen=True, slots=True)
class RetentionJob:
    """The due job that deletes what is too old, once a day."""

    retention: Retention
    name: str = "retention"
    every_seconds: float = DAY_SECONDS

    async def run(self) -> None:
        """Do it once, step by step, so that a stop of the server never waits for all of it."""
        steps, gone, others = self.retention.steps(), 0, 0
        while (step := await asyncio.to_thread(next, steps, None)) is not None:
            gone += step.gone.total()
            others += step.others.total()
        if gone or others:
            logger.info("retention ran", extra={"conversations": gone, "other_rows": others})
