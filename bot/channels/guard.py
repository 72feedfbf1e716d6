"""What wraps every route: safe headers, the token, the origins, and an error that tells nothing."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.failures import Refused, failure

logger = logging.getLogger(__name__)

TOKEN_PREFIXES = ("/model/", "/conversations/", "/api/")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'",
    "Cache-Control": "no-store",
}
A_YEAR_SECONDS = 31_536_000


@dataclass(frozen=True, slots=True)
class Shield:
    """Adds the safety headers that a response has not set, and stops an unforeseen error.

    The error's class and place are logged. Its text is not: it may quote the person.
    """

    app: ASGIApp
    is_https: bool

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add_headers(MutableHeaders(scope=message))
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except ClientDisconnect:
            logger.info("client left before its request was read")
        except Exception as error:
            # Starlette has answered already, through `on_crash`, unless a reply had begun.
            logger.error("request failed: %s at %s", type(error).__name__, _at(error))

    def _add_headers(self, headers: MutableHeaders) -> None:
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        if self.is_https:
            headers.setdefault("Strict-Transport-Security", f"max-age={A_YEAR_SECONDS}")


@dataclass(frozen=True, slots=True)
class TokenGate:
    """Lets requests below TOKEN_PREFIXES pass only with the token; without a token they are off."""

    app: ASGIApp
    token: str | None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["path"].startswith(TOKEN_PREFIXES):
            refused = self._refusal(scope)
            if refused is not None:
                await failure(refused)(scope, receive, send)
                return
        await self.app(scope, receive, send)

    def _refusal(self, scope: Scope) -> Refused | None:
        if self.token is None:
            return Refused(f"Nothing is served at {scope['path']}.", HTTPStatus.NOT_FOUND)
        wanted = self.token.encode()
        if any(secrets.compare_digest(given, wanted) for given in _tokens(scope)):
            return None
        return Refused(
            "This needs the token, as ?token= or as Authorization: Bearer.",
            HTTPStatus.UNAUTHORIZED,
            {"WWW-Authenticate": "Bearer"},
        )


@dataclass(frozen=True, slots=True)
class OriginGate:
    """Refuses what a page of a stranger's site sends; requests without an Origin pass."""

    app: ASGIApp
    origins: Sequence[str]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and not self._is_allowed(Headers(scope=scope)):
            refused = Refused(
                "Pages of this origin may not write here; "
                "the operator lists origins in BACKLINE_ALLOWED_ORIGINS.",
                HTTPStatus.FORBIDDEN,
            )
            await failure(refused)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _is_allowed(self, headers: Headers) -> bool:
        return is_allowed_origin(headers.get("origin"), headers.get("host", ""), self.origins)


def is_allowed_origin(origin: str | None, own_host: str, origins: Sequence[str]) -> bool:
    """Tell whether a page of this origin may write here; our own pages always may."""
    if origin is None or "*" in origins or origin in origins:
        return True
    return origin in (f"http://{own_host}", f"https://{own_host}")


def _tokens(scope: Scope) -> list[bytes]:
    """Return every token that the request brings."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    given = [token.encode() for token in query.get("token", [])]
    scheme, _, credentials = Headers(scope=scope).get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        given.append(credentials.strip().encode("latin-1"))
    return given


def _at(error: Exception) -> str:
    """Return the file and line where an error was raised."""
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    if trace is None:
        return "unknown"
    return f"{trace.tb_frame.f_code.co_filename.rpartition('/')[2]}:{trace.tb_lineno}"
