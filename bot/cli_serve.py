"""`backline run`: an HTTP server that says where it listens, and stops without dropping a turn."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Protocol, runtime_checkable

import typer
import uvicorn
from starlette.types import ASGIApp
from uvicorn.supervisors import Multiprocess

from bot.cli_project import CommandFailed
from bot.logs import configure
from bot.memory import keep_for_good, unused_libraries_left_out
from bot.settings import Settings, read_settings

ROOT_VARIABLE = "BACKLINE_WORKER_ROOT"
GRACE_SECONDS = 30
START_SECONDS = 60.0
BACKLOG = 2048
# The server would hold 16 MiB of each connection in memory before anyone could refuse it.
WEBSOCKET_BYTES = 256 * 1024


@runtime_checkable
class HangsUp(Protocol):
    """An application that can end its open sockets."""

    async def hang_up(self) -> None:
        """End all open sockets."""


class AnnouncingServer(uvicorn.Server):
    """A server that prints its address once it can answer, and `hint` after it."""

    hint: str | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, then say so."""
        await super().startup(sockets)
        if self.started and sockets:
            announce(sockets[0], self.hint)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop; open sockets are ended first, as long polls would be waited for."""
        app: object = self.config.app
        if isinstance(app, HangsUp):
            await app.hang_up()
        await super().shutdown(sockets)


class AnnouncingProcesses(Multiprocess):
    """Several servers on one socket, announced once, when all of them can answer."""

    was_ready = False
    hint: str | None = None

    def init_processes(self) -> None:
        """Start the processes, wait for each, then say so."""
        super().init_processes()
        self.was_ready = all(
            process.wait_until_ready(START_SECONDS, self.should_exit) for process in self.processes
        )
        if self.was_ready:
            announce(self.sockets[0], self.hint)


def serve(app: ASGIApp, host: str, port: int, hint: str | None = None) -> int:
    """Serve an application until a signal comes; return the exit code.

    Raises CommandFailed. Turns in flight are finished first, for at most 30 seconds.
    """
    keep_for_good()
    with _listening(host, port) as listener:
        server = AnnouncingServer(_config(app))
        server.hint = hint
        server.run(sockets=[listener])
    return 0 if server.started else 1


def serve_with_workers(
    root: Path, host: str, port: int, workers: int, hint: str | None = None
) -> int:
    """Serve the project at `root` with several processes that share one port."""
    # Workers are new processes that import this module; the environment is what reaches them.
    os.environ[ROOT_VARIABLE] = str(root)
    config = _config("bot.cli_serve:worker_app", workers=workers)
    with _listening(host, port) as listener:
        processes = AnnouncingProcesses(config, sockets=[listener])
        processes.hint = hint
        processes.run()
    return 0 if processes.was_ready else 1


def announce(listener: socket.socket, hint: str | None = None) -> None:
    """Print where the server listens; who starts it waits for this line. A hint comes after it."""
    typer.echo(f"Backline is ready at {_address(listener)}")
    if hint is not None:
        typer.echo(hint)


def worker_app() -> ASGIApp:
    """Return the application of one worker process."""
    root = Path(os.environ[ROOT_VARIABLE])
    settings = read_settings(root)
    configure(settings.log_level)
    return built(root, settings)


def built(root: Path, settings: Settings) -> ASGIApp:
    """Return the project's application."""
    with unused_libraries_left_out():
        from bot.app import build

    app = build(root, settings).asgi
    keep_for_good()
    return app


def _config(app: ASGIApp | str, workers: int = 1) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        factory=isinstance(app, str),
        workers=workers,
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=WEBSOCKET_BYTES,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


def _listening(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((host, port))
        # Bound is not enough to notice a rival: two sockets may bind, only one may listen.
        listener.listen(BACKLOG)
    except (OSError, OverflowError) as error:
        listener.close()
        raise CommandFailed(_explained(error, host, port)) from None
    listener.set_inheritable(True)
    return listener


def _explained(error: OSError | OverflowError, host: str, port: int) -> str:
    code = error.errno if isinstance(error, OSError) else None
    match code:
        case errno.EADDRINUSE:
            return (
                f"Port {port} on {host} is in use. Stop the program that uses it, or choose "
                "another port: backline run --port 5006"
            )
        case errno.EACCES:
            return f"Port {port} needs more rights; choose one above 1023: --port 5005"
        case _:
            return f"{host}:{port} cannot be listened on: {error}"


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
