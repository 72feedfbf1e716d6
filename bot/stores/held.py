"""Which conversations a person of the house holds, and since when their visitors wait."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.engine import Connection

from bot.conversation.held import LATE_TURN, STAFF_TURN, Held
from bot.stores.tables import conversations, events

_BY_STAFF = events.c.turn_id.startswith(STAFF_TURN, autoescape=True)
_BY_PERSON = and_(_BY_STAFF, not_(events.c.turn_id.startswith(LATE_TURN, autoescape=True)))


def _unanswered_since(answer: ColumnElement[bool]) -> ColumnElement[float | None]:
    """Return when the first message came after which there is no such answer."""
    latest = (
        select(func.max(events.c.seq))
        .where(events.c.conversation_id == conversations.c.id, answer)
        .correlate(conversations)
        .scalar_subquery()
    )
    return (
        select(func.min(events.c.timestamp))
        .where(
            events.c.conversation_id == conversations.c.id,
            events.c.type_name == "user",
            events.c.seq > func.coalesce(latest, 0),
        )
        .correlate(conversations)
        .scalar_subquery()
    )


_HELD = (
    select(
        conversations.c.sender_id,
        conversations.c.held_by,
        conversations.c.channel,
        conversations.c.version,
        conversations.c.latest_event_at,
        _unanswered_since(_BY_PERSON).label("waiting_since"),
        _unanswered_since(_BY_STAFF).label("silence_since"),
    )
    .where(conversations.c.held_by.is_not(None))
    .order_by(conversations.c.latest_event_at)
)


def read_held(connection: Connection) -> list[Held]:
    """Return the conversations that are held now, the longest silent first."""
    return [Held(*row) for row in connection.execute(_HELD)]
