"""kill -9 between saying and marking: nothing is lost, and what is said again has the same name."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
from datetime import timedelta

from actions.booking.book import AppointmentBook
from actions.booking.due_messages import LEASE_SECONDS, DueMessages, DueState
from actions.booking.notice import SAID, Notice
from tests.conftest import ROOT
from tests.integration.booking.agenda import MONDAY, NOW, booked, slot
from tests.integration.booking.dying_reminder import job_of


async def test_a_reminder_survives_the_death_of_its_process(
    url: str, book: AppointmentBook, messages: DueMessages, tmp_path
):
    visit = booked(book, slot("11:00", day=MONDAY + timedelta(days=2)))
    said: list[str] = []

    async def speak(notice: Notice) -> str:
        said.append(notice.key)
        return SAID

    await job_of(messages, url, speak, NOW).run()
    due = visit.slot.start - timedelta(days=1)
    file = tmp_path / "said"
    command = [sys.executable, "-m", "tests.integration.booking.dying_reminder"]
    command += [url, str(file), str(due.timestamp())]
    died = await asyncio.to_thread(subprocess.run, command, cwd=ROOT, check=False, timeout=120)
    assert died.returncode == -signal.SIGKILL
    assert next(row.state for row in messages.rows()) is DueState.WAITING
    # Another process may not take it while the first could still be at it.
    await job_of(messages, url, speak, due + timedelta(seconds=LEASE_SECONDS - 1)).run()
    assert said == []
    await job_of(messages, url, speak, due + timedelta(seconds=LEASE_SECONDS)).run()
    assert said == file.read_text("utf-8").split()
    await job_of(messages, url, speak, due + timedelta(seconds=3 * LEASE_SECONDS)).run()
    assert len(said) == 1
