"""What Twilio posts: a form, read whole and bounded, with nothing dropped that was signed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl

import phonenumbers

from bot.channels.body import clean_text
from bot.channels.sms.signature import Fields

# Twilio's own limit of a text is 1,600 characters; ten pictures come with long addresses.
MAX_BODY_BYTES = 64 * 1024
MAX_FIELDS = 400
# Some carriers put another sign for the one in addresses.
_MISTAKEN_AT = re.compile(r"(?<=\w)\u00a1(?=\w)")


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that came in. `number` is E.164, or None when nobody could be answered there."""

    number: str | None
    text: str
    keys: tuple[str, ...]
    media_count: int
    opt_out_type: str


def form_fields(body: bytes) -> Fields:
    """Return the fields of a form in their order; bytes that are no UTF-8 become U+FFFD.

    Raises ValueError for too many.
    """
    return parse_qsl(
        body.decode("utf-8", "replace"),
        keep_blank_values=True,
        errors="replace",
        max_num_fields=MAX_FIELDS,
    )


def inbound(fields: Fields, token: str | None) -> Inbound | None:
    """Return the text that a form holds, or None when it names no sender or has no name itself.

    `token` is what Twilio repeats when it sends a request again.
    """
    values: Mapping[str, str] = dict(fields)
    names = [values.get("MessageSid") or values.get("SmsSid") or "", token or ""]
    keys = tuple(clean_text(name)[:255] for name in names if name.strip())
    sender = values.get("From", "").strip()
    if not keys or not sender:
        return None
    media = values.get("NumMedia", "")
    return Inbound(
        number=e164(sender),
        text=clean_text(_MISTAKEN_AT.sub("@", values.get("Body", ""))),
        keys=keys,
        media_count=int(media) if media.isdecimal() and media.isascii() else 0,
        opt_out_type=values.get("OptOutType", ""),
    )


def e164(text: str) -> str | None:
    """Return a number that can be answered; names and short codes cannot."""
    if not text.startswith("+"):
        return None
    try:
        number = phonenumbers.parse(text, None)
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
