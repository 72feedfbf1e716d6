"""A town in which messages are due: its clock is moved by a test."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from actions.booking.due_messages import Due, DueMessages
from actions.booking.links import Links, LinkTimes
from actions.booking.notice import SAID, Notice
from actions.booking.rechecks import Rechecks
from actions.booking.reminder_job import ReminderJob
from actions.booking.visit_reminders import VisitReminders
from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import load_protocol
from tests.conftest import ROOT
from tests.integration.stores.conftest import sqlite_url  # noqa: F401 - a fixture
from tests.unit.booking.fakes import Book
from tests.unit.booking.test_calendar_file import appointment

NEW_YORK = ZoneInfo("America/New_York")
CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
PROTOCOL = load_protocol(ROOT / "data" / "clinical")
BOOKED_AT = datetime(2026, 3, 2, 15, tzinfo=UTC)
START = datetime(2026, 3, 10, 14, tzinfo=UTC)  # Tuesday 10:00 in New York
VISIT = replace(
    appointment(START), conversation="sms-anna", changed_at=BOOKED_AT, booked_at=BOOKED_AT
)
DAY_BEFORE = START - timedelta(days=1)
HOURS_BEFORE = START - timedelta(hours=2)
DUE = Due("BL-2", "day_before", "sms-ben", 500.0, 100.0, 400.0)


class Conversations:
    """Stored conversations, by name."""

    def __init__(self) -> None:
        self.stored: dict[str, list[dict]] = {}

    def conversations(self, **_):
        return iter(())

    def events(self, conversation: str):
        return self.stored.get(conversation, [])

    def decided(self, conversation: str, level: str, **facts) -> None:
        record = {"facts": facts, "decided": {"disposition": level}}
        self.stored[conversation] = [
            {"event": "slot", "name": "disposition", "value": level},
            {"event": "slot", "name": "decision_record", "value": record},
            {"event": "slot", "name": "disposition", "value": None},  # a new session
        ]


class Town:
    """The job with a clock that a test moves and a speaker that keeps what it is told."""

    def __init__(self, messages: DueMessages) -> None:
        self.now = BOOKED_AT
        self.said: list[Notice] = []
        self.answer = SAID
        self.failures = 0
        self.book = Book({VISIT.reference: VISIT})
        self.messages = messages
        self.conversations = Conversations()
        times = LinkTimes(CLINIC.links.keep, CLINIC.links.change)
        links = Links("secret", "https://clinic.example", times, lambda: self.now)
        visits = VisitReminders(self.book, messages, CLINIC.reminders, NEW_YORK, links)
        self.rechecks = Rechecks(messages, self.conversations, PROTOCOL, CLINIC.reminders, NEW_YORK)
        self.job = ReminderJob(messages, visits, self.rechecks, self.speak, lambda: self.now)

    async def speak(self, notice: Notice) -> str:
        if self.failures:
            self.failures -= 1
            raise RuntimeError
        if self.answer == SAID:
            self.said.append(notice)
        return self.answer

    async def at(self, moment: datetime) -> None:
        self.now = moment
        await self.job.run()

    @property
    def states(self) -> dict[str, str]:
        return {row.due.kind: row.state.value for row in self.messages.rows()}

    @property
    def heard(self) -> list[str]:
        return [name for notice in self.said for name, _ in notice.responses]
