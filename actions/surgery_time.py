"""Spine surgery that a message itself puts more than a year back: no recent one. Pure.

Only a time right beside the surgery counts. Where none is told, where it may be the time of
something else or a second surgery is told of, nothing is made old.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from actions.message import Heard
from actions.slots import AGE, Slots

SURGERY = "spine_surgery"
ADULT = 18
_CENTURY = 100

_COUNT = (
    r"(?:[2-9]|[1-9]\d|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty"
    r"|thirty|forty|fifty|(?:a )?few|several|many|(?:a )?couple(?: of)?|some)"
)
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_YEAR = re.compile(
    rf"(?:back )?(?:in|around|of)? ?(?:the )?(?:(?:year|summer|spring|winter|fall|autumn|{_MONTH})"
    r"(?: of)? )?\(?(?P<year>(?:19|20)\d\d)\b",
    re.I,
)
_SHORT_YEAR = re.compile(r"(?:back in ['’]?|in ['’]|in (?=0))(?P<year>\d\d)\b", re.I)
_YEARS_AGO = re.compile(
    rf"(?<![\d.])(?:(?:about|around|over|some|maybe|roughly|like|well over|more than|at least) )*"
    rf"{_COUNT}\+? ?(?:years?|yrs?|decades) (?:ago|back)\b"
    r"|(?:over|more than|well over) (?:a|one|1) (?:year|yr) (?:ago|back)\b"
    r"|(?:years|decades|a decade|over a decade) (?:and years )?ago\b",
    re.I,
)
_WHEN_AGED = re.compile(r"(?:back )?when (?:i|he|she|they) (?:was|were) (?P<age>\d{1,2})\b", re.I)
_AT_AGE = re.compile(r"(?:at age|at the age of|aged|at) (?P<age>\d{1,2})\b", re.I)
_YOUNG = re.compile(
    r"(?:back )?(?:as an?|when (?:i|he|she|they) (?:was|were) (?:just |only )?an?) "
    r"(?:little |small |young )?(?:kid|child|teen|teenager|youngster|boy|girl|baby)\b"
    r"|in (?:my|his|her|their) (?:teens|childhood|youth)\b",
    re.I,
)
_TIMES = (_YEAR, _SHORT_YEAR, _YEARS_AGO, _WHEN_AGED, _AT_AGE, _YOUNG)
# What may stand between the surgery and its time, on either side.
_BETWEEN = re.compile(
    r"(?:[\s,(:-]|\b(?:i|he|she|they|we|had|have|has|got|a|an|the|my|his|her|on|was|done|did|that"
    r"|which|it|way|all|back|just|only|about|around|surgery|operation|op|procedure|operated|fused"
    r"|fusion|laminectomy|discectomy|microdiscectomy|underwent|spine"
    r"|spinal|lower|low|lumbar|neck|disc|disk|l\d|s\d|out|major|in|from|of)\b)*",
    re.I,
)
# A second surgery, or a time that may be the one that counts.
_ANOTHER = re.compile(
    r"\b(?:another|again|second|2nd|third|3rd|redo|redone|revision|surgeries|operations|ops|fusions"
    r"|twice|both|most recent|latest|(?:last|latest) (?:one|surgery|operation|op)"
    r"|recent(?:ly)?|and (?:then )?(?:one|\d+|two|three|a few) )",
    re.I,
)
_AGAIN = re.compile(r"\bagain\b", re.I)
_MADE_AGAIN = re.compile(r"\b(?:operated|surgery|operation|op|fused|done|it|in) again\b", re.I)
_SURGERY_WORDS = re.compile(
    r"\b(?:surgery|operation|operated|op|fusion|fused|laminectomy|discectomy|microdiscectomy)\b",
    re.I,
)
_LATELY = re.compile(
    r"\b(?:yesterday|today|(?:last|this) (?:week|month|year|spring|summer|fall|autumn|winter"
    rf"|{_MONTH})|(?:\w+ )?(?:days?|weeks?|wks?|months?) (?:ago|back)"
    r"|(?:a|one|1) (?:year|yr) (?:ago|back))\b",
    re.I,
)


def surgery_is_old(heard: Heard, slots: Slots) -> bool | None:
    """Tell whether the spine surgery of a message lies more than a year back.

    None where the message tells of no surgery, or nothing of its time.
    """
    told = [one for one in heard.entities if _is_surgery(one)]
    if not told:
        return None
    ages = [value for value in heard.values("age") if isinstance(value, int | float)]
    age = slots.get(AGE) or (ages[-1] if ages else None)
    if not _tells_of_another(heard.text) and all(_is_old(one, heard, age) for one in told):
        return True
    return False if _LATELY.search(heard.text) or _tells_of_another(heard.text) else None


def _is_surgery(entity: Mapping[str, Any]) -> bool:
    is_sign = entity.get("entity") == "finding" and entity.get("value") == SURGERY
    return is_sign and entity.get("assertion", "present") == "present" and "end" in entity


def _tells_of_another(text: str) -> bool:
    again = _MADE_AGAIN.search(text) is not None
    others = _ANOTHER.search(_AGAIN.sub("", text)) is not None
    return again or others or len(_SURGERY_WORDS.findall(text)) > 1


def _is_old(entity: Mapping[str, Any], heard: Heard, age: float | None) -> bool:
    text, start, end = heard.text, int(entity["start"]), int(entity["end"])
    if any(_is_beside(text, start, end, found) for found in _LATELY.finditer(text)):
        return False
    return any(
        _is_beside(text, start, end, found) and _lies_back(found, heard.year, age)
        for found in _found(text)
    )


def _found(text: str) -> Iterator[re.Match[str]]:
    return (found for pattern in _TIMES for found in pattern.finditer(text))


def _is_beside(text: str, start: int, end: int, found: re.Match[str]) -> bool:
    """Tell whether nothing but words of the surgery stand between it and a time."""
    if start <= found.start() < end:
        between = text[start : found.start()]
        if _SURGERY_WORDS.search(between) is None:
            return False  # "hurt my back in 2016, had surgery"
    elif found.start() >= end:
        between = text[end : found.start()]
    else:
        between = text[found.end() : start]
    return _BETWEEN.fullmatch(between) is not None


def _lies_back(found: re.Match[str], year: int | None, age: float | None) -> bool:
    """Tell whether a time lies more than a year back for certain."""
    if found.re in (_YEAR, _SHORT_YEAR):
        return year is not None and _full(int(found["year"]), year) < year - 1
    if found.re is _WHEN_AGED:
        return age is None or int(found["age"]) + 1 < age
    if found.re is _AT_AGE:
        return age is not None and int(found["age"]) + 1 < age
    return found.re is not _YOUNG or age is None or age > ADULT


def _full(written: int, year: int) -> int:
    """Return a year in full: 04 is 2004, and 98 is 1998."""
    if written >= _CENTURY:
        return written
    century = year - year % _CENTURY
    return century + written if written <= year % _CENTURY else century - _CENTURY + written
