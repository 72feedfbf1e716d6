"""How long from the command to an answer on `/healthz`, and how much memory then and after load?"""

from __future__ import annotations

import tempfile
import time
import urllib.request

from benchmarks.client import timed
from benchmarks.report import Figure, keep
from benchmarks.server import Running, backline
from benchmarks.turn_http import SENDERS, WEBHOOK, script

RUNS = 3
CONVERSATIONS_EACH = 10


def main() -> None:
    """Measure, and keep the figures."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = min(_seconds_to_health(f"sqlite:///{folder}/s{run}.db") for run in range(RUNS))
        with backline(f"sqlite:///{folder}/m.db") as server:
            fresh = server.resident_mib()
            scripts = [script(CONVERSATIONS_EACH) for _ in range(SENDERS)]
            timed((server.host, server.port), WEBHOOK, scripts)
            loaded = server.resident_mib()
    messages = sum(len(one) for one in scripts)
    keep("startup", [Figure("command to /healthz, trained", seconds, "s", 3.0)])
    keep(
        "memory",
        [
            Figure("resident after start", fresh, "MiB", 250.0),
            Figure(f"resident after {messages} messages", loaded, "MiB", 250.0),
        ],
    )


def _seconds_to_health(database_url: str) -> float:
    with backline(database_url) as server:
        began = time.perf_counter()
        _read_health(server)
        return server.ready_seconds + time.perf_counter() - began


def _read_health(server: Running) -> bytes:
    address = f"http://{server.host}:{server.port}/healthz"
    with urllib.request.urlopen(address, timeout=5) as answer:
        body: bytes = answer.read()
    return body


if __name__ == "__main__":
    main()
