"""A process may be killed at any moment: what it told as stored is there, and nothing half."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from bot.conversation.tracker import Tracker
from bot.stores.tracker_store import SqlTrackerStore
from tests.integration.stores.beside import rows
from tests.integration.stores.dying_writer import SENDERS
from tests.integration.stores.turns import turn_of

ROOT = Path(__file__).parents[3]
EVENTS_A_TURN = len(turn_of("anna", slots=[("count", 1)]).events)


@contextmanager
def writer(url: str, point: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.integration.stores.dying_writer", url, point]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process
        finally:
            process.kill()


async def assert_whole(store: SqlTrackerStore, url: str, sender: str, at_least: int) -> int:
    """Check that each of its turns is there whole and in order; return how many they are."""
    tracker = await store.load(sender) or Tracker(sender)
    assert tracker.version >= at_least
    assert tracker.slots.get("count", 0) == tracker.version
    events = await store.events(sender)
    assert len(events) == tracker.version * EVENTS_A_TURN
    heard = [event.parsed.text for event in events[::EVENTS_A_TURN]]
    assert heard == [f"turn {number}" for number in range(1, tracker.version + 1)]
    told = rows(
        url,
        "SELECT message_id FROM turns JOIN conversations ON conversations.id = conversation_id"
        " WHERE sender_id = :sender",
        sender=sender,
    )
    assert {row["message_id"] for row in told} == {
        f"m{number}" for number in range(1, tracker.version + 1)
    }
    return tracker.version


@pytest.mark.parametrize(
    "point", ["UPDATE conversations", "INSERT INTO turns", "INSERT INTO events", "COMMIT"]
)
async def test_a_turn_whose_process_dies_within_it_leaves_no_trace(url, opened, point):
    with writer(url, point) as process:
        said = process.stdout.read().splitlines()
        assert process.wait(30) == -signal.SIGKILL
    assert len(said) == 3
    store = opened(url)
    assert await assert_whole(store, url, "sender0", 3) == 3
    # And the next process goes on where the last whole turn ended.
    await store.commit(turn_of(await store.load("sender0"), "turn 4", "m4", [("count", 4)]))
    assert await assert_whole(store, url, "sender0", 4) == 4


@pytest.mark.parametrize("told_before_the_kill", [1, 37, 200])
async def test_what_was_told_as_stored_survives_a_kill(url, opened, told_before_the_kill):
    told = {f"sender{n}": 0 for n in range(SENDERS)}
    with writer(url, "never") as process:
        for _ in range(told_before_the_kill):
            sender, number = process.stdout.readline().split()
            told[sender] = int(number)
        process.kill()
        for line in process.stdout.read().splitlines():
            if len(line.split()) == 2:
                told[line.split()[0]] = int(line.split()[1])
    store = opened(url)
    for sender, number in told.items():
        await assert_whole(store, url, sender, number)
    assert sum(told.values()) >= told_before_the_kill
    if url.startswith("sqlite"):
        assert rows(url, "PRAGMA integrity_check") == [{"integrity_check": "ok"}]
