"""What gives a person away by its shape: addresses of every kind, numbers, great age."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from bot.privacy.spans import Kind, Replacement

FEWEST_PHONE_DIGITS = 7
FEWEST_KNOWN_DIGITS = 4
OLDEST = "90"  # years: the rule of the United States' Safe Harbor for great age
EMAIL, LINK, ADDRESS = "someone@example.org", "example.org", "100 Example Street"

_ENDINGS = "com|net|org|edu|gov|co|io|us|me|info|es|mx|ca|uk"
_EMAILS = (
    re.compile(r"(?<![^\s@,;:()<>])[^\s@,;:()<>]+@[^\s@,;:()<>]+(?<![.!?])"),
    re.compile(
        rf"(?<![\w.+-])[\w.+-]+\s*(?:\(at\)|\bat\b)\s*[\w-]+(?:\s*(?:\.|\bdot\b)\s*[\w-]+)*?"
        rf"\s*(?:\.|\bdot\b)\s*(?:{_ENDINGS})\b",
        re.IGNORECASE,
    ),
    re.compile(r"(?<!\w)@\w{2,}"),
)
_LINKS = re.compile(
    rf"(?:https?://|www\.)\S+(?<![.,!?])|(?<![\w.-])[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:{_ENDINGS})(?:/\S*)?\b(?!\s*@)",
    re.IGNORECASE,
)
_DIGIT = (
    "zero|oh|one|two|three|four|five|six|seven|eight|nine"
    "|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve"
)
_PHONES = re.compile(
    r"(?<![\w.])\+?\(?\d(?:[\s().,\-/]{0,3}\d){6,15}(?:\s*(?:ext|x)\.?\s*\d{1,6})?"
)
_SPOKEN = re.compile(
    rf"\b(?:{_DIGIT}|\d)(?:[\s,.-]+(?:{_DIGIT}|double|triple|hundred|\d)){{6,15}}\b", re.IGNORECASE
)
_RUN = re.compile(r"(?<![\w.])\d{4,}(?:-\d{4})?(?!\w)")
_LONG_RUN = re.compile(r"(?<!\w)\d{5,}(?:-\d{4})?(?!\w)")
_COUNTED = re.compile(
    r"\s*(?:steps?|mg|mcg|ml|iu|units?|times|dollars|bucks|people|feet|miles|pounds|lbs|hours|cal)\b",
    re.IGNORECASE,
)
_STREETS = (
    "street|st|avenue|ave|road|rd|boulevard|blvd|lane|ln|drive|dr|court|ct|place|pl|terrace|ter"
    "|highway|hwy|parkway|pkwy|circle|cir|square|sq|trail|way"
)
_NO_STREET = (
    "second|minute|hour|day|week|month|year|mile|time|step|block|foot|pound|percent|kilo|km|mg"
)
_NO_PART = "on|in|the|a|an|after|of|for|and|my|to|at|by|with|i|or|from|is|was"
_WORD = rf"(?!(?:{_NO_STREET})s?\b|(?:{_NO_PART})\b)[\w.']+"
_ADDRESSES = (
    re.compile(
        rf"(?<![\w/.])\d{{1,6}}[a-z]?\s+(?:{_WORD}\s+){{1,3}}(?:{_STREETS})\b\.?"
        r"(?:,?\s*(?:apt|apartment|unit|suite|ste|#)\.?\s*#?\w+)?",
        re.IGNORECASE,
    ),
    re.compile(r"\b(?:calle|avenida)\s+[\w.']+(?:\s+[\w.']+)?\s+(?:no\.?\s*)?\d+", re.IGNORECASE),
    re.compile(r"\bp\.?\s?o\.?\s+box\s+\d+", re.IGNORECASE),
)
_NAMED_REFERENCE = re.compile(
    r"\b(?:mrn|reference|ref|booking|policy|member|account|acct|case|id|claim|confirmation|insurance"
    r"|group|record|chart|license|licence|plate|ssn|social)\b(?:\s*(?:number|num|no\.?|#|id))?"
    r"\s*(?:is|:|#)?\s*#?(?P<value>(?=[\w-]*\d[\w-]*\d)[\w-]{4,})",
    re.IGNORECASE,
)
_MIXED = re.compile(
    r"(?<![\w-])(?=[\w-]*\d)(?=[\w-]*[A-Za-z])[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*(?![\w-])"
)
_ALTERNATION = re.compile(r"(?<=[A-Za-z])(?=\d)|(?<=\d)(?=[A-Za-z])")
_MANY = 3
_AGES = re.compile(
    r"(?:(?<=\bi'm )|(?<=\bi am )|(?<=\bim )|(?<=\baged )|(?<=\bage )|(?<=\bage is )"
    r"|(?<=\bturned ))"
    r"(?:9\d|1[0-2]\d)\b(?!\s*(?:%|percent|days?|weeks?|months?|pounds?|lbs|kilos?|kg|mg|/))"
    r"|\b(?:9\d|1[0-2]\d)(?=[\s-]*(?:years?|yrs?|yo|y/o)[\s-]*(?:old)?\b)",
    re.IGNORECASE,
)

Named = Callable[[Kind, str], str]


@dataclass(frozen=True, slots=True)
class Shapes:
    """Finds them. `named` gives what stands for a value, `phones` are digits that are known."""

    named: Named
    phones: frozenset[str] = frozenset()

    def addresses(self, text: str, plain: str) -> Iterator[Replacement]:
        """Yield e-mail addresses, links, and where somebody lives."""
        for pattern in _EMAILS:
            yield from _found(pattern, text, plain, Kind.EMAIL, lambda _: EMAIL)
        yield from _found(_LINKS, text, plain, Kind.LINK, lambda _: LINK)
        for pattern in _ADDRESSES:
            yield from _found(pattern, text, plain, Kind.PLACE, lambda _: ADDRESS)

    def numbers(self, text: str, plain: str) -> Iterator[Replacement]:
        """Yield phone numbers and other long numbers, whatever stands between their digits."""
        for found in _NAMED_REFERENCE.finditer(plain):
            yield _reference(text, found.span("value"))
        for pattern in (_PHONES, _SPOKEN):
            yield from _found(pattern, text, plain, Kind.PHONE, self._phone)
        for pattern, is_one in (
            (_RUN, self._is_part_of_phone),
            (_LONG_RUN, _is_not_counted),
            (_MIXED, _is_reference),
        ):
            found_here = pattern.finditer(plain)
            yield from (_reference(text, one.span()) for one in found_here if is_one(one))
        yield from _found(_AGES, text, plain, Kind.AGE, lambda _: OLDEST)

    def _phone(self, old: str) -> str:
        return self.named(Kind.PHONE, _digits(old)[-FEWEST_PHONE_DIGITS:] or old.lower())

    def _is_part_of_phone(self, found: re.Match[str]) -> bool:
        return any(_digits(found[0]) in phone for phone in self.phones)


def _found(
    pattern: re.Pattern[str], text: str, plain: str, kind: Kind, new: Callable[[str], str]
) -> Iterator[Replacement]:
    for found in pattern.finditer(plain):
        yield Replacement(*found.span(), text[slice(*found.span())], new(found[0]), kind)


def _is_not_counted(found: re.Match[str]) -> bool:
    return _COUNTED.match(found.string, found.end()) is None


def _is_reference(found: re.Match[str]) -> bool:
    """Tell a number of somebody's from "L4-L5" and "20mg": letters and digits in turn, or many."""
    return any(
        len(_ALTERNATION.findall(piece)) >= _MANY
        or re.search(r"\d{5}|[A-Za-z]\d{4}", piece) is not None
        for piece in found[0].split("-")
    )


def _reference(text: str, span: tuple[int, int]) -> Replacement:
    """Return a number of the same shape that is nobody's."""
    old = text[slice(*span)]
    new = "".join(
        "0" if one.isdigit() else ("X" if one.isupper() else "x") if one.isalpha() else one
        for one in old
    )
    return Replacement(*span, old, new, Kind.REFERENCE)


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
