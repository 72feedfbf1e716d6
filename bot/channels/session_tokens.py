"""Web sessions that nobody can guess: the server makes their ids, signs them, and lets them expire.

A token is what a browser holds. The conversation behind it has an id that is derived from it with
the server's secret, so that an id seen in a log, a database or an address opens nothing.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from itsdangerous import BadSignature, URLSafeSerializer

from bot.channels.body import WEB_SENDER

MAX_TOKEN_LENGTH = 512
_ID_BYTES = 24
_SALT = "backline web session"
_FOR_EVER_SECONDS = 10 * 365 * 86_400.0


@dataclass(frozen=True, slots=True)
class WebSession:
    """One visitor's session. Times are seconds since 1970.

    What was said before `visible_from` is shown to nobody who holds this token.
    """

    sender_id: str
    token: str
    expires_at: float
    visible_from: float = 0.0
    is_expired: bool = False


@dataclass(frozen=True, slots=True)
class SessionTokens:
    """Makes and reads tokens. `clock` gives seconds since 1970; a lifetime of 0 has no end."""

    secret: str
    clock: Callable[[], float]
    lifetime_seconds: float

    def new(self) -> WebSession:
        """Return a session that nobody had before."""
        return self._issued(secrets.token_urlsafe(_ID_BYTES), 0.0)

    def read(self, token: object) -> WebSession | None:
        """Return the session of a token, expired or not; None for anything that we did not sign."""
        claims = self._claims(token)
        if claims is None:
            return None
        session_id, issued_at, visible_from = claims
        expires_at = self._expiry(issued_at)
        is_expired = self.clock() >= expires_at
        return WebSession(
            self._sender_id(session_id), str(token), expires_at, visible_from, is_expired=is_expired
        )

    def renewed(self, session: WebSession) -> WebSession:
        """Return the same session with a token as of now.

        Whoever comes with an expired token sees nothing of what was said until now.
        """
        claims = self._claims(session.token)
        if claims is None:
            return session
        session_id, _, visible_from = claims
        visible_from = self.clock() if session.is_expired else visible_from
        return self._issued(session_id, visible_from)

    def _issued(self, session_id: str, visible_from: float) -> WebSession:
        now = int(self.clock())
        token = self._serializer().dumps([session_id, now, visible_from])
        sender_id = self._sender_id(session_id)
        return WebSession(sender_id, str(token), self._expiry(now), visible_from)

    def _claims(self, token: object) -> tuple[str, int, float] | None:
        if not isinstance(token, str) or len(token) > MAX_TOKEN_LENGTH:
            return None
        try:
            session_id, issued_at, visible_from = self._serializer().loads(token)
        except BadSignature:
            return None
        return session_id, issued_at, visible_from

    def _expiry(self, issued_at: int) -> float:
        return issued_at + (self.lifetime_seconds or _FOR_EVER_SECONDS)

    def _sender_id(self, session_id: str) -> str:
        """Return the conversation's id; it cannot be turned back into the session's."""
        message = f"sender\0{session_id}".encode()
        digest = hmac.new(self.secret.encode(), message, hashlib.sha256).hexdigest()
        return f"{WEB_SENDER}{digest[:40]}"

    def _serializer(self) -> URLSafeSerializer:
        return URLSafeSerializer(
            self.secret,
            salt=_SALT,
            signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
        )
