"""Name, phone and times as people give them."""

from __future__ import annotations

import re
import unicodedata
from calendar import month_name
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from actions.contradiction import facts_before
from actions.message import SURE, Heard
from actions.no_names import (
    EXCLAIMED,
    NO_NAME_ALONE,
    NO_NAME_BEGINS,
    NO_NAME_HOLDS,
    PLAIN_WORDS,
    QUESTION_WORDS,
)
from actions.phones import phone_in, where_phone_ends, without_phone
from actions.slots import (
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    CONTACT_TIMES,
    FACTS,
    Slots,
)

FORM = "contact_form"
WHO = frozenset({CONTACT_NAME, CONTACT_PHONE})

_WHOSE = "my|the|her|his|their|our|your"
# Whom the visit is for: "it's for me, Kim Su", "for my wife: Sara Kent".
_FOR_WHOM = re.compile(
    rf"^\W*(?:(?:yes|ok|it is|it['’]?s|this is|that is|that['’]?s)\W+)?for (?:me|myself|her|him|us|"
    rf"them|(?:{_WHOSE}) [^\W\d]+)\s*[,:;.\-–—]\s*(?=\w)",
    re.IGNORECASE,
)
_LEAD_IN = re.compile(
    r"^\W*(?:(?:hi|hello|yes|ok|sure|hola|si)\W+)?"
    rf"(?:(?P<named>(?:(?:{_WHOSE}) (?:[^\W\d]+['’]?s )?|[^\W\d]+['’]s )?(?:full |whole |first )?"
    r"name(?:['’]s|s| is)?(?: spelled| spelt)?|call me|call (?:him|her)|"
    r"(?:i am|i['’]?m|(?:he|she)(?: is|['’]?s)) (?:called|named)|"
    r"me llamo|mi nombre es)|(?P<other>(?:he|she)(?: is|['’]?s))|i am|i'm|im|"
    r"(?:it is|it's|its)(?: me)?|this is|soy|"
    r"you can reach me(?: at| on)?)\b\W*",
    re.IGNORECASE,
)
_TAIL = re.compile(
    r"[\s,;:]*(?:\b(?:and|the|my|phone|number|cell|is|at|on|tel|call|dob|born|date of birth|"
    r"birthday|please|pls|thanks|thank you|thx|here|speaking|lol|haha)\b\W*)*$",
    re.IGNORECASE,
)
_TURNED = re.compile(r"([^\W\d][^\s,]*), ?([^\W\d][^\s,]*(?: [^\W\d][^\s,]*)?)")
# "Day, Robert Day": as it is called, and then in full.
_TWICE = re.compile(r"\W*(?P<last>[^\W\d]+), (?P<full>(?:[^\W\d][^\s,]* ){1,2}(?P=last))\W*", re.I)
_SAYS_NAME = re.compile(
    r"\b(?:name(?: is|'s|s)?(?: spelled| spelt)?|spelled|spelt|am called)\b", re.IGNORECASE
)
# The months begin like this, and so do many names.
_MONTH_BEGINS = tuple(name[:3].lower() for name in month_name if name)
# Where a sentence ends: behind "R." and "Dr." it does not.
_SENTENCE_END = re.compile(
    r"(?:(?<!\b\w)(?<!\b[DMJS][rst])\.|[!?;\n])[.!?;\s]*(?=\s|$)|\s[-–—]+\s|\.\.+"
)
_JOINED = re.compile(r"^\W*(?:and|but|or)\b", re.IGNORECASE)
# What takes a sign from the likeness of a message, and not from its words.
GUESSES = "backline_second_net"
MAX_NAME_WORDS = 4
MAX_NAME_LETTERS = 80
MAX_TIMES_LETTERS = 300

# Answers that are no name, however they are written.
SHORT_ANSWERS = frozenset(
    {"affirm", "deny", "dont_know", "skip", "stop", "restart", "thank", "greet", "goodbye"}
)
# What is said with these is no name either, unless it is written like one.
NOT_A_NAME = SHORT_ANSWERS | {
    "express_frustration", "talk_to_person", "book_consultation", "change_booking",
    "report_pain", "report_danger_sign", "correct_fact", "other_body_part",
}  # fmt: skip
# Who tells one of these is telling of the pain, not giving a name.
FACTS_TOLD = (
    "finding", "duration", "severity", "activity", "injury_type", "leg_pain", "daily_function",
    "pain_trend", "age", "aside", "list_item",
)  # fmt: skip


