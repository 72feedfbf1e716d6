"""A client so light that it measures the server and not itself: plain HTTP/1.1 over asyncio."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from benchmarks.report import percentile

MILLISECONDS = 1000.0


@dataclass(slots=True)
class Connection:
    """One kept-alive connection."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    host: str

    @classmethod
    async def open(cls, host: str, port: int) -> Connection:
        """Return a connection to a server."""
        reader, writer = await asyncio.open_connection(host, port)
        return cls(reader, writer, host)

    async def post(self, path: str, body: dict[str, Any]) -> Any:
        """Return the JSON answer. Raises RuntimeError unless the status is 200."""
        content = json.dumps(body).encode()
        head = (
            f"POST {path} HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(content)}\r\n\r\n"
        )
        self.writer.write(head.encode() + content)
        answer = (await self.reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.split(": ", 1) for line in answer.split("\r\n")[1:] if line)
        length = next(
            int(value) for name, value in fields.items() if name.lower() == "content-length"
        )
        received = await self.reader.readexactly(length)
        status = answer.split(" ", 2)[1]
        if status != "200":
            raise RuntimeError(f"{path} answered {status}: {received.decode()}")
        return json.loads(received)

    async def close(self) -> None:
        """Close the connection."""
        self.writer.close()
        await self.writer.wait_closed()


@dataclass(frozen=True, slots=True)
class Timing:
    """How long requests took, in milliseconds, and how many a second were served."""

    p50: float
    p95: float
    per_second: float


def timed(
    address: tuple[str, int], path: str, scripts: Sequence[Sequence[dict[str, Any]]]
) -> Timing:
    """Send each script's bodies in order, all scripts at the same time, and return the timing."""
    return asyncio.run(_timed(address, path, scripts))


async def _timed(
    address: tuple[str, int], path: str, scripts: Sequence[Sequence[dict[str, Any]]]
) -> Timing:
    connections = [await Connection.open(*address) for _ in scripts]
    began = time.perf_counter()
    pairs = zip(connections, scripts, strict=True)
    done = await asyncio.gather(*(_play(connection, path, script) for connection, script in pairs))
    seconds = time.perf_counter() - began
    for connection in connections:
        await connection.close()
    times = [one for script_times in done for one in script_times]
    return Timing(percentile(times, 0.50), percentile(times, 0.95), len(times) / seconds)


async def _play(connection: Connection, path: str, script: Sequence[dict[str, Any]]) -> list[float]:
    times = []
    for body in script:
        began = time.perf_counter()
        await connection.post(path, body)
        times.append((time.perf_counter() - began) * MILLISECONDS)
    return times
