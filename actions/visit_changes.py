"""What a message changes of a visit that is being booked, beside what it gives."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from actions.booking.offered import Offered
from actions.booking.values import Slot
from actions.booking.wish_words import WishWords
from actions.booking.wishes import Wish
from actions.contradiction import facts_before
from actions.message import Heard
from actions.slots import (
    BIRTH_DATE,
    CONTACT_NAME,
    CONTACT_PHONE,
    DURATION,
    OWN_PHONE,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_TIME,
    VISIT_WISH,
    Slots,
)
from actions.told_aside import agrees_first

Changes = dict[str, Any]

# Of whom a visit is for: in a visit that is booked only the clinic changes these.
PERSON = frozenset({CONTACT_NAME, BIRTH_DATE, CONTACT_PHONE})
BOOK, MOVE, CANCEL = "book", "move", "cancel"
# Of the number that a person writes from: it is not to be used, or it is to be used if it is seen.
REFUSED, WANTED = "refused", "wanted"
# Facts that words about times can be mistaken for.
MISTAKEN = ("pain_duration", "age", "daily_function", "pain_trend")

WITH_VISIT = frozenset({"clinic", "routine", "routine_offer"})
MOST_WORDS_OF_DAY = 7  # "could i come thursday after all"

# What a yes is not beside: somebody is wanted, or no visit.
OTHER_WISHES = frozenset({"stop", "restart", "talk_to_person", "change_booking"})
# "Yes please. Can she come?": few words that end before the question.
OWN_SENTENCE = re.compile(r"\W*\w+(?:,? \w+){0,2}\s*[.!]")


def tells_sign(heard: Heard, *, suspected: bool = True) -> bool:
    """Tell whether a message names a sign that may be there, merely `suspected` ones included."""
    found = [
        one
        for one in heard.entities
        if one.get("entity") == "finding" and (suspected or not one.get("suspected"))
    ]
    return any(one.get("assertion", "present") in {"present", "unsure"} for one in found)


def agreed(words: WishWords, normal: str, slots: Slots) -> Changes:
    """Take a yes in other words, and forget what is to be changed without a word to what."""
    if words.is_confirming(normal):
        return {VISIT_CONFIRMED: True}
    wrong = words.parts_amended(normal)
    return forgotten(wrong, slots) if slots.get(VISIT_TASK) == BOOK else {}


def yes_with_aside(heard: Heard, words: WishWords, normal: str) -> Changes:
    """Take a yes to what was read back that stands, whatever is told behind it.

    "Yes, I have a cold" is one; "yes, but not that day" and "yes, wait" are none yet. A question is
    answered first, where the yes is no sentence of its own.
    """
    if heard.is_tap() or heard.intent in OTHER_WISHES:
        return {}
    if words.has("objecting", normal) or heard.says("visit_for_another"):
        is_taken = heard.intent == "affirm" and not words.is_confirming(normal)
        return {VISIT_CONFIRMED: None} if is_taken else {}
    is_asked = "?" in heard.text and not OWN_SENTENCE.match(heard.text)
    is_yes = agrees_first(heard, VISIT_CONFIRMED) and not is_asked
    return {VISIT_CONFIRMED: True} if is_yes else {}


def as_before(heard: Heard, slots: Slots) -> Changes:
    """Return the facts that words about a time were mistaken for, as they were.

    A length that is counted out is none of a visit: "Tuesday at 10, back pain 3 months".
    """
    lengths = (one for one in heard.entities if one.get("entity") == "duration")
    told = {DURATION} if any(one.get("is_length") for one in lengths) else set()
    return facts_before(heard.filled.intersection(MISTAKEN) - told, slots)


def is_day_alone(heard: Heard, wish: Wish, slots: Slots) -> bool:
    """Tell whether few words name a day, after an answer that leaves time for a visit."""
    is_short = len(heard.text.split()) <= MOST_WORDS_OF_DAY
    return is_short and wish.names_day() and slots.get("disposition") in WITH_VISIT


def seen_from(held: Slot | None, words: WishWords, heard: Heard, now: datetime) -> datetime:
    """Return the moment from which "the week after" counts: that of the chosen time."""
    is_seen = held is not None and words.has("from_visit", heard.text.lower())
    return held.start.astimezone(now.tzinfo) if is_seen and held is not None else now


def forgotten(parts: Sequence[str], slots: Slots) -> Changes:
    """Return what is forgotten of a visit's parts, so that they are asked again."""
    if not parts:
        return {}
    changes: Changes = {VISIT_CONFIRMED: None, **dict.fromkeys(parts)}
    if VISIT_TIME in parts:
        changes |= looking_anew(slots)
    if CONTACT_PHONE in parts:
        changes[OWN_PHONE] = REFUSED
    return changes


def looking_for(wish: Wish, slots: Slots) -> Changes:
    """Return the slots for looking anew, the wish added to what was wished before."""
    together = wish.after(Wish.from_json(slots.get(VISIT_WISH)))
    return {VISIT_WISH: together.as_json(), **looking_anew(slots)}


def looking_anew(slots: Slots) -> Changes:
    """Return the slots that look for another time, those on show seen already."""
    stale = Offered.from_json(slots.get(VISIT_OFFERS)).stale()
    return {VISIT_OFFERS: stale.as_json(), VISIT_TIME: None, VISIT_CONFIRMED: None}
