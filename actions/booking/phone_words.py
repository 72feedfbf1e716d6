"""Phone numbers as people read them."""

from __future__ import annotations

import phonenumbers


def phone_in_words(number: str) -> str:
    """Return a number in E.164 as it is written in its own country; any other text as it is."""
    try:
        parsed = phonenumbers.parse(number, None)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
