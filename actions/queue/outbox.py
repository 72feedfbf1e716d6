"""Alerts in the database: each is claimed by one process, and stays until it was sent.

At least once: whoever dies between sending and marking leaves an alert that is sent again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, Insert, and_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.queue.items import ANNOUNCED, QueueItem
from actions.queue.notes import UNREACHED, mark_alerted, unreached_items
from actions.queue.store import item_of
from actions.queue.tables import OPEN, queue_alerts, queue_items

NEW = "new"
OVERDUE = "overdue"
# The first try holds others off for this long, which no sending outlasts; then twice as long each.
FIRST_PAUSE_SECONDS = 60.0
LONGEST_PAUSE_SECONDS = 900.0

_ANNOUNCED = [level.value for level in ANNOUNCED]
_MARKS = {NEW: queue_items.c.alerted_at, OVERDUE: queue_items.c.overdue_alerted_at}


@dataclass(frozen=True, slots=True)
class ClaimedAlert:
    """One alert that this process alone sends now, by one route."""

    item: QueueItem
    kind: str
    route: str
    attempts: int

    @property
    def id(self) -> str:
        """Return what names this alert for ever, so that a receiver can tell a repeat."""
        return f"{self.item.id}-{self.item.level.value}-{self.kind}"


class AlertOutbox:
    """Plans, claims and marks alerts. Times are seconds since 1970."""

    def __init__(self, engine: Engine, routes: Sequence[str]) -> None:
        """Work through `engine` for alerts that go by these routes."""
        self._engine = engine
        self._routes = tuple(routes)

    def plan(self, now: float) -> None:
        """Note which alerts are to be sent; what is noted already stays as it is."""
        with self._engine.begin() as connection:
            rows = [
                {
                    "item_id": item.id,
                    "level": item.level.value,
                    "kind": kind,
                    "route": route,
                    "attempts": 0,
                    "next_try_at": now,
                }
                for kind in (NEW, OVERDUE, UNREACHED)
                for item in _unannounced(connection, kind, now)
                for route in self._routes
            ]
            if rows:
                connection.execute(_insert_unless_there(connection), rows)

    def claim(self, now: float) -> ClaimedAlert | None:
        """Return an alert that is due, the most urgent first, and hold others off; or None."""
        with self._engine.begin() as connection:
            for candidate in self._due(connection, now):
                if _hold(connection, candidate, now):
                    return candidate
        return None

    def _due(self, connection: Connection, now: float) -> list[ClaimedAlert]:
        """Return what waits to be sent, of items that are open and were not raised since."""
        query = (
            select(queue_items, *(queue_alerts.c[name] for name in ("kind", "route", "attempts")))
            .join(queue_alerts, _of_the_same_level())
            .where(
                queue_items.c.state == OPEN,
                queue_alerts.c.sent_at.is_(None),
                queue_alerts.c.next_try_at <= now,
                queue_alerts.c.route.in_(self._routes),
            )
        )
        found = [
            ClaimedAlert(item_of(row), row["kind"], row["route"], row["attempts"])
            for row in connection.execute(query).mappings()
        ]
        return sorted(found, key=lambda one: (-one.item.level.urgency, one.item.due_at, one.id))

    def mark_sent(self, alert: ClaimedAlert, now: float) -> None:
        """Note that an alert is out; the item is marked once it went by every route."""
        with self._engine.begin() as connection:
            connection.execute(update(queue_alerts).where(_is(alert)).values(sent_at=now))
            waiting = select(queue_alerts.c.item_id).where(
                queue_alerts.c.item_id == alert.item.id,
                queue_alerts.c.level == alert.item.level.value,
                queue_alerts.c.kind == alert.kind,
                queue_alerts.c.route.in_(self._routes),
                queue_alerts.c.sent_at.is_(None),
            )
            if connection.execute(waiting).first() is None:
                _mark_announced(connection, alert, now)


def pause_after(attempts: int) -> float:
    """Return for how many seconds an alert rests after being tried this often before."""
    return float(min(FIRST_PAUSE_SECONDS * 2 ** min(attempts, 10), LONGEST_PAUSE_SECONDS))


def _unannounced(connection: Connection, kind: str, now: float) -> list[QueueItem]:
    if kind == UNREACHED:
        query = unreached_items(select(queue_items))
        return [item_of(row) for row in connection.execute(query).mappings()]
    query = select(queue_items).where(
        queue_items.c.state == OPEN, queue_items.c.level.in_(_ANNOUNCED), _MARKS[kind].is_(None)
    )
    if kind == OVERDUE:
        query = query.where(queue_items.c.due_at <= now)
    return [item_of(row) for row in connection.execute(query).mappings()]


def _mark_announced(connection: Connection, alert: ClaimedAlert, now: float) -> None:
    if alert.kind == UNREACHED:
        mark_alerted(connection, alert.item.id, now)
        return
    connection.execute(
        update(queue_items)
        .where(queue_items.c.id == alert.item.id, queue_items.c.level == alert.item.level.value)
        .values({_MARKS[alert.kind]: now})
    )


def _insert_unless_there(connection: Connection) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(queue_alerts).on_conflict_do_nothing()
    return postgresql.insert(queue_alerts).on_conflict_do_nothing()


def _hold(connection: Connection, alert: ClaimedAlert, now: float) -> bool:
    """Try to claim; False when another process was faster."""
    holding = (
        update(queue_alerts)
        .where(_is(alert), queue_alerts.c.attempts == alert.attempts)
        .where(queue_alerts.c.sent_at.is_(None))
        .values(attempts=alert.attempts + 1, next_try_at=now + pause_after(alert.attempts))
    )
    return connection.execute(holding).rowcount == 1


def _of_the_same_level() -> ColumnElement[bool]:
    return and_(
        queue_alerts.c.item_id == queue_items.c.id, queue_alerts.c.level == queue_items.c.level
    )


def _is(alert: ClaimedAlert) -> ColumnElement[bool]:
    return and_(
        queue_alerts.c.item_id == alert.item.id,
        queue_alerts.c.level == alert.item.level.value,
        queue_alerts.c.kind == alert.kind,
        queue_alerts.c.route == alert.route,
    )
