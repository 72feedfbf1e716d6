"""Which conversations' visits changed, for those who find conversations by them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, select

from actions.booking.tables import appointments

PAGE = 500


@dataclass(frozen=True, slots=True)
class Changed:
    """A conversation's visit as it stands since `at`, in seconds since 1970."""

    conversation: str
    state: str
    at: float


def changed_since(engine: Engine, at: float) -> list[Changed]:
    """Return visits that changed at this moment or later, the oldest change first: a page."""
    query = (
        select(appointments.c.conversation, appointments.c.state, appointments.c.changed_at)
        .where(
            appointments.c.changed_at >= at,
            appointments.c.booked_at.is_not(None),
            appointments.c.conversation != "",
        )
        .order_by(appointments.c.changed_at, appointments.c.id)
        .limit(PAGE)
    )
    with engine.connect() as connection:
        return [Changed(*row) for row in connection.execute(query)]
