"""Twilio's signature of a request: an HMAC over the public address and every form field."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Iterator, Sequence
from hashlib import sha1
from urllib.parse import SplitResult, urlsplit

PORTS = {"https": 443, "http": 80}

# A form as it came: blank fields and repeated names included.
Fields = Sequence[tuple[str, str]]


def signature(token: str, url: str, fields: Fields) -> str:
    """Return the signature of a POST; repeated values of one name count once, as Twilio has it."""
    signed = url + "".join(name + value for name, value in sorted(set(fields)))
    digest = hmac.new(token.encode(), signed.encode("utf-8", "surrogatepass"), sha1).digest()
    return base64.b64encode(digest).decode("ascii")


def is_signed(token: str, url: str, fields: Fields, given: str | None) -> bool:
    """Tell whether a signature is Twilio's; the port may be named in the address or left out.

    Whatever goes wrong with it, it is none.
    """
    if not given:
        return False
    try:
        return any(
            hmac.compare_digest(signature(token, one, fields).encode(), given.encode())
            for one in _spellings(url)
        )
    except (ValueError, UnicodeError):
        return False


def _spellings(url: str) -> Iterator[str]:
    parts = urlsplit(url)
    yield url
    host = parts.hostname or ""
    name = f"[{host}]" if ":" in host else host
    yield _with_host(parts, name)
    yield _with_host(parts, f"{name}:{parts.port or PORTS[parts.scheme]}")


def _with_host(parts: SplitResult, netloc: str) -> str:
    return parts._replace(netloc=netloc).geturl()
