"""The real application behind a real server on a free port, and clients that speak socket.io."""

from __future__ import annotations

import asyncio
import json
import logging
import queue
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
import socketio
import uvicorn

from bot.app import App, build
from bot.settings import read_settings
from tests.conftest import Clock

PATIENCE = 20.0


@dataclass
class Served:
    """A server that is up: its address, and the application behind it."""

    address: str
    app: App
    server: uvicorn.Server
    root: Path
    since: int = 0


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
            yield Served(address, app, server, tmp_path)

    return served


@contextmanager
def in_a_thread(project: Path, root: Path, **environ: str) -> Iterator[Served]:
    """Serve an assistant for all tests of a module, in a thread of its own."""
    logging.getLogger("uvicorn.error").setLevel(logging.CRITICAL)
    settings = read_settings(root, {"BACKLINE_RATE_LIMIT": "off"} | environ)
    app = build(project, settings, clock=Clock())
    ready: queue.Queue[tuple[str, uvicorn.Server]] = queue.Queue()

    async def serve() -> None:
        async with serving(app.asgi) as (address, server):
            ready.put((address, server))
            while not server.should_exit:  # noqa: ASYNC110 - set from the other thread
                await asyncio.sleep(0.05)

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    address, server = ready.get(timeout=30)
    yield Served(address, app, server, root)
    server.should_exit = True
    thread.join(timeout=10)


@pytest.fixture(scope="module")
def shared(trained_project, tmp_path_factory) -> Iterator[Served]:
    with in_a_thread(trained_project, tmp_path_factory.mktemp("served")) as served:
        yield served


@pytest.fixture
def served(shared: Served) -> Served:
    """Return the module's server; what earlier tests said is left out of `said_by_persons`."""
    return replace(shared, since=len(said_by_persons(shared)))


def said_by_persons(served: Served) -> list[dict[str, Any]]:
    """Return the stored events of all persons in this test, each with its conversation."""
    database = sqlite3.connect(served.root / "var" / "backline.db")
    rows = database.execute(
        "SELECT sender_id, data FROM events JOIN conversations ON"
        " conversations.id = conversation_id WHERE type_name = 'user' ORDER BY seq"
    ).fetchall()
    database.close()
    return [{"sender_id": sender, **json.loads(data)} for sender, data in rows][served.since :]


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
        client.on("connect_error", lambda data=None: connection.note("connect_error", data))
        client.on("disconnect", lambda *_: connection.note("disconnect"))
        opened.append(client)
        connecting.made.append(connection)
        given = {"transports": ["websocket"], "wait_timeout": PATIENCE} | options
        await client.connect(address, **given)
        return connection

    connecting.made = []
    yield connecting
    for client in opened:
        with suppress(Exception):
            # Without waiting for the end of a long poll.
            await client.eio.disconnect(abort=True)


def widget(token: str | None = None, version: int = 1) -> dict[str, Any]:
    return {"client": "backline-widget", "version": version, "token": token}
