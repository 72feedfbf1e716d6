"""What staff have to know of a conversation beside its level."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, Insert, Select, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.queue.items import Report
from actions.queue.store import StaffQueue
from actions.queue.tables import OPEN, queue_items, queue_notes

# A text that nobody may miss did not arrive: staff on call are alerted, whatever they knew before.
UNREACHED = "unreached"
# The person wants what was kept of them deleted. Staff carry it out.
DELETION_WANTED = "deletion_wanted"

WORDS = {
    UNREACHED: "an urgent text message did not reach this person: call them",
    "wrote_after_opt_out": "wrote by text message after opting out, and got no answer",
    "waits_for_person": "waits in a chat that a person has taken over, and got no answer",
    "opted_out": "asked in their own words for no more text messages",
    "has_visit": "has a visit booked, which stays: see whether it is soon enough",
    DELETION_WANTED: "asked to have what was kept of them deleted",
    "media_came": "sent a picture or file by text message, which nobody has looked at",
}


def add_note(queue: StaffQueue, report: Report, kind: str) -> int:
    """Open an item, or find the open one, and put a note onto it; return the item's id.

    A note is put there once. Raises KeyError for a kind that nobody could read.
    """
    if kind not in WORDS:
        raise KeyError(kind)
    item_id = queue.add(report)
    with queue.engine.begin() as connection:
        row = {"item_id": item_id, "kind": kind, "noted_at": report.reported_at}
        connection.execute(_insert_unless_there(connection), row)
    return item_id


def notes_of(engine: Engine) -> dict[int, list[str]]:
    """Return the notes on every open item, in words, by the item's id."""
    query = (
        select(queue_notes.c.item_id, queue_notes.c.kind)
        .join(queue_items, queue_items.c.id == queue_notes.c.item_id)
        .where(queue_items.c.state == OPEN)
        .order_by(queue_notes.c.noted_at)
    )
    notes: dict[int, list[str]] = {}
    with engine.connect() as connection:
        for item_id, kind in connection.execute(query):
            notes.setdefault(item_id, []).append(WORDS.get(kind, kind))
    return notes


def unreached_items(query: Select[Any]) -> Select[Any]:
    """Return the query narrowed to open items with a text that did not arrive, not yet alerted."""
    return query.join(queue_notes, queue_notes.c.item_id == queue_items.c.id).where(
        queue_items.c.state == OPEN,
        queue_notes.c.kind == UNREACHED,
        queue_notes.c.alerted_at.is_(None),
    )


def mark_alerted(connection: Connection, item_id: int, now: float) -> None:
    """Keep that staff on call know of it."""
    connection.execute(
        update(queue_notes)
        .where(queue_notes.c.item_id == item_id, queue_notes.c.kind == UNREACHED)
        .values(alerted_at=now)
    )


def _insert_unless_there(connection: Connection) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(queue_notes).on_conflict_do_nothing()
    return postgresql.insert(queue_notes).on_conflict_do_nothing()
