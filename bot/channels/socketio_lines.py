"""When each connection was last heard from: a dead line says nothing, not even that it is dead."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any
from urllib.parse import parse_qs

from starlette.types import Message, Receive, Scope

# Where a WebSocket that was opened without polling first keeps when it was heard.
_HEARD = "backline.heard_at"


@dataclass(slots=True)
class Lines:
    """Signs of life by connection, a connection being an Engine.IO session."""

    _heard: dict[str, float] = field(default_factory=dict)

    def begin(self, line: str) -> None:
        """Keep the signs of life of a connection from now on."""
        self._heard[line] = monotonic()

    def listening(self, scope: Scope, receive: Receive) -> Receive:
        """Return `receive`, every packet that passes it noted."""
        line = line_of(scope) or ""

        async def hear() -> Message:
            message = await receive()
            if message["type"] in {"websocket.receive", "http.request"}:
                scope[_HEARD] = monotonic()
                # Anybody can make up a session: only those that exist are kept.
                if line in self._heard:
                    self._heard[line] = scope[_HEARD]
            return message

        return hear

    def last_heard(self, line: str, environ: Mapping[str, Any]) -> float:
        """Return when a connection was last heard from, and forget it."""
        began = environ.get("asgi.scope", {}).get(_HEARD, 0.0)
        return max(float(began), self._heard.pop(line, 0.0))


def line_of(scope: Scope) -> str | None:
    """Return the Engine.IO session of a request; the one that opens it has none yet."""
    named = parse_qs(scope["query_string"].decode("latin-1")).get("sid")
    return named[0] if named else None
