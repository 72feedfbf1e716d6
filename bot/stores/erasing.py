"""Conversations deleted, with all that belongs to them, and a record of it that tells ids only."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    TableClause,
    Text,
    column,
    delete,
    func,
    insert,
    select,
    table,
    update,
)

from bot.conversation.phones import PREFIX, key_of_sender, sender_id_of
from bot.conversation.tracker import Tracker
from bot.stores.blocking import read, write
from bot.stores.compaction import empty_log
from bot.stores.database import Database
from bot.stores.errors import StoreFailure
from bot.stores.holds import held_among
from bot.stores.keeping import BY_STAFF, Keeper
from bot.stores.rows import Seals, key_of, tracker_of
from bot.stores.sealing import Keyring
from bot.stores.tables import (
    conversations,
    events,
    keep_deletions,
    outbox,
    phone_numbers,
    receipts,
    turns,
)

logger = logging.getLogger(__name__)

HELD = "a legal hold"

# Tables that name a conversation without a foreign key that would delete their rows with it.
BY_NAME: tuple[tuple[TableClause, str], ...] = (
    (table(receipts.name, column("sender_id", Text)), "sender_id"),
    *(
        (table(name, column("conversation", Text)), "conversation")
        for name in (
            *("review_reviews", "review_notes", "review_tags", "review_tasks"),
            *("correct_corrections", "correct_withdrawals", "correct_stories"),
        )
    ),
)


class NotErased(Exception):
    """A conversation may not be deleted; str() says why."""


@dataclass(frozen=True, slots=True)
class Erasure:
    """Who wishes what to be deleted: `cause` is a word of bot.stores.keeping, `by` a name."""

    cause: str
    by: str = ""
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Deleted:
    """The record of one deletion; `deleted_at` is seconds since 1970, `rows` is a count."""

    conversation: str
    cause: str
    kind: str
    by: str
    deleted_at: float
    rows: int


class Eraser:
    """Deletes conversations, but for what must be kept. `clock` gives seconds since 1970."""

    def __init__(
        self, database: Database, keyring: Keyring, house: Keeper, clock: Callable[[], float]
    ) -> None:
        self.database = database
        self.house = house
        self.clock = clock
        self._seals = Seals.of(keyring)

    async def erase(self, conversation: str, erasure: Erasure) -> bool:
        """Delete one conversation at a person's wish; return whether it was there.

        Raises NotErased, with nothing changed, and StoreFailure.
        """
        name = key_of(conversation)

        def work(connection: Connection) -> str | None:
            reasons = self.reasons(connection, [name], erasure.cause)
            is_there = bool(self._trackers(connection, [name]))
            if is_there and not reasons:
                self.delete(connection, [name], erasure)
            return reasons.get(name, "") if is_there else None

        reason = await write(self.database, work, "deleting a conversation")
        if reason:
            raise NotErased(reason)
        if reason is None:
            return False
        await asyncio.to_thread(empty_log_if_free, self.database)
        return True

    async def wishes(self) -> Sequence[tuple[str, float]]:
        """Return who has asked to have all deleted and still waits. Raises StoreFailure."""
        return await read(self.database, self.house.wishes, "looking for wishes")

    async def outlook(self, conversation: str) -> str | None:
        """Return why staff cannot delete a conversation; empty when they can, None when unknown."""
        name = key_of(conversation)

        def work(connection: Connection) -> str | None:
            if not self._trackers(connection, [name]):
                return None
            return self.reasons(connection, [name], BY_STAFF).get(name, "")

        return await read(self.database, work, "looking at a conversation")

    async def latest(self, count: int) -> Sequence[Deleted]:
        """Return what was deleted last. Raises StoreFailure."""
        query = select(keep_deletions).order_by(keep_deletions.c.id.desc()).limit(count)

        def work(connection: Connection) -> list[Deleted]:
            return [_deleted(row) for row in connection.execute(query)]

        return await read(self.database, work, "reading what was deleted")

    def reasons(
        self, connection: Connection, names: Sequence[str], cause: str
    ) -> Mapping[str, str]:
        """Return why conversations must be kept, for those that must; `names` as stored."""
        trackers = self._trackers(connection, names)
        slots = {tracker.sender_id: tracker.slots for tracker in trackers.values()}
        found = self.house.reasons(connection, slots, self.clock(), cause)
        ours = {
            name: found[tracker.sender_id]
            for name, tracker in trackers.items()
            if tracker.sender_id in found
        }
        return {**ours, **dict.fromkeys(held_among(connection, names), HELD)}

    def slots_of(
        self, connection: Connection, conversations: Sequence[str]
    ) -> Mapping[str, Mapping[str, Any]]:
        """Return the facts of each conversation that is stored, by what it calls itself."""
        trackers = self._trackers(connection, [key_of(one) for one in conversations])
        return {tracker.sender_id: tracker.slots for tracker in trackers.values()}

    def kinds(self, connection: Connection, names: Sequence[str]) -> Mapping[str, str]:
        """Return the kind of each conversation; `names` as stored."""
        own = self._own_names(connection, names)
        kinds = self.house.kinds(connection, list(own.values()))
        return {name: kinds[own[name]] for name in names}

    def _own_names(self, connection: Connection, names: Sequence[str]) -> Mapping[str, str]:
        """Return what conversations call themselves, which a database may not take as a name."""
        odd = self._trackers(connection, [name for name in names if "\\" in name])
        return {name: odd[name].sender_id if name in odd else name for name in names}

    def _trackers(self, connection: Connection, names: Sequence[str]) -> Mapping[str, Tracker]:
        if not names:
            return {}
        query = select(conversations.c.sender_id, conversations.c.snapshot).where(
            conversations.c.sender_id.in_(names)
        )
        # Nobody may write to them between our look and the deletion; SQLite has one writer anyway.
        rows = connection.execute(query.with_for_update())
        return {row.sender_id: tracker_of(row.snapshot, self._seals) for row in rows}

    def delete(self, connection: Connection, names: Sequence[str], erasure: Erasure) -> None:
        """Delete conversations in the transaction that is open, and record how much that was."""
        own = self._own_names(connection, names)
        house, ours = self.house.delete(connection, list(own.values())), _counted(connection, names)
        counts = {name: {**ours.get(name, {}), **house.get(own[name], {})} for name in names}
        for one, named in BY_NAME:
            connection.execute(delete(one).where(one.c[named].in_(names)))
        # Turns, events, what waits to be sent, and all that refers to them, go with it.
        connection.execute(delete(conversations).where(conversations.c.sender_id.in_(names)))
        for name in names:
            _forget_number(connection, name)
            connection.execute(insert(keep_deletions).values(self._record(name, erasure, counts)))

    def _record(
        self, name: str, erasure: Erasure, counts: Mapping[str, Mapping[str, int]]
    ) -> dict[str, Any]:
        return {
            "sender_id": name,
            "cause": erasure.cause,
            "kind": erasure.kind,
            "deleted_by": erasure.by,
            "deleted_at": self.clock(),
            "counts": json.dumps({key: n for key, n in counts[name].items() if n}),
        }


def _deleted(row: Row[Any]) -> Deleted:
    rows = sum(json.loads(row.counts).values())
    return Deleted(row.sender_id, row.cause, row.kind, row.deleted_by, row.deleted_at, rows)


def empty_log_if_free(database: Database) -> None:
    """Empty SQLite's log; while others are in the way, the next deletion does it for this one."""
    try:
        empty_log(database)
    except StoreFailure as error:
        logger.warning("the log is not emptied yet", extra={"error": type(error).__name__})


