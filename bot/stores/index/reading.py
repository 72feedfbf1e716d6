"""What the index is made from, as stored."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, Row, Select, literal, select, text, union_all

from bot.conversation.events import Event
from bot.conversation.phones import PREFIX, key_of_sender
from bot.conversation.tracker import Tracker
from bot.stores.index.projection import FacetsOf, ReadAll, account_of_all, account_of_more, texts_of
from bot.stores.index.rows import Change, Indexed, indexed_of
from bot.stores.index.tables import conversation_index
from bot.stores.rows import Seals, event_of, tracker_of
from bot.stores.tables import conversations, events, phone_numbers

_SNAPSHOT = -1


@dataclass(frozen=True, slots=True)
class House:
    """What tells conversations apart: the house's facets; and what opens them as stored."""

    facets_of: FacetsOf
    seals: Seals


def newer_events(connection: Connection, after: int, until: int, limit: int) -> Sequence[Row[Any]]:
    """Return the next events of all conversations: `seq` and `conversation_id`, oldest first."""
    query: Select[Any] = (
        select(events.c.seq, events.c.conversation_id)
        .where(events.c.seq > after, events.c.seq <= until)
        .order_by(events.c.seq)
        .limit(limit)
    )
    return connection.execute(query).all()


def indexed_among(
    connection: Connection, conversation_ids: Collection[int], generation: int
) -> dict[int, Indexed]:
    """Return these conversations as the index has them; those that are gone are left out."""
    columns = [column for column in conversation_index.c if column.name != "conversation_id"]
    query = (
        select(
            conversations.c.id.label("conversation_id"),
            conversations.c.sender_id.label("stored_sender"),
            conversations.c.channel.label("stored_channel"),
            conversations.c.started_at,
            *columns,
        )
        .outerjoin(conversation_index, conversation_index.c.conversation_id == conversations.c.id)
        .where(conversations.c.id.in_(sorted(conversation_ids)))
    )
    return {
        row["conversation_id"]: _indexed(row, generation)
        for row in connection.execute(query).mappings()
    }


def _indexed(row: Any, generation: int) -> Indexed:
    if row["key"] is not None:
        return indexed_of(row, generation)
    sender = row["stored_sender"]
    return Indexed(
        conversation_id=row["conversation_id"],
        sender_id=sender,
        channel=row["stored_channel"],
        began_at=row["started_at"],
        last_at=row["started_at"],
        phone=key_of_sender(sender) if sender.startswith(PREFIX) else None,
    )


def change_of(connection: Connection, before: Indexed, house: House) -> Change | None:
    """Return what the events since then change, or None when there are none, or no conversation."""
    now, new = _as_stored(connection, house.seals, before.conversation_id, before.indexed_seq)
    if now is None or not new:
        return None
    try:
        account = (
            account_of_all([event for _, event in new], now, house.facets_of)
            if before.indexed_seq == 0
            else account_of_more(before.account, [event for _, event in new], now, house.facets_of)
        )
    except ReadAll:
        now, new = _as_stored(connection, house.seals, before.conversation_id, 0)
        if now is None:
            return None
        account = account_of_all([event for _, event in new], now, house.facets_of)
        unread = [event for seq, event in new if seq > before.indexed_seq]
        account = replace(account, words=texts_of(unread))
    news = _news(connection, before, now, new[-1][0])
    return Change(before, replace(before, **news, account=account))


def _news(connection: Connection, before: Indexed, now: Tracker, last: int) -> dict[str, Any]:
    return {
        "channel": now.latest_channel or before.channel,
        "last_at": now.latest_event_at or before.last_at,
        "is_opted_out": _is_opted_out(connection, before.phone),
        "indexed_seq": last,
    }


def _as_stored(
    connection: Connection, seals: Seals, conversation_id: int, after: int
) -> tuple[Tracker | None, list[tuple[int, Event]]]:
    """Return a conversation, and its events after one of them with their numbers.

    One statement, so that facts and events belong together.
    """
    snapshot = select(
        literal(_SNAPSHOT).label("seq"), conversations.c.snapshot.label("data")
    ).where(conversations.c.id == conversation_id)
    said = select(events.c.seq, events.c.data).where(
        events.c.conversation_id == conversation_id, events.c.seq > after
    )
    rows = connection.execute(union_all(snapshot, said).order_by(text("1"))).all()
    if not rows or rows[0].seq != _SNAPSHOT:
        return None, []
    return tracker_of(rows[0].data, seals), [
        (row.seq, event_of(row.data, seals)) for row in rows[1:]
    ]


def _is_opted_out(connection: Connection, phone: str | None) -> bool:
    if phone is None:
        return False
    query = select(phone_numbers.c.opted_out_at).where(phone_numbers.c.key == phone)
    return connection.execute(query).scalar() is not None


def opt_outs_to_note(connection: Connection, generation: int) -> Iterator[Change]:
    """Yield the conversations whose number opted out, or in again, since they were indexed."""
    out = phone_numbers.c.opted_out_at.is_not(None)
    query = (
        select(conversation_index)
        .join(phone_numbers, phone_numbers.c.key == conversation_index.c.phone)
        .where(out != conversation_index.c.is_opted_out)
        .where(conversation_index.c.generation == generation)
    )
    for row in connection.execute(query).mappings().all():
        before = indexed_of(dict(row), generation)
        yield Change(before, replace(before, is_opted_out=not before.is_opted_out))
