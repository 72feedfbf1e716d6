"""The end of a web session, at its visitor's own wish."""

from __future__ import annotations

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import Connection

from bot.stores.prepared import Prepared
from bot.stores.tables import ended_sessions

_ENDED = Prepared(
    select(ended_sessions.c.sender_id).where(ended_sessions.c.sender_id == bindparam("p_sender"))
)

_END = Prepared(
    insert(ended_sessions)
    .inline()
    .values(sender_id=bindparam("p_sender"), ended_at=bindparam("p_ended_at"))
)


def has_ended(connection: Connection, sender: str) -> bool:
    """Whether a session was ended."""
    return _ENDED.run(connection, {"p_sender": sender}).scalar() is not None


def end_session(connection: Connection, sender: str, ended_at: float) -> None:
    """End a session."""
    if not has_ended(connection, sender):
        _END.run(connection, {"p_sender": sender, "p_ended_at": ended_at})
