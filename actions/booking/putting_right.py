"""What is put right of a person that was read back: "Johns not Jones", "76, not 75". Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from difflib import SequenceMatcher

from actions.booking.birth_dates import MONTHS, year_of

ALIKE = 0.6
FEWEST_DIGITS = 2
CENTURY = 100

Swap = tuple[str, str]


def name_with(name: str, swaps: Sequence[Swap]) -> str | None:
    """Return a name in which words stand for others, or None when it has none of these."""
    words, is_changed = name.split(), False
    for new, old in swaps:
        places = [place for place, word in enumerate(words) if word.lower() == old.lower()]
        if len(places) == 1 and new.replace("-", "").isalpha():
            words[places[0]], is_changed = _like(words[places[0]], new), True
    return " ".join(words) if is_changed else None


def name_spelled(name: str, word: str) -> str | None:
    """Return a name in which a word stands for the one that sounds like it, or None."""
    likeness = {
        one: SequenceMatcher(None, one.lower(), word.lower()).ratio() for one in name.split()
    }
    nearest = max(likeness, key=lambda one: likeness[one], default="")
    is_other = nearest.lower() != word.lower()
    is_meant = is_other and likeness.get(nearest, 0) >= ALIKE
    return name_with(name, [(word, nearest)]) if is_meant else None


def _like(old: str, new: str) -> str:
    """Return a word with a capital where the one before had one."""
    return new[:1].upper() + new[1:] if old[:1].isupper() else new


def birth_date_with(born: str, swaps: Sequence[Swap], today: date) -> str | None:
    """Return a birth date such as 1961-03-14 with its year, month or day put right, or None."""
    try:
        known = date.fromisoformat(born)
    except ValueError:
        return None
    changed = known
    for new, old in swaps:
        parts = [*_parts(known, new, old, today)]
        if len(parts) != 1:
            continue
        try:
            changed = changed.replace(**parts[0])
        except ValueError:
            return None
    return changed.isoformat() if changed != known else None


def _parts(known: date, new: str, old: str, today: date) -> Iterator[dict[str, int]]:
    """Yield the parts of a date that are meant by the word that stood for one of them."""
    months = [MONTHS.get(one[:3].lower()) for one in (new, old)]
    if months[0] and months[1] == known.month:
        yield {"month": months[0]}
    if not (new.isdecimal() and old.isdecimal()):
        return
    if int(old) in {known.year, known.year % CENTURY} and len(old) > 1:
        yield {"year": year_of(new, today)}
    if int(old) == known.day:
        yield {"day": int(new)}


def phone_with(phone: str, swaps: Sequence[Swap]) -> str | None:
    """Return a phone number in which some digits stand for others, or None."""
    changed = phone
    for new, old in swaps:
        digits, others = (re.sub(r"\D", "", one) for one in (new, old))
        is_part = len(others) >= FEWEST_DIGITS and len(digits) == len(others)
        if is_part and changed.count(others) == 1:
            changed = changed.replace(others, digits)
    return changed if changed != phone else None
