"""Stored conversations, read one after the other and never written: for commands, not for turns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Connection, Row, Select, select
from sqlalchemy.exc import SQLAlchemyError

from bot.conversation.serialization import event_to_json
from bot.stores.database import open_database
from bot.stores.errors import failure_of
from bot.stores.rows import Seals, event_of, key_of, tracker_of
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.statements import read_events
from bot.stores.tables import conversations

PAGE = 200
P = ParamSpec("P")
Read = TypeVar("Read")


@dataclass(frozen=True, slots=True)
class Stored:
    """A conversation with its facts as they stand. `began_at` is seconds since 1970."""

    name: str
    slots: Mapping[str, Any]
    channel: str
    began_at: float


class Archive:
    """Reads page by page: memory stays the same however many conversations there are.

    Methods raise StoreUnavailable or StoreRefused when the database cannot be read, Unreadable
    without its key, and StoreSetupError when its address is unusable.
    """

    def __init__(self, url: str, keyring: Keyring = NO_KEYS) -> None:
        """Read from the database at `url`; nothing is opened before something is read."""
        self._url = url
        self._seals = Seals.of(keyring)

    def conversations(
        self, *, since: float | None = None, until: float | None = None, channel: str | None = None
    ) -> Iterator[Stored]:
        """Yield each conversation that began from `since` and before `until`, oldest first.

        Times are seconds since 1970; None leaves a side open, or takes any channel.
        """
        wanted = _wanted(since, until, channel)
        database = open_database(self._url)
        try:
            latest = 0
            while rows := _plainly(_page, database.reading, wanted, latest):
                for row in rows:
                    tracker = tracker_of(row.snapshot, self._seals)
                    yield Stored(tracker.sender_id, tracker.slots, row.channel, row.started_at)
                latest = rows[-1].id
        finally:
            database.close()

    def events(self, sender_id: str) -> Sequence[Mapping[str, Any]]:
        """Return the events of a conversation as Rasa's JSON, oldest first; none when unknown."""
        database = open_database(self._url)
        try:
            rows = _plainly(_events, database.reading, key_of(sender_id))
        finally:
            database.close()
        return [event_to_json(event_of(data, self._seals)) for data in rows]


def _wanted(
    since: float | None, until: float | None, channel: str | None
) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if since is not None:
        conditions.append(conversations.c.started_at >= since)
    if until is not None:
        conditions.append(conversations.c.started_at < until)
    if channel is not None:
        conditions.append(conversations.c.channel == channel)
    return conditions


def _page(
    lend: Callable[[], AbstractContextManager[Connection]],
    wanted: Sequence[ColumnElement[bool]],
    after: int,
) -> Sequence[Row[Any]]:
    table = conversations.c
    query: Select[Any] = (
        select(table.id, table.snapshot, table.channel, table.started_at)
        .where(table.id > after, *wanted)
        .order_by(table.id)
        .limit(PAGE)
    )
    with lend() as connection:
        return connection.execute(query).all()


def _events(lend: Callable[[], AbstractContextManager[Connection]], sender: str) -> Sequence[str]:
    with lend() as connection:
        return read_events(connection, sender)


def _plainly(read: Callable[P, Read], *args: P.args, **kwargs: P.kwargs) -> Read:
    try:
        return read(*args, **kwargs)
    except SQLAlchemyError as error:
        raise failure_of(error, "reading stored conversations") from None