def contact_given(
    heard: Heard, slots: Slots, names: Collection[str] = frozenset()
) -> dict[str, Any]:
    """Return the contact slots that a message fills where a name or number is asked for.

    `names` are names that are no ordinary words: whatever else they look like, they are names.
    """
    if heard.active_form not in {FORM, BOOKING_FORM} or heard.requested_slot is None:
        return {}
    if heard.active_form == BOOKING_FORM and heard.requested_slot not in WHO:
        # A date of birth and a day look like a number.
        return {}
    heard = replace(heard, text=_plain(heard.text))
    given: dict[str, Any] = {}
    phone = phone_in(heard.text)
    asks_phone = heard.requested_slot == CONTACT_PHONE
    if phone is not None:
        given[CONTACT_PHONE] = phone
    elif asks_phone and any(letter.isdigit() or letter == "@" for letter in heard.text):
        given[CONTACT_PHONE] = heard.text
    if heard.requested_slot == CONTACT_NAME:
        whole = name_in(heard, names) if phone is None else _name_by_phone(heard, names)
        name = whole or name_beside(heard, names)
        if name is not None:
            given[CONTACT_NAME] = name
            # "May Chen" is no month, and "Sam Green" tells nothing of a back.
            given |= facts_before(heard.filled.intersection(FACTS), slots)
    if heard.requested_slot == CONTACT_TIMES and not (
        is_question(heard) or heard.values("finding")
    ):
        given[CONTACT_TIMES] = str((heard.values(CONTACT_TIMES) or [heard.text])[-1])[
            :MAX_TIMES_LETTERS
        ]
    return given


def _name_by_phone(heard: Heard, names: Collection[str]) -> str | None:
    """Return the name before a number or else behind it: "Deb Lee 212-555-0142 and hurry"."""
    before, _, behind = where_phone_ends(heard.text).partition(";")
    sides = (before, _JOINED.sub("", behind))
    found = (name_in(replace(heard, text=side), names) for side in sides)
    return next((name for name in found if name is not None), None)


def _plain(text: str) -> str:
    """Return a text without control characters and direction marks, which no name needs."""
    return "".join(letter for letter in text if not unicodedata.category(letter).startswith("C"))


def full_name_twice(text: str) -> str | None:
    """Return the name of "Day, Robert Day", or None."""
    twice = _TWICE.fullmatch(text)
    return None if twice is None else twice["full"]


def written_name(heard: Heard) -> str | None:
    """Return the name of a message that is written as one and says nothing else, or None."""
    name = None if heard.is_tap() else name_in(replace(heard, text=_plain(heard.text)))
    words = (name or "").split()
    return name if len(words) > 1 and _is_written_as_name(words) else None


def name_in(heard: Heard, names: Collection[str] = frozenset()) -> str | None:
    """Return the name in an answer to "what is your name?", or None when it holds none.

    Names look like anything to a classifier ("Grace Heath" like a question about heat), so a short
    capitalised answer is a name unless it is a plain yes, no or thanks.
    """
    text = without_phone(heard.text)
    if _FOR_WHOM.match(text):
        # "My wife" is no name, and what follows it is one.
        text, heard = _FOR_WHOM.sub("", text), replace(heard, remarks={})
    lead = _LEAD_IN.match(text)
    text = _TAIL.sub("", text[lead.end() :] if lead else text).strip(" \t\n.,;:!")
    text = full_name_twice(text) or text
    turned = _TURNED.fullmatch(text)
    text = f"{turned[2]} {turned[1]}" if turned else text
    words = text.split()
    if not 0 < len(words) <= MAX_NAME_WORDS or len(text) > MAX_NAME_LETTERS:
        return None
    if any(letter.isdigit() for letter in text) or not any(letter.isalpha() for letter in text):
        return None
    if _cannot_be_name(heard, words):
        return None
    if lead and lead["other"] and not _is_written_as_name(words):
        return None  # "she is asleep"
    parts = re.split(r"[\s\-']+", text.lower())
    is_known = not {*names}.isdisjoint(parts)
    says_so = lead is not None and lead["named"] is not None and not heard.values("finding")
    return text if is_known or says_so or _may_be_name(heard, words) else None


