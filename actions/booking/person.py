"""Who comes to a visit: names, birth dates and phones that can be, in one form each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date

import phonenumbers

from actions.booking.values import Person, UnsoundPerson

MOST_LETTERS = 100
# Nobody has been older than 122.
MOST_YEARS = 125
# Beside letters: what people write inside names, and the joiners that some scripts need.
_IN_NAMES = frozenset(" '\u2019\u02bc`\u00b4-\u2010\u2011\u2013.,\u00b7/()&\u200c\u200d0123456789")
_NORTH_AMERICA = 1
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")


def person_of(
    name: str,
    birth_date: str | date | None,
    phone: str,
    *,
    regions: Sequence[str],
    today: date,
) -> Person:
    """Return a person whose name, birth date and phone can be. Raises UnsoundPerson.

    `regions` are the countries whose numbers are taken (ISO letters), the clinic's own first.
    """
    return Person(name_of(name), birth_date_of(birth_date, today), phone_of(phone, regions))


def name_of(text: str) -> str:
    """Return a name in one line. Raises UnsoundPerson when it is missing, too long or no name."""
    shown = (
        " " if unicodedata.category(letter) in {"Cc", "Zl", "Zp", "Zs"} else letter
        for letter in unicodedata.normalize("NFC", text)
        # Marks of direction steer the line that they stand in.
        if unicodedata.category(letter) != "Cf" or letter in _IN_NAMES
    )
    name = " ".join("".join(shown).split())
    if not name:
        raise UnsoundPerson("name", "missing")
    if len(name) > MOST_LETTERS:
        raise UnsoundPerson("name", "too_long")
    if not any(letter.isalpha() for letter in name) or not all(map(_is_in_names, name)):
        raise UnsoundPerson("name", "symbols")
    return name


def _is_in_names(letter: str) -> bool:
    return letter in _IN_NAMES or unicodedata.category(letter)[0] in "LM"


def birth_date_of(value: str | date | None, today: date) -> date:
    """Return a birth date given as a date or as 1980-04-03. Raises UnsoundPerson."""
    if value is None or value == "":
        raise UnsoundPerson("birth_date", "missing")
    try:
        birth_date = date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        raise UnsoundPerson("birth_date", "no_date") from None
    if birth_date > today:
        raise UnsoundPerson("birth_date", "future")
    if birth_date.year < today.year - MOST_YEARS:
        raise UnsoundPerson("birth_date", "too_old")
    return birth_date


def phone_of(text: str, regions: Sequence[str]) -> str:
    """Return a phone number in E.164; an extension is left out. Raises UnsoundPerson."""
    if not text.strip():
        raise UnsoundPerson("phone", "missing")
    try:
        number = phonenumbers.parse(text, regions[0])
    except phonenumbers.NumberParseException:
        raise UnsoundPerson("phone", "no_number") from None
    taken = {phonenumbers.country_code_for_region(region) for region in regions}
    if number.country_code not in taken:
        raise UnsoundPerson("phone", "foreign")
    possible = phonenumbers.is_possible_number_with_reason(number)
    if possible == phonenumbers.ValidationResult.IS_POSSIBLE_LOCAL_ONLY:
        raise UnsoundPerson("phone", "no_area_code")
    if not _may_be_assigned(number):
        raise UnsoundPerson("phone", "no_number")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def _may_be_assigned(number: phonenumbers.PhoneNumber) -> bool:
    # New area codes are in use before a list of them is updated.
    if number.country_code == _NORTH_AMERICA:
        return bool(_NORTH_AMERICAN.fullmatch(str(number.national_number)))
    return phonenumbers.is_valid_number(number)
