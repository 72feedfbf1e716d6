"""The rows of the clinic's tables that belong to a conversation, deleted in the right order."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Column, Connection, Row, Select, Table, delete, func, select, update

from actions.booking.due_tables import due_messages
from actions.booking.requests import contact_requests
from actions.booking.tables import appointment_cells, appointment_events, appointments
from actions.proposals.tables import looks, moves
from actions.queue.tables import queue_alerts, queue_claims, queue_items, queue_notes, queue_reports

STEP = 100
# An appointment in this state is about to go; its history may then be deleted.
ERASING = "erasing"

# The tables whose rows name a conversation, each with that column.
OF_CONVERSATION: tuple[tuple[Table, Column[Any]], ...] = (
    (contact_requests, contact_requests.c.sender_id),
    (queue_items, queue_items.c.conversation),
    (appointments, appointments.c.conversation),
    (due_messages, due_messages.c.conversation),
    (moves, moves.c.conversation),
    (looks, looks.c.conversation),
)
# What belongs to a queue item, or to an appointment, and goes before it.
OF_ITEM: tuple[tuple[Table, Column[Any]], ...] = (
    (queue_alerts, queue_alerts.c.item_id),
    (queue_notes, queue_notes.c.item_id),
    (queue_reports, queue_reports.c.item_id),
    (queue_claims, queue_claims.c.item_id),
)
OF_APPOINTMENT: tuple[tuple[Table, Column[Any]], ...] = (
    (appointment_cells, appointment_cells.c.appointment_id),
    (appointment_events, appointment_events.c.appointment_id),
)


def delete_belongings(
    connection: Connection, conversations: Sequence[str]
) -> Mapping[str, Mapping[str, int]]:
    """Delete what belongs to conversations; return how many rows, by conversation and table."""
    counts: dict[str, dict[str, int]] = {name: {} for name in conversations}
    for table, named in OF_CONVERSATION:
        query = select(named, func.count()).where(named.in_(conversations)).group_by(named)
        for name, count in connection.execute(query):
            counts[name][table.name] = count
    delete_items(connection, _ids(connection, queue_items, "conversation", conversations))
    delete_appointments(connection, _ids(connection, appointments, "conversation", conversations))
    for table, named in OF_CONVERSATION:
        connection.execute(delete(table).where(named.in_(conversations)))
    return counts


def delete_items(connection: Connection, item_ids: Sequence[int]) -> None:
    """Delete queue items, with their reports, notes and alerts."""
    for table, item_id in OF_ITEM:
        connection.execute(delete(table).where(item_id.in_(item_ids)))
    connection.execute(delete(queue_items).where(queue_items.c.id.in_(item_ids)))


def delete_appointments(connection: Connection, appointment_ids: Sequence[int]) -> None:
    """Delete appointments with their history; their time is free again."""
    mine = appointments.c.id.in_(appointment_ids)
    connection.execute(update(appointments).where(mine).values(state=ERASING))
    for table, appointment_id in OF_APPOINTMENT:
        connection.execute(delete(table).where(appointment_id.in_(appointment_ids)))
    connection.execute(delete(appointments).where(mine))


def delete_requests(connection: Connection, turn_ids: Sequence[str]) -> None:
    """Delete requests for a call or a visit."""
    mine = contact_requests.c.turn_id.in_(turn_ids)
    connection.execute(delete(contact_requests).where(mine))


def pages(
    connection: Connection, query: Select[Any], key: Column[Any]
) -> Iterator[Sequence[Row[Any]]]:
    """Yield the rows of a query whose first column is `key`, in steps."""
    page = query.order_by(key).limit(STEP)
    rows = connection.execute(page).all()
    while rows:
        yield rows
        rows = connection.execute(page.where(key > rows[-1][0])).all()


def _ids(
    connection: Connection, table: Table, column: str, conversations: Sequence[str]
) -> Sequence[int]:
    query = select(table.c.id).where(table.c[column].in_(conversations))
    return connection.execute(query).scalars().all()
