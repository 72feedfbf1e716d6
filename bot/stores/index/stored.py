"""One conversation with everything that is stored of it, turn by turn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, select

from bot.conversation.deliveries import Delivery
from bot.conversation.events import Event
from bot.conversation.tracker import Tracker
from bot.stores.blocking import read
from bot.stores.database import Database
from bot.stores.rows import Seals, event_of, key_of, tracker_of
from bot.stores.tables import conversations, events, outbox, turns


@dataclass(frozen=True, slots=True)
class StoredTurn:
    """One turn. `sent` are the texts that went out through a provider, in order."""

    turn_id: str
    events: tuple[Event, ...]
    sent: tuple[tuple[str, Delivery], ...] = ()


@dataclass(frozen=True, slots=True)
class StoredConversation:
    """A conversation as it stands, and all its turns. Times are seconds since 1970."""

    tracker: Tracker
    channel: str
    began_at: float
    turns: tuple[StoredTurn, ...]


class StoredConversations:
    """Reads conversations whole. Methods raise StoreFailure."""

    def __init__(self, database: Database, seals: Seals) -> None:
        """Read from this database, and open what is sealed in it."""
        self._database = database
        self._seals = seals

    async def conversation(self, sender_id: str) -> StoredConversation | None:
        """Return a conversation, or None when there is none of this name."""
        sender = key_of(sender_id)
        return await read(self._database, lambda one: _read(one, self._seals, sender), "reading")


def _read(connection: Connection, seals: Seals, sender: str) -> StoredConversation | None:
    row = connection.execute(
        select(conversations).where(conversations.c.sender_id == sender)
    ).one_or_none()
    if row is None:
        return None
    said = (
        select(events.c.turn_id, events.c.data)
        .where(events.c.conversation_id == row.id)
        .order_by(events.c.seq)
    )
    by_turn: dict[str, list[Event]] = {}
    for turn_id, data in connection.execute(said):
        by_turn.setdefault(turn_id, []).append(event_of(data, seals))
    sent = _sent(connection, seals, row.id)
    return StoredConversation(
        tracker=tracker_of(row.snapshot, seals),
        channel=row.channel,
        began_at=row.started_at,
        turns=tuple(
            StoredTurn(turn_id, tuple(some), sent.get(turn_id, ()))
            for turn_id, some in by_turn.items()
        ),
    )


def _sent(
    connection: Connection, seals: Seals, conversation_id: int
) -> Mapping[str, tuple[tuple[str, Delivery], ...]]:
    query = (
        select(outbox.c.turn_id, outbox.c.payload, outbox.c.state)
        .join(turns, turns.c.turn_id == outbox.c.turn_id)
        .where(turns.c.conversation_id == conversation_id)
        .order_by(outbox.c.turn_id, outbox.c.position)
    )
    found: dict[str, tuple[tuple[str, Delivery], ...]] = {}
    for turn_id, payload, state in connection.execute(query):
        found[turn_id] = (*found.get(turn_id, ()), (seals.payload.open(payload), Delivery(state)))
    return found
