"""A process that stores turns and is killed on the way; see test_crash.py.

`python -m tests.integration.stores.dying_writer URL POINT`: with a POINT it stores three turns and
kills itself within the fourth, at that statement; with `never` it goes on until somebody kills it.
Each turn that is durable is told on standard output.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
import time
from typing import Any

from sqlalchemy import Engine, event

from bot.conversation.tracker import Tracker
from bot.stores.tracker_store import SqlTrackerStore, open_store
from tests.integration.stores.turns import turn_of

SENDERS = 8


def die(*_: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def die_at(point: str) -> None:
    if point == "COMMIT":
        event.listen(Engine, "commit", die)
        return

    @event.listens_for(Engine, "after_cursor_execute")
    def after(*call: Any) -> None:
        if call[2].startswith(point):
            die()


async def talk(store: SqlTrackerStore, sender: str, turns: int) -> None:
    tracker = await store.load(sender) or Tracker(sender)
    for _ in range(turns):
        number = tracker.version + 1
        record = turn_of(tracker, f"turn {number}", f"m{number}", [("count", number)])
        await store.commit(record)
        tracker = record.tracker
        sys.stdout.write(f"{sender} {number}\n")
        sys.stdout.flush()


async def main(url: str, point: str) -> None:
    store = open_store(url, clock=time.time)
    if point == "never":
        await asyncio.gather(*(talk(store, f"sender{n}", 1_000_000) for n in range(SENDERS)))
    await talk(store, "sender0", 3)
    die_at(point)
    await talk(store, "sender0", 1)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
