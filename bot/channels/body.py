"""Reading what a client sent: whole, bounded, strict, and cleaned of what no store can keep."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NoReturn

from starlette.requests import Request

from bot.channels.failures import Refused
from bot.conversation.phones import PREFIX as PHONE_SENDER

MAX_BODY_BYTES = 1024 * 1024
MAX_ID_LENGTH = 255
# Conversations of web sessions begin like this. Only the holder of a session's token writes there.
WEB_SENDER = "web:"
# What no client of REST may choose as its sender: conversations that other channels vouch for.
RESERVED_SENDERS = (WEB_SENDER, PHONE_SENDER)
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


async def read_json_object(request: Request) -> Mapping[str, Any]:
    """Return the JSON object of the body, whatever content type was declared.

    Every string in it is clean text. Raises Refused with 413 for a body over 1 MiB and with 400
    for one that is no JSON object, or holds a number that JSON cannot write back.
    """
    raw = await read_bounded(request)
    try:
        body = clean_json(raw)
    except RecursionError:
        raise Refused("The body nests too deeply.") from None
    except ValueError:
        raise Refused("The body is not valid JSON.") from None
    if not isinstance(body, dict):
        raise Refused("The body must be a JSON object.")
    return body


def clean_json(raw: str | bytes) -> Any:
    """Return what a JSON text says, every string in it clean.

    Raises ValueError for what is no JSON or cannot be written back, RecursionError for a deep one.
    """
    return cleaned(json.loads(raw, parse_constant=_no_number, parse_float=_finite))


def cleaned(value: Any) -> Any:
    """Return a JSON value with every string in it clean text."""
    match value:
        case str():
            return clean_text(value)
        case dict():
            return {clean_text(str(key)): cleaned(inner) for key, inner in value.items()}
        case list():
            return [cleaned(inner) for inner in value]
        case _:
            return value


def required_text(body: Mapping[str, Any], key: str) -> str:
    """Return a string that must be there; it may be empty."""
    if key not in body:
        raise Refused(f"The key {key!r} is missing.")
    value = body[key]
    if not isinstance(value, str):
        raise Refused(f"{key!r} must be a string.")
    return value


def identifier(body: Mapping[str, Any], key: str) -> str | None:
    """Return an id as a string, None when absent or null; a number becomes its digits, as in Rasa.

    Raises Refused for an id that is blank, too long, or of a kind that names nothing.
    """
    value = body.get(key)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Refused(f"{key!r} must be a string.")
    return usable_id(str(value), key)


def usable_id(text: str, key: str) -> str:
    """Return an id that can be stored and sent back unchanged.

    Raises Refused otherwise: two ids must never be cleaned into one.
    """
    if not text.strip():
        raise Refused(f"{key!r} must not be empty.")
    if len(text) > MAX_ID_LENGTH:
        raise Refused(f"{key!r} must have at most {MAX_ID_LENGTH} characters.")
    if REPLACEMENT in text or not text.isprintable():
        raise Refused(f"{key!r} holds characters that an id cannot have.")
    return text


def clean_text(text: str) -> str:
    """Return the text with NUL and lone surrogates replaced; its length stays the same."""
    if text.isascii() and "\0" not in text:
        return text
    return "".join(REPLACEMENT if _is_unstorable(character) else character for character in text)


async def read_bounded(request: Request, limit: int = MAX_BODY_BYTES) -> bytes:
    """Return the body. Raises Refused with 413 when it has more bytes than the limit."""
    declared = request.headers.get("content-length", "0")
    too_large = Refused(
        f"The body must have at most {limit} bytes.", HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    )
    if declared.isdecimal() and int(declared) > limit:
        raise too_large
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > limit:
            raise too_large
    return bytes(raw)


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _is_unstorable(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"
