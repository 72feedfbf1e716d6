"""Does a turn cost the same at the 10th and at the 1,000th message of one conversation?"""

from __future__ import annotations

import asyncio
import tempfile
import time
from statistics import median

from benchmarks.client import MILLISECONDS, Connection
from benchmarks.report import Figure, keep
from benchmarks.server import Running, backline
from benchmarks.turn_http import CONVERSATION, WEBHOOK

TURNS = 1000
EARLY = slice(5, 35)
LATE = slice(TURNS - 30, TURNS)


def main() -> None:
    """Measure, and keep the figures."""
    with tempfile.TemporaryDirectory() as folder, backline(f"sqlite:///{folder}/g.db") as server:
        times = asyncio.run(_one_long_conversation(server))
    early, late = median(times[EARLY]), median(times[LATE])
    keep(
        "turn_growth",
        [
            Figure("turns around the 10th, median", early, "ms"),
            Figure("turns up to the 1,000th, median", late, "ms"),
            Figure("late to early", late / early, "times", 1.2),
        ],
    )


async def _one_long_conversation(server: Running) -> list[float]:
    warm = await Connection.open(server.host, server.port)
    for text in CONVERSATION * 3:
        await warm.post(WEBHOOK, {"sender": "warm", "message": text})
    times = []
    for turn in range(TURNS):
        # Two kinds of message in turn, the same early and late: a question and small talk.
        body = {"sender": "long", "message": ("can I use heat", "hello")[turn % 2]}
        began = time.perf_counter()
        await warm.post(WEBHOOK, body)
        times.append((time.perf_counter() - began) * MILLISECONDS)
    await warm.close()
    return times


if __name__ == "__main__":
    main()
