"""What is put right of the person for whom a visit is to be booked, once all was read back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from actions.booking.birth_dates import birth_date_and_rest
from actions.booking.putting_right import birth_date_with, name_spelled, name_with, phone_with
from actions.booking.wish_words import WishWords
from actions.contact import full_name_twice, named, written_name
from actions.message import Heard
from actions.phones import phone_in, without_phone
from actions.slots import BIRTH_DATE, CONTACT_NAME, CONTACT_PHONE, Slots

MARKS = re.compile(r"[,.;:!?\"]+")
Changes = dict[str, Any]


def person_put_right(heard: Heard, slots: Slots, words: WishWords, today: date) -> Changes:
    """Return the name, birth date and number that a message gives anew, or puts right in part.

    A name that is to be spelled otherwise, and nobody can tell how, is forgotten: it is asked.
    """
    born, rest = birth_date_and_rest(heard.text, today)
    phone = phone_in(rest)
    beside = replace(heard, text=rest if phone is None else without_phone(rest))
    name = _part_of_name(beside, slots, words) or full_name_twice(heard.text) or named(beside)
    known = {*str(slots.get(CONTACT_NAME) or "").lower().split()}
    written = written_name(beside)
    is_meant = written is not None and not known.isdisjoint(written.lower().split())
    if name is None and (born or phone or is_meant):
        name = written
    told = {CONTACT_NAME: name, BIRTH_DATE: born, CONTACT_PHONE: phone}
    found = {slot: value for slot, value in told.items() if value is not None}
    return found or _swapped(heard, slots, words, today) or _spelled(heard, slots, words)


def _part_of_name(heard: Heard, slots: Slots, words: WishWords) -> str | None:
    """Return the name as it was with the first or the last one as it is told: "last name Day"."""
    known = str(slots.get(CONTACT_NAME) or "").split()
    ends = words.ends_of_name(MARKS.sub(" ", heard.text))
    if not ends or not known:
        return None
    first, last = ends.get("first") or known[0], ends.get("last") or known[-1]
    middle = known[1:-1]
    return " ".join([first, *middle, *([last] if len(known) > 1 or "last" in ends else [])])


def _swapped(heard: Heard, slots: Slots, words: WishWords, today: date) -> Changes:
    swaps = words.swaps(" ".join(MARKS.sub(" ", heard.text).split()))
    if not swaps or heard.is_tap():
        return {}
    put_right = {
        CONTACT_NAME: name_with(str(slots.get(CONTACT_NAME) or ""), swaps),
        BIRTH_DATE: birth_date_with(str(slots.get(BIRTH_DATE) or ""), swaps, today),
        CONTACT_PHONE: phone_with(str(slots.get(CONTACT_PHONE) or ""), swaps),
    }
    return {slot: value for slot, value in put_right.items() if value is not None}


def _spelled(heard: Heard, slots: Slots, words: WishWords) -> Changes:
    """Return the name with a word of it spelled anew: "it's Anne with an e"."""
    word = None if heard.is_tap() else words.word_spelled(MARKS.sub(" ", heard.text))
    known = slots.get(CONTACT_NAME)
    return {CONTACT_NAME: name_spelled(str(known), word)} if word and known else {}
