"""What does it cost to load a conversation and to commit a turn, without HTTP?

SQLite in a fresh file; PostgreSQL too where BACKLINE_TEST_POSTGRES_URL names a server.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from benchmarks.report import Figure, keep
from bot.conversation.events import ActionExecuted, BotUttered, SlotSet, UserUttered
from bot.conversation.messages import BotMessage, Button, UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage
from bot.stores.sealing import NO_KEYS, Keyring
from bot.stores.tracker_store import SqlTrackerStore, open_store

TURNS_ALONE = 1_000
SENDERS = 32
TURNS_EACH = 100
EARLY, LATE, AROUND = 10, 10_000, 200


def record_after(tracker: Tracker) -> TurnRecord:
    """Return a turn of usual size: seven events, ten ranked intents, one question."""
    now = time.time()
    text = "it began about three weeks ago, after I had carried boxes"
    ranking = tuple(Intent(f"intent_{number}", 0.1) for number in range(10))
    reply = BotMessage("How many? " * 6, (Button("One", "/one"), Button("Two", "/two")))
    events = (
        UserUttered(ParsedMessage(text, ranking[0], ranking), "rest", timestamp=now),
        SlotSet("amount", 21.0, timestamp=now),
        SlotSet("kind", "large", timestamp=now),
        ActionExecuted("order_form", "FormPolicy", 1.0, timestamp=now),
        SlotSet("requested_slot", "address", timestamp=now),
        BotUttered(reply, timestamp=now),
        ActionExecuted("action_listen", "FormPolicy", 1.0, timestamp=now),
    )
    after = replace(tracker.applying(*events), version=tracker.version + 1)
    message = UserMessage(tracker.sender_id, text)
    return TurnRecord(
        turn_id=uuid.uuid4().hex,
        message=message,
        tracker=after,
        events=events,
        replies=(reply,),
        failed=False,
        received_at=now,
    )


async def talk(store: SqlTrackerStore, sender: str, turns: int) -> list[float]:
    """Return the milliseconds of loading and committing, for each turn."""
    taken = []
    for _ in range(turns):
        start = time.perf_counter()
        tracker = await store.load(sender) or Tracker(sender)
        loaded = time.perf_counter()
        record = record_after(tracker)
        committing = time.perf_counter()
        await store.commit(record)
        taken.append((loaded - start + time.perf_counter() - committing) * 1000)
    return taken


async def measure(database: str, url: str, keyring: Keyring = NO_KEYS) -> list[Figure]:
    """Return the figures of one database; with keys, of turns that are encrypted."""
    store = open_store(url, clock=time.time, keyring=keyring)
    is_sqlite = database == "SQLite"
    await talk(store, "warm-up", 200)
    alone = await talk(store, "alone", TURNS_ALONE)
    start = time.perf_counter()
    await asyncio.gather(*(talk(store, f"sender{n}", TURNS_EACH) for n in range(SENDERS)))
    per_second = SENDERS * TURNS_EACH / (time.perf_counter() - start)
    await store.close()
    return [
        Figure(f"{database}, p50", statistics.median(alone), "ms", 0.8 if is_sqlite else None),
        Figure(f"{database}, p95", statistics.quantiles(alone, n=20)[-1], "ms"),
        Figure(
            f"{database}, {SENDERS} at once",
            per_second,
            "turns/s",
            1_500 if is_sqlite else None,
            more_is_better=True,
        ),
    ]


async def growth(url: str) -> Figure:
    """Return what the 10,000th turn of a conversation costs against the 10th."""
    store = open_store(url, clock=time.time)
    early: list[float] = []
    for number in range(AROUND // EARLY):
        early += await talk(store, f"short{number}", EARLY)
    await talk(store, "long", LATE - AROUND)
    late = await talk(store, "long", AROUND)
    await store.close()
    ratio = statistics.median(late) / statistics.median(early)
    return Figure("SQLite, turn 10,000 against turn 10", ratio, "times", 1.2)


@contextmanager
def sqlite_url() -> Iterator[str]:
    """Yield a file that is gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        yield f"sqlite:///{folder}/store.db"


@contextmanager
def postgres_url(server: str) -> Iterator[str]:
    """Yield a schema that is gone afterwards."""
    import psycopg  # noqa: PLC0415 - an extra

    schema = f"backline_bench_{uuid.uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE SCHEMA "{schema}"')
        joint = "&" if "?" in server else "?"
        yield f"{server}{joint}options=-csearch_path%3D{schema}"
        connection.execute(f'DROP SCHEMA "{schema}" CASCADE')


def main() -> None:
    """Measure and keep the figures."""
    with sqlite_url() as url:
        figures = asyncio.run(measure("SQLite", url))
    with sqlite_url() as url:
        figures.append(asyncio.run(growth(url)))
    with sqlite_url() as url:
        figures += asyncio.run(measure("SQLite, encrypted", url, Keyring(["k" * 32])))
    server = os.environ.get("BACKLINE_TEST_POSTGRES_URL")
    if server:
        with postgres_url(server) as url:
            figures += asyncio.run(measure("PostgreSQL", url))
    keep("store_turn", figures)


if __name__ == "__main__":
    main()
