"""Conversations in a SQL database, for callers on an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.conversation.deliveries import Delivery
from bot.conversation.events import Event
from bot.conversation.held import Held
from bot.conversation.messages import BotMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.stores.database import Database, open_database
from bot.stores.ended_sessions import end_session, has_ended
from bot.stores.errors import StoreSetupError, StoreUnavailable, failure_of
from bot.stores.held import read_deliveries, read_held
from bot.stores.key_check import check_keys
from bot.stores.migrate import upgrade_database
from bot.stores.rows import Seals, event_of, key_of, replies_of, rows_of, tracker_of
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.statements import read_events, read_replies, read_snapshot, touch, write_late
from bot.stores.writer import GroupWriter

POSTGRES_READERS = 4

Result = TypeVar("Result")


class SqlTrackerStore:
    """Keeps trackers, events and replies; a turn is in it whole or not at all.

    Methods raise StoreUnavailable when the database does not answer and StoreRefused when it will
    never take these values. Threads start with the object and end with `close`.
    """

    def __init__(
        self, database: Database, *, clock: Callable[[], float], keyring: Keyring = NO_KEYS
    ) -> None:
        self._database = database
        self._seals = Seals.of(keyring)
        self._clock = clock
        self._writer = GroupWriter(database, clock)
        threads = 1 if database.is_sqlite else POSTGRES_READERS
        self._threads = ThreadPoolExecutor(threads, "backline-store")

    async def load(self, sender_id: str) -> Tracker | None:
        """Return the conversation as of its latest stored turn, or None when there is none.

        `turn` and `initial_slots` of the tracker are empty: the one is in `events`, the other in
        the domain.
        """
        sender = key_of(sender_id)
        snapshot = await self._read_row(lambda connection: read_snapshot(connection, sender))
        return None if snapshot is None else tracker_of(snapshot, self._seals)

    async def commit(self, record: TurnRecord) -> None:
        """Store a turn, durably once this returns.

        Raises ConversationChanged when the stored version is not the one before the record's, and
        DuplicateMessage when the message (or the turn itself) is stored already.
        """
        await self._writer.write(rows_of(record, self._seals))

    async def stored_reply(self, sender_id: str, message_id: str) -> tuple[BotMessage, ...] | None:
        """Return what was answered to a message, or None when it is new."""
        sender, message = key_of(sender_id), key_of(message_id)
        replies = await self._read_row(lambda connection: read_replies(connection, sender, message))
        return None if replies is None else replies_of(replies, self._seals)

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation, oldest first."""
        sender = key_of(sender_id)
        rows = await self._read(lambda connection: read_events(connection, sender))
        return tuple(event_of(data, self._seals) for data in rows)

    async def held(self) -> list[Held]:
        """Return the conversations that a person of the house holds, the longest silent first."""
        return await self._read(read_held)

    async def deliveries(self, sender_id: str) -> dict[str, Delivery]:
        """Return how far the texts of each turn of a conversation have come, by turn."""
        sender = key_of(sender_id)
        return await self._read(lambda connection: read_deliveries(connection, sender))

    async def end_session(self, sender_id: str) -> None:
        """Note that a visitor ended a session. Repeats harmlessly."""
        sender = key_of(sender_id)

        def write() -> None:
            with self._database.writing() as connection:
                end_session(connection, sender, self._clock())

        await self._run(write, "ending a session")

    async def has_ended(self, sender_id: str) -> bool:
        """Tell whether the visitor ended this session."""
        sender = key_of(sender_id)
        return await self._read_row(lambda connection: has_ended(connection, sender))

    async def recover(self, record: TurnRecord) -> bool:
        """Store a turn that failed to be stored earlier, and ask staff to look at it.

        Returns whether it was missing. When the conversation went on in the meantime, its facts
        stay as they are and the events are added. Repeats harmlessly.
        """
        rows = rows_of(record, self._seals, needs_attention=True)

        def write() -> bool:
            with self._database.writing() as connection:
                return write_late(connection, rows, self._clock())

        return await self._run(write, "storing a kept turn")

    async def ready(self) -> None:
        """Return when the database takes turns; raise StoreUnavailable otherwise."""

        def write() -> None:
            with self._database.writing() as connection:
                touch(connection)

        await self._run(write, "getting ready")

    async def close(self) -> None:
        """Store what was handed in, then close all connections. Repeats harmlessly."""
        await asyncio.to_thread(self._close)

    def _close(self) -> None:
        self._writer.close()
        self._threads.shutdown()
        self._database.close()

    async def _read_row(self, query: Callable[[Connection], Result]) -> Result:
        """Read one row by its key.

        A reader of SQLite's WAL waits for nobody, and one row takes a third of the time that a
        change of threads would: it is read right here.
        """
        if not self._database.is_sqlite:
            return await self._read(query)
        try:
            with self._database.reading_row() as connection:
                return query(connection)
        except SQLAlchemyError as error:
            raise failure_of(error, "reading") from None

    async def _read(self, query: Callable[[Connection], Result]) -> Result:
        return await self._run(lambda: self._query(query), "reading")

    def _query(self, query: Callable[[Connection], Result]) -> Result:
        """Read, again on a fresh connection when the old one was found dead, as after a restart."""
        try:
            with self._database.reading() as connection:
                return query(connection)
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
        with self._database.reading() as connection:
            return query(connection)

    async def _run(self, work: Callable[[], Result], doing: str) -> Result:
        """Do blocking work on a thread of this store."""
        try:
            running = asyncio.get_running_loop().run_in_executor(self._threads, work)
        except RuntimeError:
            raise StoreUnavailable("the store is closed") from None
        try:
            return await running
        except SQLAlchemyError as error:
            raise failure_of(error, doing) from None


def open_store(
    url: str,
    clock: Callable[[], float],
    extra_migrations: tuple[Path, ...] = (),
    *,
    keyring: Keyring = NO_KEYS,
) -> SqlTrackerStore:
    """Bring the database up to date and return its store.

    `clock` gives seconds since 1970 in UTC. Raises StoreSetupError when the URL, the driver or the
    database is unusable, or was sealed with a key that is not in `keyring`.
    """
    database = open_database(url)
    try:
        upgrade_database(database, extra_migrations)
        check_keys(database, keyring, clock())
    except StoreSetupError:
        database.close()
        raise
    return SqlTrackerStore(database, clock=clock, keyring=keyring)
