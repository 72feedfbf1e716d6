"""The socket.io server: Rasa's protocol and our widget's, behind bounded doors."""

from __future__ import annotations

import asyncio
import json
import logging
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from time import monotonic
from typing import Any

import socketio
from socketio.exceptions import ConnectionRefusedError as Turned
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.body import clean_json
from bot.channels.failures import Refused, failure
from bot.channels.guard import is_allowed_origin
from bot.channels.limits import Limits
from bot.channels.rest import Handle
from bot.channels.session_tokens import SessionTokens
from bot.channels.socketio_lines import Lines, line_of
from bot.channels.socketio_rasa import RasaOptions, RasaProtocol
from bot.channels.socketio_rooms import Client, Rooms
from bot.channels.socketio_widget import NAMESPACE, VERSION, WidgetProtocol, refusal
from bot.channels.visits import Visits
from bot.conversation.held import StaffTurn

logger = logging.getLogger(__name__)

WIDGET = "backline-widget"
MAX_PACKET_BYTES = 128 * 1024
PING_SECONDS = 15
PONG_SECONDS = 15
HANG_UP_SECONDS = 2.0

Handler = Callable[[Client, Mapping[str, Any]], Awaitable[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketOptions:
    """How sockets are served. `clock` gives seconds since 1970; `secret` signs sessions."""

    secret: str = field(repr=False)
    clock: Callable[[], float]
    session_seconds: float
    path: str = "/socket.io/"
    rasa: RasaOptions = field(default_factory=RasaOptions)


@dataclass(slots=True)
class SocketServer:
    """Serves sockets; an ASGI application for everything below its path."""

    visits: Visits
    handle: Handle
    options: SocketOptions
    limits: Limits
    origins: tuple[str, ...]
    _server: socketio.AsyncServer = field(init=False)
    _rooms: Rooms = field(init=False)
    _rasa: RasaProtocol = field(init=False)
    _widget: WidgetProtocol = field(init=False)
    _app: ASGIApp = field(init=False)
    _lines: Lines = field(default_factory=Lines)
    _open: Counter[str] = field(default_factory=Counter)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def __post_init__(self) -> None:
        """Make the server and name what it answers."""
        self._server = _server(self.origins)
        self._rooms = Rooms(self._server.emit)
        tokens = SessionTokens(
            self.options.secret, self.options.clock, self.options.session_seconds
        )
        parts = (self.visits, self.handle, tokens, self._rooms, self.limits)
        self._rasa = RasaProtocol(*parts, self.options.rasa)
        self._widget = WidgetProtocol(*parts)
        self._app = socketio.ASGIApp(self._server, socketio_path=self.options.path.strip("/"))
        self._answer()

    def serves(self, scope: Scope) -> bool:
        """Tell whether a request is for the sockets."""
        is_request = scope["type"] in {"http", "websocket"}
        return is_request and f"{scope['path'].rstrip('/')}/".startswith(self.options.path)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or one WebSocket, unless its address has too many."""
        address = _address(scope)
        try:
            self._let_in(scope, address)
        except Refused as refused:
            await _turn_away(refused, scope, receive, send)
            return
        heard = self._lines.listening(scope, receive)
        if scope["type"] != "websocket":
            await self._app(scope, heard, send)
            return
        self._open[address] += 1
        try:
            await self._app(scope, heard, send)
        finally:
            self._open[address] -= 1
            if not self._open[address]:
                del self._open[address]

    def is_present(self, sender_id: str) -> bool:
        """Tell whether a visitor of this conversation is connected here."""
        kinds = (True, False)
        return any(self._rooms.members(sender_id, are_widgets=kind) for kind in kinds)

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Show a turn of staff's to all who are connected to this conversation here."""
        await self._widget.carry(sender_id, turn)
        has_widget = bool(self._rooms.members(sender_id, are_widgets=True))
        if not has_widget or self._rooms.members(sender_id, are_widgets=False):
            await self._rasa.carry(sender_id, turn)

    async def hang_up(self) -> None:
        """End every connection in a way after which clients connect anew by themselves."""
        if not self._server.eio.sockets:
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._server.eio.disconnect(), HANG_UP_SECONDS)

    async def close(self) -> None:
        """End what runs in the background."""
        await self._server.shutdown()

    def _let_in(self, scope: Scope, address: str) -> None:
        """Count a new connection. Raises Refused."""
        most = self.limits.sockets_per_address
        if most is not None and scope["type"] == "websocket" and self._open[address] >= most:
            raise Refused("Too many connections.", HTTPStatus.TOO_MANY_REQUESTS)
        if line_of(scope) is None:
            self.limits.check_address(address)

    def _answer(self) -> None:
        rasa, namespace = self.options.rasa, self.options.rasa.namespace
        self._on("session_request", self._rasa.session_request, namespace)
        self._on(rasa.user_message_evt, self._rasa.user_uttered, namespace)
        for name in ("say", "history", "transcript", "forget"):
            self._on(name, getattr(self._widget, name), NAMESPACE, of_widgets=True)
        for place in {namespace, NAMESPACE}:
            self._server.on("connect", self._connector(place), namespace=place)
            self._server.on("disconnect", self._disconnected, namespace=place)

    def _on(
        self, event: str, handler: Handler, namespace: str, *, of_widgets: bool = False
    ) -> None:
        """Let clients of one kind reach a handler; what it raises is logged without its text."""

        async def handle(sid: str, data: Any = None, *_more: Any) -> Any:
            client = self._rooms.client(sid)
            if client is None or client.is_widget != of_widgets:
                return None
            try:
                return await handler(client, _object(data))
            except Exception as error:
                if not isinstance(error, Refused):
                    logger.error("%s failed: %s", event, type(error).__name__)
                return refusal(error) if of_widgets else None

        self._server.on(event, handle, namespace=namespace)

    def _connector(self, namespace: str) -> Callable[..., Awaitable[None]]:
        async def connect(sid: str, environ: Mapping[str, Any], auth: Any = None) -> None:
            line = self._server.manager.eio_sid_from_sid(sid, namespace)
            client = Client(sid, namespace, _address(environ["asgi.scope"]), line)
            most = self.limits.sockets_per_address
            if most is not None and self._rooms.count(client.address) >= most:
                raise Turned("busy")
            claims = _object(auth)
            client.is_widget = claims.get("client") == WIDGET
            if client.is_widget and claims.get("version") != VERSION:
                raise Turned("version")
            self._rooms.add(client)
            self._lines.begin(line)
            if client.is_widget:
                # After this returns, so that the client knows that it is connected.
                self._begin(self._welcome(client, claims.get("token")))

        return connect

    async def _welcome(self, client: Client, token: object) -> None:
        try:
            await self._widget.welcome(client, token)
        except Exception as error:
            logger.error("session failed: %s", type(error).__name__)
            # The widget tries again, and meanwhile shows the phone numbers that it knows.
            await self._server.disconnect(client.sid, namespace=client.namespace)

    def _begin(self, work: Any) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _disconnected(self, sid: str, *_reason: Any) -> None:
        client = self._rooms.client(sid)
        if client is None:
            return
        environ = self._server.get_environ(sid, client.namespace) or {}
        heard_at = self._lines.last_heard(client.line, environ)
        self._rooms.remove(sid)
        # Our widget asks for what it missed; Rasa's clients cannot.
        if not client.is_widget and monotonic() - heard_at > PING_SECONDS + PONG_SECONDS / 2:
            await self._rasa.missed(client, heard_at)


def _server(origins: tuple[str, ...]) -> socketio.AsyncServer:
    # Its log lines hold what people wrote.
    quiet = logging.getLogger(f"{__name__}.library")
    quiet.disabled = True
    return socketio.AsyncServer(
        async_mode="asgi",
        logger=quiet,
        engineio_logger=quiet,
        max_http_buffer_size=MAX_PACKET_BYTES,
        ping_interval=PING_SECONDS,
        ping_timeout=PONG_SECONDS,
        cors_allowed_origins=lambda origin, environ: is_allowed_origin(
            origin, environ.get("HTTP_HOST", ""), origins
        ),
    )


async def _turn_away(refused: Refused, scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.close", "code": 1013})
        return
    await failure(refused)(scope, receive, send)


def _address(scope: Scope) -> str:
    client = scope.get("client")
    return client[0] if client else ""


def _object(data: Any) -> dict[str, Any]:
    """Return what a client sent as clean JSON; whatever is no JSON object is an empty one."""
    try:
        found = clean_json(json.dumps(data))
    except (TypeError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
