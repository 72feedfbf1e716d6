"""A real server in a process of its own, on a port that the system chose."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.report import ROOT

TOKEN = "benchmark"  # noqa: S105 - a server of the benchmark alone takes it
STOP_SECONDS = 15
START_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Running:
    """A server that answers at `host:port`; `ready_seconds` is how long that took."""

    host: str
    port: int
    pid: int
    ready_seconds: float

    def resident_mib(self) -> float:
        """Return the resident memory of the process."""
        status = Path(f"/proc/{self.pid}/status").read_text("ascii")
        found = re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)
        return int(found.group(1)) / 1024 if found is not None else float("nan")


@contextmanager
def backline(database_url: str) -> Iterator[Running]:
    """Run the assistant over a database, without rate limit."""
    environ = {
        "BACKLINE_DATABASE_URL": database_url,
        "BACKLINE_RATE_LIMIT": "off",
        "BACKLINE_API_TOKEN": TOKEN,
        "BACKLINE_LOG_LEVEL": "WARNING",
    }
    with running([sys.executable, "-m", "bot", "run", "--port", "0"], environ) as server:
        yield server


@contextmanager
def running(command: Sequence[str], environ: Mapping[str, str]) -> Iterator[Running]:
    """Start a command that prints its address once it can answer, and stop it at the end.

    Raises RuntimeError, with what the command printed, when it ends or stays silent.
    """
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=ROOT, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True
    )
    silence = threading.Timer(START_SECONDS, process.kill)
    silence.start()
    try:
        host, port = _address(process)
        silence.cancel()
        yield Running(host, port, process.pid, time.perf_counter() - began)
    finally:
        silence.cancel()
        process.terminate()
        process.wait(STOP_SECONDS)


def _address(process: subprocess.Popen[str]) -> tuple[str, int]:
    lines = []
    for line in process.stdout or ():
        lines.append(line)
        found = re.search(r"http://([\d.]+):(\d+)", line)
        if found is not None:
            return found.group(1), int(found.group(2))
    raise RuntimeError(f"The server gave no address:\n{''.join(lines)}")
