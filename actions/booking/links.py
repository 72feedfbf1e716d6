"""Signed links: each opens one booking, for one purpose, for a time, and names nobody."""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from itsdangerous import BadSignature, Signer
from itsdangerous.encoding import base64_decode, base64_encode

PREFIX = "/booking"
_SALT = "backline booking link"
_SEPARATOR = "."
# Which change of the booking, and until when, in few letters: links go into text messages too.
_NUMBERS = struct.Struct(">HI")


class Purpose(StrEnum):
    """What a link is for; it opens nothing else."""

    VIEW = "view"
    MOVE = "move"
    CANCEL = "cancel"
    CALENDAR = "calendar"


class LinkRefused(Exception):
    """A link opens nothing."""


class LinkAltered(LinkRefused):
    """The link was cut off or altered, or is for another purpose."""


class LinkExpired(LinkRefused):
    """The link is too old."""


@dataclass(frozen=True, slots=True)
class LinkTimes:
    """How long links are good for: those to keep, and those on a page that change something."""

    keep: timedelta
    change: timedelta


@dataclass(frozen=True, slots=True)
class Opened:
    """What a good link says: which booking, and as of which of its changes."""

    reference: str
    sequence: int


@dataclass(frozen=True, slots=True)
class Links:
    """Makes and opens links. `clock` gives aware times, `base_url` is the server's public address.

    Without one, links begin at `/booking` and are good only on the server's own pages.
    """

    secret: str
    base_url: str | None
    times: LinkTimes
    clock: Callable[[], datetime]

    def manage_url(self, reference: str) -> str:
        """Return the link by which a person sees, moves and cancels a visit."""
        return self.url(Purpose.VIEW, reference)

    def url(self, purpose: Purpose, reference: str, sequence: int = 0) -> str:
        """Return a whole link."""
        return f"{self.base_url or ''}{self.path(purpose, reference, sequence)}"

    def path(self, purpose: Purpose, reference: str, sequence: int = 0) -> str:
        """Return a link from one of the server's own pages."""
        return f"{PREFIX}/{purpose.value}/{self._token(purpose, reference, sequence)}"

    def opened(self, purpose: Purpose, token: str) -> Opened:
        """Return what a link says. Raises LinkAltered or LinkExpired."""
        try:
            signed = self._signer(purpose).unsign(token).decode()
        except (BadSignature, UnicodeError):
            raise LinkAltered from None
        reference, _, numbers = signed.partition(_SEPARATOR)
        sequence, until = _NUMBERS.unpack(base64_decode(numbers))
        if until <= self.clock().timestamp():
            raise LinkExpired
        return Opened(reference, sequence)

    def _token(self, purpose: Purpose, reference: str, sequence: int) -> str:
        is_for_change = purpose in (Purpose.MOVE, Purpose.CANCEL)
        lasts = self.times.change if is_for_change else self.times.keep
        until = int((self.clock() + lasts).timestamp())
        numbers = base64_encode(_NUMBERS.pack(sequence, until)).decode()
        return self._signer(purpose).sign(f"{reference}{_SEPARATOR}{numbers}").decode()

    def _signer(self, purpose: Purpose) -> Signer:
        return Signer(
            self.secret,
            salt=f"{_SALT} {purpose.value}",
            sep=_SEPARATOR,
            key_derivation="hmac",
            digest_method=hashlib.sha256,
        )
