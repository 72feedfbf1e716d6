"""Name, phone and times as people give them."""

from __future__ import annotations

import re
from typing import Any

from actions.message import Heard
from actions.slots import CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES, Slots

FORM = "contact_form"

_PHONE = re.compile(r"\+?\d[\d\s().\-/]{5,}\d")
_LEAD_IN = re.compile(
    r"^\W*(?:(?:hi|hello|yes|ok|sure)\W+)?"
    r"(?:my (?:full )?name(?: is|'s|s)?|name|i am|i'm|im|it is|it's|its|this is|call me|"
    r"you can reach me(?: at| on)?)\b\W*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,;:]*(?:\b(?:and|my|phone|number|cell|is|at|on|tel|call)\b\W*)*$", re.IGNORECASE
)
MAX_NAME_WORDS = 4
MAX_NAME_LETTERS = 80
MAX_TIMES_LETTERS = 300
PHONE_DIGITS = range(7, 16)

# What is said to these is no name, however short.
NOT_A_NAME = frozenset(
    {
        "affirm", "deny", "dont_know", "skip", "stop", "restart", "thank", "greet", "goodbye",
        "express_frustration", "talk_to_person", "book_consultation", "change_booking",
        "report_pain", "report_danger_sign", "correct_fact", "other_body_part",
    }
)  # fmt: skip
# Who tells one of these is telling of the pain, not giving a name.
FACTS_TOLD = (
    "finding", "duration", "severity", "activity", "injury_type", "leg_pain", "daily_function",
    "pain_trend", "age",
)  # fmt: skip


def contact_given(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the contact slots that a message in the contact form fills."""
    if heard.active_form != FORM or heard.requested_slot is None:
        return {}
    given: dict[str, Any] = {}
    phone = phone_in(heard.text)
    asks_phone = heard.requested_slot == CONTACT_PHONE
    if phone is not None:
        given[CONTACT_PHONE] = phone
    elif asks_phone and any(letter.isdigit() for letter in heard.text):
        given[CONTACT_PHONE] = heard.text
    if heard.requested_slot == CONTACT_NAME:
        name = name_in(heard)
        if name is not None:
            given[CONTACT_NAME] = name
    if heard.requested_slot == CONTACT_TIMES and not _is_question(heard):
        given[CONTACT_TIMES] = str((heard.values(CONTACT_TIMES) or [heard.text])[-1])[
            :MAX_TIMES_LETTERS
        ]
    return given


def phone_in(text: str) -> str | None:
    """Return the phone number in a text as it was written, or None."""
    for match in _PHONE.finditer(text):
        if sum(letter.isdigit() for letter in match[0]) in PHONE_DIGITS:
            return match[0].strip()
    return None


def name_in(heard: Heard) -> str | None:
    """Return the name in an answer to "what is your name?", or None when it holds none."""
    says_else = heard.intent in NOT_A_NAME or any(heard.values(kind) for kind in FACTS_TOLD)
    if _is_question(heard) or says_else:
        return None
    text = _PHONE.sub(" ", heard.text)
    text = _TAIL.sub("", _LEAD_IN.sub("", text)).strip(" \t\n.,;:!")
    words = text.split()
    is_short = 0 < len(words) <= MAX_NAME_WORDS and len(text) <= MAX_NAME_LETTERS
    return text if is_short and any(letter.isalpha() for letter in text) else None


def _is_question(heard: Heard) -> bool:
    return "?" in heard.text or (heard.intent or "").startswith("ask_")
