"""Words that can only mean the visit: "I can't make it", "I don't want it anymore"."""

from __future__ import annotations

from dataclasses import replace

from actions.booking.wish_reading import WishReader
from actions.message import Heard
from actions.slots import BOOKING_FORM, Slots
from actions.visit_changes import PERSON, tells_sign

# What words about a visit are taken for where no visit is talked of: despair, a wish to die.
SIGNS = frozenset({"finding", "onset", "self_harm_answer"})

# What a message is heard as that calls a visit off, or moves it, in few words.
MAY_BE_OF_VISIT = frozenset(
    {None, "stop", "deny", "skip", "book_consultation", "correct_fact", "inform_trend"}
)


def without_signs(heard: Heard, slots: Slots, reader: WishReader) -> Heard:
    """Return a message without signs and regrets where all of it moves the visit or calls it off.

    A visit is booked at the time, or was booked. One word more, and the message is heard as told.
    """
    is_booked = heard.active_form is None and slots.get("booking_reference") is not None
    is_of_visit = is_booked or heard.active_form == BOOKING_FORM
    if not is_of_visit or heard.is_tap() or slots.get("alert"):
        return heard
    if not reader.words.is_of_visit_alone(reader.normal(heard.text)):
        return heard
    kept = tuple(one for one in heard.entities if one.get("entity") not in SIGNS)
    return replace(heard, entities=kept, remarks={}, intent=None)


def is_about_visit(heard: Heard, slots: Slots, reader: WishReader) -> bool:
    """Tell whether a message outside of any question can only mean the visit that is booked.

    "Cancel it" looks like the wish to stop, and "move it" like nothing at all.
    """
    is_open = heard.active_form is not None or heard.is_taken_over or heard.is_tap()
    if is_open or slots.get("booking_reference") is None or slots.get("alert"):
        return False
    normal = reader.normal(heard.text)
    if tells_sign(heard, suspected=False):
        return False
    if not PERSON.isdisjoint(reader.words.parts_amended(normal)):
        return True
    if heard.intent not in MAY_BE_OF_VISIT:
        return False
    is_likely = not heard.unclear_between.isdisjoint({"change_booking", "book_consultation"})
    # "Anything earlier?" means this visit, and "another visit" does not.
    is_another = heard.intent == "book_consultation"
    sure = ("earlier", "later") if is_another else ("calling_off", "rescheduling")
    asked = ("asking_when",) if heard.intent is None else ()
    lists = (*sure, *asked, *(("moving", "cancelling") if is_likely else ()))
    return any(reader.words.has(one, normal) for one in lists)
