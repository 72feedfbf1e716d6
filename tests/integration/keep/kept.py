"""A database with a past: conversations of any age, and what staff have of them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from sqlalchemy import Engine

from actions.booking.database import engine_for
from actions.booking.requests import ContactRequest, ContactRequests
from actions.extension import MIGRATIONS
from actions.keeping.keeper import ClinicKeeper
from actions.queue.items import Report
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from bot.stores.database import Database, open_database
from bot.stores.erasing import Eraser
from bot.stores.holds import Holds
from bot.stores.keeping import DAY_SECONDS
from bot.stores.retention import Retention
from bot.stores.sealing import NO_KEYS
from bot.stores.tracker_store import SqlTrackerStore, open_store
from tests.integration.stores.beside import rows
from tests.integration.stores.turns import NOON, turn_of

NOW = NOON + 10_000 * DAY_SECONDS
DAYS = {
    "conversations_without_contact": 90,
    "conversations_with_contact": 365,
    "conversations_with_booking": 2555,
    "closed_queue_items": 365,
    "receipts": 7,
    "ended_sessions": 90,
    "audit": 2555,
}


@dataclass
class Past:
    """Writes what happened some days ago. `now` moves for those who ask for the time."""

    url: str
    now: float = NOW
    store: SqlTrackerStore = field(init=False)
    database: Database = field(init=False)
    engine: Engine = field(init=False)

    def __post_init__(self) -> None:
        self.store = open_store(self.url, self.clock, tuple(MIGRATIONS))
        self.database = open_database(self.url)
        self.engine = engine_for(self.url)
        self.queue = StaffQueue(self.engine)
        self.eraser = Eraser(self.database, NO_KEYS, ClinicKeeper(DAYS), self.clock)
        self.holds = Holds(self.database, NO_KEYS, self.clock)
        self.retention = Retention(self.eraser)

    def clock(self) -> float:
        return self.now

    async def close(self) -> None:
        await self.store.close()
        self.database.close()
        self.engine.dispose()

    async def said(self, name: str, days_ago: float, text: str = "hello", **slots: object) -> None:
        """Store a turn of a conversation."""
        before = await self.store.load(name) or name
        turn = turn_of(before, text, slots=list(slots.items()))
        at = self.now - days_ago * DAY_SECONDS
        events = tuple(replace(event, timestamp=at) for event in turn.events)
        tracker = replace(turn.tracker, latest_event_at=at)
        await self.store.commit(replace(turn, events=events, tracker=tracker, received_at=at))

    def called(self, name: str, level: StaffLevel, closed_days_ago: float | None = None) -> int:
        """Put a conversation into the staff queue, and close it where that is wished."""
        report = Report(
            conversation=name,
            turn_id=f"turn of {name}"[:64],
            level=level,
            reported_at=self.now,
            due_at=self.now,
        )
        item = self.queue.add(report)
        if closed_days_ago is not None:
            at = self.now - closed_days_ago * DAY_SECONDS
            self.queue.close(item, by="N. Urse", outcome="called", at=at)
        return item

    def asked(self, name: str, days_ago: float = 0) -> None:
        """Leave a name and a number."""
        ContactRequests(self.engine).add(
            ContactRequest(
                turn_id=f"request of {name}"[:64],
                sender_id=name,
                purpose="call",
                name="Wilhelmina",
                phone="555 0112",
                requested_at=datetime.fromtimestamp(self.now - days_ago * DAY_SECONDS, UTC),
            )
        )

    def names(self) -> set[str]:
        """Return what is stored still."""
        return {row["sender_id"] for row in rows(self.url, "SELECT sender_id FROM conversations")}

    def count(self, table: str) -> int:
        return int(rows(self.url, f"SELECT count(*) AS n FROM {table}")[0]["n"])  # noqa: S608
