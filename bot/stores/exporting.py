"""Stored conversations one after the other, with all that was said: for files, not for turns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy import Row, select
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.events import Event
from bot.conversation.tracker import Tracker
from bot.stores.database import Database
from bot.stores.errors import failure_of
from bot.stores.rows import Seals, event_of, tracker_of
from bot.stores.sealing import Keyring
from bot.stores.statements import read_events
from bot.stores.tables import conversations

PAGE = 50

_Row = Row[int, str, str, str, float, float, bool]


@dataclass(frozen=True, slots=True)
class Exported:
    """One conversation; times are seconds since 1970."""

    tracker: Tracker
    events: tuple[Event, ...]
    channel: str
    began_at: float
    latest_at: float
    needs_attention: bool


class Exports:
    """Reads conversations. Methods raise StoreFailure and block."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._seals = Seals.of(keyring)

    def conversations(self, since: float, until: float) -> Iterator[Exported]:
        """Yield the conversations that began in [since, until), the oldest first.

        One at a time is in memory, however many there are.
        """
        latest = 0
        while rows := self._page(since, until, latest):
            for row in rows:
                yield self._exported(row)
            latest = rows[-1].id

    def _page(self, since: float, until: float, after: int) -> Sequence[_Row]:
        of = conversations.c
        query = (
            select(
                of.id,
                of.sender_id,
                of.snapshot,
                of.channel,
                of.started_at,
                of.latest_event_at,
                of.needs_attention,
            )
            .where(of.started_at >= since, of.started_at < until, of.id > after)
            .order_by(of.id)
            .limit(PAGE)
        )
        try:
            with self._database.reading() as connection:
                return connection.execute(query).all()
        except SQLAlchemyError as error:
            raise failure_of(error, "reading conversations") from None

    def _exported(self, row: _Row) -> Exported:
        try:
            with self._database.reading() as connection:
                said = read_events(connection, row.sender_id)
        except SQLAlchemyError as error:
            raise failure_of(error, "reading what was said") from None
        return Exported(
            tracker=tracker_of(row.snapshot, self._seals),
            events=tuple(event_of(data, self._seals) for data in said),
            channel=row.channel,
            began_at=row.started_at,
            latest_at=row.latest_event_at,
            needs_attention=bool(row.needs_attention),
        )
