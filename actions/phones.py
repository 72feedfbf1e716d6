"""Phone numbers as people give them: in digits, or spoken."""

from __future__ import annotations

import re

PHONE_DIGITS = range(7, 16)

_PHONE = re.compile(r"\+?\(?\d[\d\s().\-/]{5,}\d(?:[\s,]*(?:ext|extension|x)\.?\s*\d{1,6})?", re.I)
# Digits that were spoken: each by itself, in groups, with a comma or a pause between them.
_SPOKEN = re.compile(r"\d(?:[\s,.\-]*\d){6,14}(?!\d)")
_TWICE = re.compile(r"\b(?P<how>double|triple) (?P<digit>\d)\b")
_AREA, _LOCAL = 10, 7


def phone_in(text: str) -> str | None:
    """Return the phone number in a text as it was written, or None."""
    for match in _PHONE.finditer(text):
        if len(digits_of(match[0])) in PHONE_DIGITS:
            return match[0].strip()
    return None


def spoken_phone(in_digits: str) -> str | None:
    """Return the number of a text whose words for numbers stand in digits already, or None."""
    text = _TWICE.sub(lambda one: one["digit"] * (3 if one["how"] == "triple" else 2), in_digits)
    found = _SPOKEN.search(text)
    if found is None:
        return None
    digits = digits_of(found[0])
    if len(digits) == _AREA:
        return f"{digits[:3]}-{digits[3:6]}-{digits[6:]}"
    return f"{digits[:3]}-{digits[3:]}" if len(digits) == _LOCAL else digits


def without_phone(text: str) -> str:
    """Return a text without what looks like a phone number."""
    return _PHONE.sub(" ", text)


def where_phone_ends(text: str) -> str:
    """Return a text as long, in which what looks like a phone number ends a sentence."""
    return _PHONE.sub(lambda found: ";" + " " * (len(found[0]) - 1), text)


def phone_refused(text: str) -> str:
    """Return the response to what is no number to call: an e-mail address, or none at all."""
    is_number = any(letter.isdigit() for letter in text) and "@" not in text
    return "utter_phone_unclear" if is_number else "utter_phone_only"


def digits_of(phone: str) -> str:
    """Return a number by its digits alone."""
    return "".join(letter for letter in phone if letter.isdigit())
