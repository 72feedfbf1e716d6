"""What the console shows beside open items: what happened to one, and what is closed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Engine, and_, func, or_, select

from actions.queue.items import QueueItem
from actions.queue.notes import WORDS
from actions.queue.store import item_of
from actions.queue.tables import (
    CLOSED,
    OPEN,
    queue_alerts,
    queue_items,
    queue_notes,
    queue_reports,
)
from actions.triage.staff import StaffLevel


@dataclass(frozen=True, slots=True)
class Reported:
    """That staff were needed. `at` is seconds since 1970."""

    level: StaffLevel
    rule_id: str | None
    at: float


@dataclass(frozen=True, slots=True)
class Alerted:
    """One alert to the staff on call. `sent_at` is None while it is tried again."""

    kind: str
    route: str
    attempts: int
    sent_at: float | None


@dataclass(frozen=True, slots=True)
class History:
    """What happened to one item, oldest first."""

    reports: Sequence[Reported]
    notes: Sequence[str]
    alerts: Sequence[Alerted]


class QueueHistory:
    """Reads it. Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        """Read through `engine`."""
        self._engine = engine

    def of(self, item_id: int) -> History:
        """Return what happened to an item; empty for one that there is not."""
        reports = (
            select(queue_reports)
            .where(queue_reports.c.item_id == item_id)
            .order_by(queue_reports.c.reported_at)
        )
        notes = (
            select(queue_notes.c.kind)
            .where(queue_notes.c.item_id == item_id)
            .order_by(queue_notes.c.noted_at)
        )
        alerts = (
            select(queue_alerts)
            .where(queue_alerts.c.item_id == item_id)
            .order_by(queue_alerts.c.kind, queue_alerts.c.route)
        )
        with self._engine.connect() as connection:
            return History(
                [
                    Reported(StaffLevel(row.level), row.rule_id, row.reported_at)
                    for row in connection.execute(reports)
                ],
                [WORDS.get(kind, kind) for kind in connection.execute(notes).scalars()],
                [
                    Alerted(row.kind, row.route, row.attempts, row.sent_at)
                    for row in connection.execute(alerts)
                ],
            )

    def open_count(self) -> int:
        """Return how many items are open."""
        query = select(func.count()).where(queue_items.c.state == OPEN)
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())

    def closed(self, limit: int, before: tuple[float, int] | None) -> list[QueueItem]:
        """Return closed items, the latest closed first; `before` is the last one of a page."""
        query = (
            select(queue_items)
            .where(queue_items.c.state == CLOSED, _earlier_than(before))
            .order_by(queue_items.c.closed_at.desc(), queue_items.c.id.desc())
            .limit(limit)
        )
        with self._engine.connect() as connection:
            return [item_of(row) for row in connection.execute(query).mappings()]


def _earlier_than(before: tuple[float, int] | None) -> ColumnElement[bool]:
    if before is None:
        return queue_items.c.closed_at.is_not(None)
    at, item_id = before
    same = and_(queue_items.c.closed_at == at, queue_items.c.id < item_id)
    return or_(queue_items.c.closed_at < at, same)
