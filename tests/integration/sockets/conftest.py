"""The real application behind a real server on a free port, and clients that speak socket.io."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from typing import Any

import pytest
import socketio
import uvicorn

from bot.app import App, build
from bot.settings import read_settings

PATIENCE = 8.0


@dataclass
class Served:
    """A server that is up: its address, and the application behind it."""

    address: str
    app: App
    server: uvicorn.Server


@asynccontextmanager
async def serving(asgi, port: int = 0) -> AsyncIterator[tuple[str, uvicorn.Server]]:
    config = uvicorn.Config(asgi, port=port, log_config=None, timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)
    # Tests are stopped by their runner: the server must not take its signals.
    server.capture_signals = nullcontext  # type: ignore[method-assign]
    running = asyncio.create_task(server.serve())
    async with asyncio.timeout(PATIENCE):
        while not server.started:  # noqa: ASYNC110 - uvicorn offers nothing to wait for
            await asyncio.sleep(0.01)
    bound = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{bound}", server
    finally:
        server.should_exit = True
        await running


@pytest.fixture
def start(trained_project, tmp_path, clock):
    """Return a function that serves the assistant on this test's own database."""

    @asynccontextmanager
    async def served(port: int = 0, **environ: str) -> AsyncIterator[Served]:
        logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
        environ = {"BACKLINE_RATE_LIMIT": "off"} | environ
        app = build(trained_project, read_settings(tmp_path, environ), clock=clock)
        async with serving(app.asgi, port) as (address, server):
            yield Served(address, app, server)

    return served


@pytest.fixture
async def served(start) -> AsyncIterator[Served]:
    async with start() as server:
        yield server


@dataclass
class Connection:
    """One client that notes what it is told."""

    client: socketio.AsyncClient
    told: list[tuple[str, Any]] = field(default_factory=list)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def note(self, event: str, data: Any = None) -> None:
        self.told.append((event, data))
        self._news.set()

    def all(self, event: str) -> list[Any]:
        return [data for name, data in self.told if name == event]

    async def next(self, event: str, number: int = 1) -> Any:
        """Return the first (or a later) frame of one kind, waiting for it."""
        async with asyncio.timeout(PATIENCE):
            while len(self.all(event)) < number:
                self._news.clear()
                await self._news.wait()
        return self.all(event)[number - 1]

    async def ask(self, event: str, data: Any = None) -> Any:
        return await self.client.call(event, data or {}, timeout=PATIENCE)

    async def say(self, text: str, name: str, payload: str | None = None) -> Any:
        frame = {"id": name, "text": text}
        return await self.ask("say", frame if payload is None else frame | {"payload": payload})

    async def settle(self, seconds: float = 0.15) -> None:
        """Wait long enough for what must not come."""
        await asyncio.sleep(seconds)


@pytest.fixture
async def connect():
    """Return a function that connects a client; all are disconnected at the end."""
    opened: list[socketio.AsyncClient] = []

    async def connecting(address: str, **options: Any) -> Connection:
        client = socketio.AsyncClient(reconnection=False)
        connection = Connection(client)
        client.on("*", connection.note)
        client.on("disconnect", lambda *_: connection.note("disconnect"))
        opened.append(client)
        given = {"transports": ["websocket"], "wait_timeout": PATIENCE} | options
        await client.connect(address, **given)
        return connection

    yield connecting
    for client in opened:
        with suppress(Exception):
            await client.disconnect()


def widget(token: str | None = None, version: int = 1) -> dict[str, Any]:
    return {"client": "backline-widget", "version": version, "token": token}
