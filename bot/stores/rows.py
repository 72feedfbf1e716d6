"""A turn as rows: what the statements write, and what is read back."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Self

from sqlalchemy import Column

from bot.conversation.events import ActionExecuted, ActionRejected, Event, UserUttered
from bot.conversation.messages import BotMessage
from bot.conversation.records import TurnRecord
from bot.conversation.serialization import (
    bot_message_from_json,
    bot_message_to_json,
    event_from_json,
    event_to_json,
    tracker_from_snapshot,
    tracker_to_snapshot,
)
from bot.conversation.tracker import Tracker
from bot.stores.sealing import Keyring, Sealer
from bot.stores.tables import conversations, events, outbox, turns

# PostgreSQL refuses an index entry of more than about 2,700 bytes.
LONGEST_KEY_BYTES = 1_000

# NUL and lone surrogates, which databases refuse in text; the backslash keeps the escape unique.
_NEEDS_ESCAPE = re.compile(r"[\\\x00\ud800-\udfff]")

_encode = json.JSONEncoder(separators=(",", ":")).encode

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Seals:
    """What seals the columns of a conversation, and opens them again."""

    snapshot: Sealer
    replies: Sealer
    event: Sealer
    payload: Sealer

    @classmethod
    def of(cls, keyring: Keyring) -> Self:
        """Return the seals of these keys."""
        columns = conversations.c.snapshot, turns.c.replies, events.c.data, outbox.c.payload
        return cls(*(keyring.sealer(purpose_of(column)) for column in columns))


def purpose_of(column: Column[Any]) -> str:
    """Return what the sealer of a column is called."""
    return f"{column.table.name}.{column.name}"


@dataclass(frozen=True, slots=True)
class TurnRows:
    """The rows of one turn. `version` is that of the conversation after the turn.

    The statements' parameters begin with `p_`, so that none is taken for a column.
    """

    turn_id: str
    sender: str
    message: str | None
    version: int
    conversation: Row
    turn: Row
    events: tuple[Row, ...]
    outgoing: tuple[Row, ...] = ()


def rows_of(record: TurnRecord, seals: Seals, *, needs_attention: bool | None = None) -> TurnRows:
    """Return the rows of a turn, what was said in them sealed.

    `needs_attention` is the record's own `failed` when not given. Raises TypeError when a slot
    holds a value that JSON cannot.
    """
    sender = key_of(record.message.sender_id)
    message = None if record.message.message_id is None else key_of(record.message.message_id)
    turn_id = key_of(record.turn_id)
    tracker = record.tracker
    latest = tracker.latest_event_at
    return TurnRows(
        turn_id=turn_id,
        sender=sender,
        message=message,
        version=tracker.version,
        conversation={
            "p_sender": sender,
            "p_version": tracker.version,
            "p_version_before": tracker.version - 1,
            "p_snapshot": seals.snapshot.seal(_encode(tracker_to_snapshot(tracker))),
            "p_channel": key_of(record.message.channel),
            "p_started_at": record.received_at,
            "p_latest_event_at": record.received_at if latest is None else latest,
            "p_needs_attention": record.failed if needs_attention is None else needs_attention,
            "p_held_by": key_of(tracker.held_by or "") if tracker.is_paused else None,
        },
        turn={
            "p_sender": sender,
            "p_turn_id": turn_id,
            "p_message_id": message,
            "p_replies": seals.replies.seal(
                _encode([bot_message_to_json(reply) for reply in record.replies])
            ),
            "p_failed": record.failed,
            "p_received_at": record.received_at,
        },
        events=tuple(_event_row(event, sender, record, seals.event) for event in record.events),
        outgoing=_text_rows(record, sender, seals.payload),
    )


def _text_rows(record: TurnRecord, sender: str, sealer: Sealer) -> tuple[Row, ...]:
    turn_id = key_of(record.turn_id)
    return tuple(
        {
            "p_turn_id": turn_id,
            "p_channel": key_of(record.message.channel),
            "p_recipient": sender,
            "p_position": position,
            "p_payload": sealer.seal(text.text),
            "p_is_urgent": text.is_urgent,
            "p_is_farewell": text.is_farewell,
            "p_useless_after": text.useless_after,
        }
        for position, text in enumerate(record.outgoing)
    )


def _event_row(event: Event, sender: str, record: TurnRecord, sealer: Sealer) -> Row:
    data = event_to_json(event)
    intent = event.parsed.intent.name if isinstance(event, UserUttered) else None
    action = event.name if isinstance(event, ActionExecuted | ActionRejected) else None
    return {
        "p_sender": sender,
        "p_turn_id": key_of(record.turn_id),
        "p_timestamp": event.timestamp or record.received_at,
        "p_type_name": key_of(data["event"]),
        "p_intent_name": None if intent is None else key_of(intent),
        "p_action_name": None if action is None else key_of(action),
        "p_data": sealer.seal(_encode(data)),
    }


def key_of(text: str) -> str:
    r"""Return an identifier as every database stores and indexes it; two never become one.

    Most come back unchanged. NUL, lone surrogates and backslashes are escaped; what is too long
    for an index is hashed, and begins with a backslash and an h, as no escape does.
    """
    escaped = _NEEDS_ESCAPE.sub(_escape, text) if _NEEDS_ESCAPE.search(text) else text
    if len(escaped) <= LONGEST_KEY_BYTES // 4 or len(escaped.encode()) <= LONGEST_KEY_BYTES:
        return escaped
    return "\\h" + sha256(escaped.encode()).hexdigest()


def _escape(match: re.Match[str]) -> str:
    character = match.group()
    return "\\\\" if character == "\\" else f"\\u{ord(character):04x}"


def tracker_of(stored: str, seals: Seals) -> Tracker:
    """Return the conversation of a stored snapshot. Raises Unreadable, as those that follow."""
    return tracker_from_snapshot(json.loads(seals.snapshot.open(stored)))


def replies_of(stored: str, seals: Seals) -> tuple[BotMessage, ...]:
    """Return the stored replies of a turn."""
    replies = json.loads(seals.replies.open(stored))
    return tuple(bot_message_from_json(reply) for reply in replies)


def event_of(stored: str, seals: Seals) -> Event:
    """Return a stored event."""
    return event_from_json(json.loads(seals.event.open(stored)))
