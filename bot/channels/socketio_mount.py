"""The sockets beside the routes, on one port."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels.socketio import SocketServer


@dataclass(frozen=True, slots=True)
class Beside:
    """Hands what is for the sockets to them, and everything else to the routes."""

    app: ASGIApp
    sockets: SocketServer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        chosen: ASGIApp = self.sockets if self.sockets.serves(scope) else self.app
        await chosen(scope, receive, send)


@dataclass(frozen=True, slots=True)
class HangingUp:
    """An application whose open sockets can be ended, before its server waits for them."""

    app: ASGIApp
    sockets: SocketServer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        await self.app(scope, receive, send)

    async def hang_up(self) -> None:
        """End all open sockets; their clients connect anew, here or to the next process."""
        await self.sockets.hang_up()
