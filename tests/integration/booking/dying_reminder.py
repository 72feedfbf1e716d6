"""A process that says what is due and is killed before it can mark it: `url said_file now`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from actions.booking.book import AppointmentBook
from actions.booking.database import engine_for
from actions.booking.due_messages import ClaimedDue, DueMessages, DueState
from actions.booking.links import Links, LinkTimes
from actions.booking.notice import SAID, Notice, Speaker
from actions.booking.rechecks import Rechecks
from actions.booking.reminder_job import ReminderJob
from actions.booking.visit_reminders import VisitReminders
from actions.knowledge.clinic import load_clinic
from tests.integration.booking.agenda import CALENDAR

ROOT = Path(__file__).parents[3]


class DyingMessages(DueMessages):
    """Never gets to mark anything."""

    def settle(self, claimed: ClaimedDue, state: DueState, now: float) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


class Nothing:
    """No stored conversations."""

    def conversations(self, **_):
        return iter(())

    def events(self, conversation: str):
        return ()


def job_of(messages: DueMessages, url: str, speaker: Speaker, now: datetime) -> ReminderJob:
    """Return the job as the server has it, its clock standing still."""
    clinic, zone = load_clinic(ROOT / "data" / "clinic.yml"), ZoneInfo("America/New_York")
    book = AppointmentBook(engine_for(url), CALENDAR)
    times = LinkTimes(timedelta(days=1), timedelta(hours=1))
    links = Links("secret", None, times, lambda: now)
    visits = VisitReminders(book, messages, clinic.reminders, zone, links)
    # No re-check is due here: no protocol is read for one.
    rechecks = Rechecks(messages, Nothing(), None, clinic.reminders, zone)
    return ReminderJob(messages, visits, rechecks, speaker, lambda: now)


def keep(file: Path, key: str) -> None:
    with file.open("a", encoding="utf-8") as said:
        said.write(f"{key}\n")


def main() -> None:
    url, said, seconds = sys.argv[1:]

    async def speak(notice: Notice) -> str:
        keep(Path(said), notice.key)
        return SAID

    now = datetime.fromtimestamp(float(seconds), UTC)
    asyncio.run(job_of(DyingMessages(engine_for(url)), url, speak, now).run())


if __name__ == "__main__":
    main()