def name_beside(heard: Heard, names: Collection[str] = frozenset()) -> str | None:
    """Return the name that stands in a sentence of its own, or before a comma, beside a remark.

    "Ada Lee. Do I really have to?" gives one and asks. What tells of a sign is none.
    """
    signs = [one for one in heard.entities if one.get("entity") == "finding"]
    # A rare name is like any word to what only guesses: "Hank Doyle. I can't pay".
    signs = [one for one in signs if one.get("extractor") != GUESSES]
    text = where_phone_ends(heard.text)
    for start, end in _parts(text):
        part = text[start:end]
        is_sign = any(one.get("start", 0) < end and start < one.get("end", 0) for one in signs)
        plain = replace(heard, text=part, entities=(), remarks={}, intent=None, question=None)
        name = None if is_sign else name_in(plain, names)
        lead = _LEAD_IN.match(part)
        says_so = lead is not None and lead["named"] is not None
        if name is None or EXCLAIMED & {word.lower() for word in re.findall(r"[^\W\d]+", name)}:
            continue
        if (
            says_so
            or _is_written_as_name(name.split())
            or not {*names}.isdisjoint(name.lower().split())
        ):
            return name
    return None


def _parts(text: str) -> Iterator[tuple[int, int]]:
    """Yield where sentences stand that ask nothing, and what of them stands before a comma.

    One word before a comma is no name but before a question: "Honestly, I can't".
    """
    begin = 0
    for cut in (*_SENTENCE_END.finditer(text), None):
        end = len(text) if cut is None else cut.start()
        asks = cut is not None and "?" in cut[0]
        comma = text.find(",", begin, end)
        if not asks:
            yield begin, end
        if comma > begin and (asks or len(text[begin:comma].split()) > 1):
            yield begin, comma
        begin = end if cut is None else cut.end()


def named(heard: Heard) -> str | None:
    """Return the name in a message that says that it is one ("my name is Ada"), or None."""
    found = None if heard.is_tap() else _SAYS_NAME.search(heard.text)
    if found is None:
        return None
    return name_in(replace(heard, text=_plain(heard.text[found.end() :])))


def _cannot_be_name(heard: Heard, words: list[str]) -> bool:
    """Tell whether an answer is none by its words alone: a question, a plain word, a story."""
    is_name_like = _is_written_as_name(words)
    asks = "?" in heard.text if is_name_like and len(words) > 1 else is_question(heard)
    if asks or heard.text.lstrip().startswith("/") or heard.says("no_name", "refuses_call"):
        return True
    plain = {word.lower().strip(".,!;:") for word in words}
    is_alone = len(words) == 1 and not plain.isdisjoint(NO_NAME_ALONE)
    return bool(plain & PLAIN_WORDS) or is_alone or words[0].lower() in NO_NAME_BEGINS


def _may_be_name(heard: Heard, words: list[str]) -> bool:
    # "April Jones" and "Jane Falls" are people: who writes a name like a name means one.
    if _is_written_as_name(words) and (len(words) > 1 or not heard.values("finding")):
        return True
    if not NO_NAME_HOLDS.isdisjoint(word.lower() for word in words):
        return False
    told = [one for one in heard.entities if one.get("entity") in FACTS_TOLD]
    if not all(_is_month(heard.text, one) for one in told):
        return False
    # "Days" and "also G" go on with what was asked before.
    if heard.remarks.get("units") or heard.letters():
        return False
    if heard.intent in SHORT_ANSWERS and heard.confidence >= SURE:
        return False
    return heard.intent not in NOT_A_NAME


def _is_month(text: str, entity: Mapping[str, Any]) -> bool:
    """Tell whether a length of time was read from a month's name alone: "Mary-Jane" is no June."""
    said = text[entity.get("start", 0) : entity.get("end")].lower()
    is_one_word = said.isalpha()
    return entity["entity"] == "duration" and is_one_word and said.startswith(_MONTH_BEGINS)


def _is_written_as_name(words: list[str]) -> bool:
    # "R." is a name's letter, and "RON" shouts.
    return all(
        word[0].isupper() and not (word.isupper() and len(word.strip(".")) > 1) for word in words
    )


def is_question(heard: Heard) -> bool:
    """Tell whether a message asks something, by its mark or its first word."""
    first = heard.text.split(maxsplit=1)[0] if heard.text.strip() else ""
    is_may = first == "May" or heard.text.strip() == "may"
    return "?" in heard.text or (first.lower() in QUESTION_WORDS and not is_may)
