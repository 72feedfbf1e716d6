"""Words that can only mean the visit: "I can't make it", "I don't want it anymore"."""

from __future__ import annotations

from dataclasses import replace

from actions.booking.wish_reading import WishReader
from actions.message import Heard
from actions.slots import BOOKING_FORM, Slots

# What words about a visit are taken for where no visit is talked of: despair, a wish to die.
SIGNS = frozenset({"finding", "onset", "self_harm_answer"})


def without_signs(heard: Heard, slots: Slots, reader: WishReader) -> Heard:
    """Return a message without its signs where all of it calls the visit off, or moves it.

    A visit is booked at the time, or was booked. One word more, and the message is heard as told.
    """
    is_booked = heard.active_form is None and slots.get("booking_reference") is not None
    is_of_visit = is_booked or heard.active_form == BOOKING_FORM
    if not is_of_visit or heard.is_tap() or slots.get("alert"):
        return heard
    if not reader.words.is_of_visit_alone(reader.normal(heard.text)):
        return heard
    kept = tuple(one for one in heard.entities if one.get("entity") not in SIGNS)
    return replace(heard, entities=kept)
