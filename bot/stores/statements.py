"""The SQL of the store: one SELECT to load, few statements to write, each compiled once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Boolean, bindparam, false, insert, or_, select, true, update
from sqlalchemy.engine import Connection

from bot.conversation.deliveries import Delivery
from bot.conversation.records import ConversationChanged, DuplicateMessage
from bot.stores.prepared import Prepared
from bot.stores.rows import TurnRows
from bot.stores.tables import conversations, events, outbox, turns

WAITING = Delivery.WAITING.value
# The request that a text answers may carry it; only then is the outbox to send it.
SECONDS_TO_ANSWER = 20.0

_CONVERSATION_ID = (
    select(conversations.c.id).where(conversations.c.sender_id == bindparam("p_sender"))
).scalar_subquery()

_SNAPSHOT = Prepared(
    select(conversations.c.snapshot).where(conversations.c.sender_id == bindparam("p_sender"))
)

_VERSION = Prepared(
    select(conversations.c.version).where(conversations.c.sender_id == bindparam("p_sender"))
)

# On PostgreSQL the row stays locked until the commit; SQLite has one writer anyway.
_VERSION_LOCKED = Prepared(
    select(conversations.c.version)
    .where(conversations.c.sender_id == bindparam("p_sender"))
    .with_for_update()
)

_REPLIES = Prepared(
    select(turns.c.replies)
    .join(conversations, conversations.c.id == turns.c.conversation_id)
    .where(
        conversations.c.sender_id == bindparam("p_sender"),
        turns.c.message_id == bindparam("p_message_id"),
    )
)

_EVENTS = Prepared(
    select(events.c.data)
    .join(conversations, conversations.c.id == events.c.conversation_id)
    .where(conversations.c.sender_id == bindparam("p_sender"))
    .order_by(events.c.seq)
)

_TURN = Prepared(select(turns.c.turn_id).where(turns.c.turn_id == bindparam("p_turn_id")))

_NEW_CONVERSATION = Prepared(
    insert(conversations)
    .inline()
    .values(
        sender_id=bindparam("p_sender"),
        version=bindparam("p_version"),
        snapshot=bindparam("p_snapshot"),
        channel=bindparam("p_channel"),
        started_at=bindparam("p_started_at"),
        latest_event_at=bindparam("p_latest_event_at"),
        needs_attention=bindparam("p_needs_attention"),
        held_by=bindparam("p_held_by"),
    )
)

_NEXT_VERSION = Prepared(
    update(conversations)
    .where(
        conversations.c.sender_id == bindparam("p_sender"),
        conversations.c.version == bindparam("p_version_before"),
    )
    .values(
        version=bindparam("p_version"),
        snapshot=bindparam("p_snapshot"),
        channel=bindparam("p_channel"),
        latest_event_at=bindparam("p_latest_event_at"),
        held_by=bindparam("p_held_by"),
        # Only staff take the flag away.
        needs_attention=or_(
            conversations.c.needs_attention, bindparam("p_needs_attention", type_=Boolean)
        ),
    )
)

_NEW_TURN = Prepared(
    insert(turns)
    .inline()
    .values(
        turn_id=bindparam("p_turn_id"),
        conversation_id=_CONVERSATION_ID,
        message_id=bindparam("p_message_id"),
        replies=bindparam("p_replies"),
        failed=bindparam("p_failed"),
        received_at=bindparam("p_received_at"),
        committed_at=bindparam("p_committed_at"),
    )
)

_NEW_EVENT = Prepared(
    insert(events)
    .inline()
    .values(
        conversation_id=_CONVERSATION_ID,
        turn_id=bindparam("p_turn_id"),
        timestamp=bindparam("p_timestamp"),
        type_name=bindparam("p_type_name"),
        intent_name=bindparam("p_intent_name"),
        action_name=bindparam("p_action_name"),
        data=bindparam("p_data"),
    )
)

_NEW_TEXT = Prepared(
    insert(outbox)
    .inline()
    .values(
        turn_id=bindparam("p_turn_id"),
        channel=bindparam("p_channel"),
        recipient=bindparam("p_recipient"),
        position=bindparam("p_position"),
        payload=bindparam("p_payload"),
        is_urgent=bindparam("p_is_urgent"),
        is_farewell=bindparam("p_is_farewell"),
        useless_after=bindparam("p_useless_after"),
        state=bindparam("p_state"),
        due_at=bindparam("p_due_at"),
    )
)

_ASK_FOR_ATTENTION = Prepared(
    update(conversations)
    .where(conversations.c.sender_id == bindparam("p_sender"))
    .values(needs_attention=true())
)

# Changes no row, yet fails where a write would: a read-only or unmigrated database.
_TOUCH = Prepared(
    update(conversations).where(false()).values(needs_attention=conversations.c.needs_attention)
)


def read_snapshot(connection: Connection, sender: str) -> str | None:
    """Return the stored snapshot of a conversation."""
    return _SNAPSHOT.run(connection, {"p_sender": sender}).scalar()


def read_replies(connection: Connection, sender: str, message: str) -> str | None:
    """Return the stored replies to a message."""
    return _REPLIES.run(connection, {"p_sender": sender, "p_message_id": message}).scalar()


def read_events(connection: Connection, sender: str) -> Sequence[str]:
    """Return the stored events of a conversation in the order in which they were stored."""
    return _EVENTS.run(connection, {"p_sender": sender}).scalars().all()


def has_turn(connection: Connection, turn_id: str) -> bool:
    """Whether a turn is stored."""
    return _TURN.run(connection, {"p_turn_id": turn_id}).scalar() is not None


def touch(connection: Connection) -> None:
    """Fail where writing a turn would fail."""
    _TOUCH.run(connection, {})


def write_turns(connection: Connection, batch: Sequence[TurnRows], committed_at: float) -> None:
    """Write turns in the transaction that is open.

    Raises ConversationChanged when one of them does not follow on what is stored.
    """
    first = [rows.conversation for rows in batch if rows.version == 1]
    later = [rows.conversation for rows in batch if rows.version != 1]
    if first:
        _NEW_CONVERSATION.run_many(connection, first)
    if later and _NEXT_VERSION.run_many(connection, later) != len(later):
        raise ConversationChanged
    _write_said(connection, batch, committed_at)


def write_late(connection: Connection, rows: TurnRows, committed_at: float) -> bool:
    """Write a turn that could not be stored when it happened; return whether it was still missing.

    The conversation may have gone on since: then its facts stay, and only the words are added.
    """
    is_known = _is_known(connection, rows)
    stored = _VERSION_LOCKED.run(connection, rows.conversation).scalar()
    if stored is None:
        _NEW_CONVERSATION.run(connection, rows.conversation)
    elif stored == rows.version - 1 and not is_known:
        _NEXT_VERSION.run(connection, rows.conversation)
    else:
        _ASK_FOR_ATTENTION.run(connection, rows.conversation)
    if not is_known:
        # The person has had the words already, in the answer to the request.
        _write_said(connection, [replace(rows, outgoing=())], committed_at)
    return not is_known


def refusal(connection: Connection, rows: TurnRows) -> Exception | None:
    """Return why a turn cannot be stored, or None when nothing stored is in its way.

    A stored message outranks a changed conversation: its sender is owed the stored reply.
    """
    if _is_known(connection, rows):
        return DuplicateMessage()
    stored = _VERSION.run(connection, rows.conversation).scalar()
    return None if (stored or 0) == rows.version - 1 else ConversationChanged()


def _is_known(connection: Connection, rows: TurnRows) -> bool:
    """Whether the turn, or its message in another turn, is stored."""
    if has_turn(connection, rows.turn_id):
        return True
    return rows.message is not None and (
        read_replies(connection, rows.sender, rows.message) is not None
    )


def _write_said(connection: Connection, batch: Sequence[TurnRows], committed_at: float) -> None:
    """Write the turns and their events; their conversations are there."""
    _NEW_TURN.run_many(connection, [rows.turn | {"p_committed_at": committed_at} for rows in batch])
    said = [event for rows in batch for event in rows.events]
    if said:
        _NEW_EVENT.run_many(connection, said)
    due_at = committed_at + SECONDS_TO_ANSWER
    texts = [
        text | {"p_due_at": due_at, "p_state": WAITING} for rows in batch for text in rows.outgoing
    ]
    if texts:
        _NEW_TEXT.run_many(connection, texts)
