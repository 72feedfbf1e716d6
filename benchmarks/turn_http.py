"""How long does a turn take over HTTP, and how many fit into a second?

Six messages a conversation, over SQLite and PostgreSQL, with one sender and with 32 at once, beside
the floor measured in the same run.
"""

from __future__ import annotations

import os
import socket
import sys
import tempfile
import uuid
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from sqlalchemy.engine import make_url

from benchmarks.client import Timing, timed
from benchmarks.report import Figure, keep
from benchmarks.server import Running, backline, running

WEBHOOK = "/webhooks/rest/webhook"
CONVERSATION = (
    "hi there",
    "my lower back has hurt for three weeks since I moved house",
    "none of those",
    "none of these either",
    "about a 4 out of 10",
    "thanks, bye",
)
SENDERS = 32
CONVERSATIONS_ALONE = 60
CONVERSATIONS_EACH = 8
WARM_UP = 5
POSTGRES_URL = "postgresql://postgres@127.0.0.1:5432/test"

Start = Callable[[], AbstractContextManager[Running]]


def main() -> None:
    """Measure, and keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        floor_file = str(Path(folder) / "floor.db")
        command = [sys.executable, "-m", "benchmarks.floor", floor_file]
        floor = measured(lambda: running(command, {}))
        sqlite = measured(lambda: backline(f"sqlite:///{folder}/turns.db"))
    figures = _figures("floor: ASGI echo, one SQLite row", floor)
    figures += _figures("SQLite", sqlite, aims=(2.5, 500.0))
    figures += _ratios("SQLite", sqlite, floor)
    url = os.environ.get("BACKLINE_TEST_POSTGRES_URL", POSTGRES_URL)
    if _answers(url):
        postgres = measured(lambda: backline(url))
        figures += _figures("PostgreSQL", postgres) + _ratios("PostgreSQL", postgres, floor)
    keep("turn_http", figures)


def measured(start: Start) -> tuple[Timing, Timing]:
    """Return the timing of one sender and of 32 at once, against a freshly started server."""
    with start() as server:
        address = (server.host, server.port)
        timed(address, WEBHOOK, [script(WARM_UP)])
        alone = timed(address, WEBHOOK, [script(CONVERSATIONS_ALONE)])
        together = timed(address, WEBHOOK, [script(CONVERSATIONS_EACH) for _ in range(SENDERS)])
    return alone, together


def script(conversations: int) -> list[dict[str, Any]]:
    """Return the bodies of so many conversations, each of a sender never seen before."""
    senders = [uuid.uuid4().hex for _ in range(conversations)]
    return [{"sender": sender, "message": text} for sender in senders for text in CONVERSATION]


def _figures(
    name: str,
    timings: tuple[Timing, Timing],
    aims: tuple[float | None, float | None] = (None, None),
) -> list[Figure]:
    alone, together = timings
    return [
        Figure(f"{name}, 1 sender, p50", alone.p50, "ms", aims[0]),
        Figure(f"{name}, 1 sender, p95", alone.p95, "ms"),
        Figure(f"{name}, {SENDERS} senders, p50", together.p50, "ms"),
        Figure(f"{name}, {SENDERS} senders, p95", together.p95, "ms"),
        Figure(
            f"{name}, {SENDERS} senders", together.per_second, "messages/s", aims[1],
            more_is_better=True,
        ),
    ]  # fmt: skip


def _ratios(
    name: str, timings: tuple[Timing, Timing], floor: tuple[Timing, Timing]
) -> list[Figure]:
    return [
        Figure(f"{name}, 1 sender, p50 to the floor's", timings[0].p50 / floor[0].p50, "times"),
        Figure(
            f"{name}, floor's messages/s to ours",
            floor[1].per_second / timings[1].per_second,
            "times",
        ),
    ]


def _answers(url: str) -> bool:
    place = make_url(url)
    try:
        with socket.create_connection((place.host or "127.0.0.1", place.port or 5432), timeout=1):
            return True
    except OSError:
        return False


if __name__ == "__main__":
    main()
