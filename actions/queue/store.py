"""The queue in the database: one open item for each conversation, raised but never lowered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update
from sqlalchemy.exc import IntegrityError

from actions.queue.items import NotClosed, QueueItem, Report
from actions.queue.tables import CLOSED, OPEN, queue_items, queue_reports
from actions.triage.staff import StaffLevel

TRIES = 3


class StaffQueue:
    """Reads and writes the queue. Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`; its tables are there already."""
        self.engine = engine

    def add(self, report: Report) -> int:
        """Open an item or raise the one that is open; return its id.

        The same turn and level are written once: again, they return the id of the first time.
        """
        for _ in range(TRIES - 1):
            try:
                return self._add(report)
            except IntegrityError:
                # Another process opened an item for this conversation at the same moment.
                continue
        return self._add(report)

    def _add(self, report: Report) -> int:
        with self.engine.begin() as connection:
            item = _held_open_item(connection, report.conversation)
            known = _reported(connection, report)
            if known is not None:
                return known
            item_id = _opened(connection, report) if item is None else item.id
            if item is not None:
                _change(connection, item.id, _raised(item, report) | _contact(report))
            connection.execute(
                insert(queue_reports).values(
                    turn_id=report.turn_id,
                    level=report.level.value,
                    item_id=item_id,
                    rule_id=report.rule_id,
                    reported_at=report.reported_at,
                )
            )
            return item_id

    def item(self, item_id: int) -> QueueItem | None:
        """Return one item, or None when there is none of this id."""
        with self.engine.connect() as connection:
            row = connection.execute(select(queue_items).where(queue_items.c.id == item_id))
            found = row.mappings().one_or_none()
        return None if found is None else item_of(found)

    def items(self, *, closed_too: bool = False) -> list[QueueItem]:
        """Return the items, the open ones first, the most urgent and longest due before others."""
        query = select(queue_items)
        if not closed_too:
            query = query.where(queue_items.c.state == OPEN)
        with self.engine.connect() as connection:
            found = [item_of(row) for row in connection.execute(query).mappings()]
        return sorted(
            found, key=lambda one: (one.state == CLOSED, -one.level.urgency, one.due_at, one.id)
        )

    def close(
        self, item_id: int, *, by: str, outcome: str, at: float, seen_at: float | None = None
    ) -> None:
        """Close an open item. Raises NotClosed without a name or an outcome, or if it is not open.

        Nor is it closed when more was reported of it after `seen_at`, which is when whoever closes
        it has looked at it. Times are seconds since 1970.
        """
        who, what = by.strip(), outcome.strip()
        if not who or not what:
            raise NotClosed("closing needs the name of the person who closes and an outcome")
        closing = (
            update(queue_items)
            .where(queue_items.c.id == item_id, queue_items.c.state == OPEN)
            .values(state=CLOSED, closed_by=who, outcome=what, closed_at=at)
        )
        with self.engine.begin() as connection:
            is_closed_now = connection.execute(closing).rowcount == 1
            # The item is held from here on: a report that comes now opens another one.
            if is_closed_now and seen_at is not None and _has_news(connection, item_id, seen_at):
                raise NotClosed(f"item {item_id} has more to look at than when you opened it")
        if not is_closed_now:
            item = self.item(item_id)
            raise NotClosed(
                f"there is no item {item_id}"
                if item is None
                else f"item {item_id} was closed already, by {item.closed_by}"
            )


def item_of(row: RowMapping) -> QueueItem:
    """Return a row that holds at least the columns of queue_items as a value."""
    values = {field.name: row[field.name] for field in fields(QueueItem)}
    return QueueItem(**{**values, "level": StaffLevel(row["level"])})


def _has_news(connection: Connection, item_id: int, seen_at: float) -> bool:
    query = select(queue_reports.c.turn_id).where(
        queue_reports.c.item_id == item_id, queue_reports.c.reported_at > seen_at
    )
    return connection.execute(query.limit(1)).first() is not None


def _held_open_item(connection: Connection, conversation: str) -> QueueItem | None:
    """Return the open item of a conversation, which nobody else can change before we are done."""
    is_open = (queue_items.c.conversation == conversation, queue_items.c.state == OPEN)
    # Writing first takes SQLite's write lock and PostgreSQL's lock on the row: reading takes none.
    connection.execute(update(queue_items).where(*is_open).values(state=OPEN))
    found = connection.execute(select(queue_items).where(*is_open)).mappings().one_or_none()
    return None if found is None else item_of(found)


def _reported(connection: Connection, report: Report) -> int | None:
    query = select(queue_reports.c.item_id).where(
        queue_reports.c.turn_id == report.turn_id, queue_reports.c.level == report.level.value
    )
    return connection.execute(query).scalar_one_or_none()


def _opened(connection: Connection, report: Report) -> int:
    row = insert(queue_items).values(
        conversation=report.conversation,
        level=report.level.value,
        rule_id=report.rule_id,
        turn_id=report.turn_id,
        opened_at=report.reported_at,
        due_at=report.due_at,
        state=OPEN,
        **_contact(report),
    )
    return int(connection.execute(row.returning(queue_items.c.id)).scalar_one())


def _raised(item: QueueItem, report: Report) -> dict[str, Any]:
    """Return what a more urgent report changes; staff are alerted anew."""
    if report.level.urgency <= item.level.urgency:
        return {}
    return {
        "level": report.level.value,
        "rule_id": report.rule_id,
        "turn_id": report.turn_id,
        "due_at": min(item.due_at, report.due_at),
        "alerted_at": None,
        "overdue_alerted_at": None,
    }


def _contact(report: Report) -> dict[str, str]:
    given = {"name": report.name, "phone": report.phone}
    return {key: value for key, value in given.items() if value}


def _change(connection: Connection, item_id: int, changes: Mapping[str, Any]) -> None:
    if changes:
        connection.execute(update(queue_items).where(queue_items.c.id == item_id).values(**changes))