def _counted(connection: Connection, names: Sequence[str]) -> Mapping[str, dict[str, int]]:
    """Return how many rows of ours belong to each conversation."""
    counts: dict[str, dict[str, int]] = {}
    mine = conversations.c.sender_id.in_(names)
    of_conversation = conversations.c.sender_id, func.count()
    queries = {
        "conversations": select(*of_conversation).where(mine),
        "turns": select(*of_conversation).join(turns).where(mine),
        "events": select(*of_conversation).join(events).where(mine),
        "outbox": select(*of_conversation).join(turns).join(outbox).where(mine),
    }
    for name, query in queries.items():
        for sender, count in connection.execute(query.group_by(conversations.c.sender_id)):
            counts.setdefault(sender, {})[name] = count
    return counts


def _forget_number(connection: Connection, name: str) -> None:
    """Forget the number behind a conversation, once no other needs it.

    That a person wants no texts is kept; it needs the number's key and not the number.
    """
    if not name.startswith(PREFIX):
        return
    key = key_of_sender(name)
    mine = phone_numbers.c.key == key
    thread = connection.execute(select(phone_numbers.c.thread).where(mine)).scalar() or 0
    others = [sender_id_of(key, number) for number in range(thread + 1)]
    query = select(conversations.c.id).where(conversations.c.sender_id.in_(others)).limit(1)
    if connection.execute(query).first() is not None:
        return
    connection.execute(delete(phone_numbers).where(mine, phone_numbers.c.opted_out_at.is_(None)))
    connection.execute(update(phone_numbers).where(mine).values(number=""))
