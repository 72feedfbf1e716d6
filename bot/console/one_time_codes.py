"""Codes of six digits from a phone's authenticator app: TOTP, RFC 6238."""

from __future__ import annotations

import base64
import hmac
import secrets
from hashlib import sha1
from io import BytesIO
from urllib.parse import quote, urlencode

import segno

STEP_SECONDS = 30
DIGITS = 6
SECRET_BYTES = 20
# A phone's clock may be this many steps off.
STEPS_AROUND = 1


def new_secret() -> str:
    """Return a secret in base 32, as people type it into their app."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode("ascii")


def code_at(secret: str, step: int) -> str:
    """Return the code of one step of time: how many times 30 seconds since 1970."""
    digest = hmac.new(base64.b32decode(secret), step.to_bytes(8, "big"), sha1).digest()
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return f"{number % 10**DIGITS:0{DIGITS}}"


def step_of(secret: str, code: str, now: float, after: int) -> int | None:
    """Return the step that a code belongs to, or None; steps up to `after` were used already.

    `now` is seconds since 1970. Spaces in the code are no mistake.
    """
    given = "".join(code.split()).encode()
    latest = int(now // STEP_SECONDS)
    for step in range(max(latest - STEPS_AROUND, after + 1), latest + STEPS_AROUND + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), given):
            return step
    return None


def link(secret: str, issuer: str, name: str) -> str:
    """Return the otpauth link by which an app takes the secret over."""
    label = quote(f"{issuer}:{name}", safe="")
    return f"otpauth://totp/{label}?{urlencode({'secret': secret, 'issuer': issuer})}"


def picture(text: str) -> str:
    """Return a QR code as an SVG element, black on white in every look."""
    drawn = BytesIO()
    segno.make(text, error="m", micro=False).save(
        drawn, kind="svg", xmldecl=False, svgns=False, omitsize=True, light="#fff", dark="#000"
    )
    return drawn.getvalue().decode("ascii")
