"""Which conversations a person of the house holds, and since when their visitors wait."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, func, not_, select
from sqlalchemy.engine import Connection

from bot.conversation.deliveries import NEVER_ARRIVED, Delivery
from bot.conversation.held import LATE_TURN, STAFF_TURN, Held
from bot.stores.tables import conversations, events, outbox

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


def read_deliveries(connection: Connection, sender: str) -> dict[str, Delivery]:
    """Return how far the texts of each turn to a person have come: as far as the last of them."""
    query = select(outbox.c.turn_id, outbox.c.state).where(outbox.c.recipient == sender)
    states: dict[str, Delivery] = {}
    order = list(Delivery)
    for turn_id, state in connection.execute(query):
        one = Delivery(state)
        known = states.get(turn_id)
        # A turn has arrived when all of its texts have; one that failed outweighs the others.
        if known is None or (one in NEVER_ARRIVED, -order.index(one)) > (
            known in NEVER_ARRIVED,
            -order.index(known),
        ):
            states[turn_id] = one
    return states


def read_held(connection: Connection) -> list[Held]:
    """Return the conversations that are held now, the longest silent first."""
    return [Held(*row) for row in connection.execute(_HELD)]
