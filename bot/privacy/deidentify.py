"""A conversation's texts without what tells who it is: the same stands for the same throughout.

What stands in a name's place is another name, and so on: a model that learns from the text meets
names in use, never a mark. All stand-ins are of a few that are reserved or nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

from bot.privacy.dates import BIRTH, Dating
from bot.privacy.names import SHORTEST_PART, Names, words_of
from bot.privacy.private_words import PrivateWords
from bot.privacy.shapes import FEWEST_KNOWN_DIGITS, FEWEST_PHONE_DIGITS, Shapes
from bot.privacy.spans import Deidentified, Kind, Replacement, one_line, plain, replaced

# Names of all kinds of people, so that no single one becomes the mark of an intent.
PEOPLE = ("Alex", "Sam", "Taylor", "Jordan", "Morgan", "Casey", "Jamie", "Riley", "Quinn", "Avery")
TOWN = "Springfield"
PHONE = "212-555-01{:02d}"  # numbers of this range are kept for stories
BIRTHDAY = "1/1/1970"
FEWEST_WEEKS, MOST_WEEKS = 5, 12

Slots = Iterable[tuple[str, Any]]


def shift_of(secret: str, conversation: str) -> timedelta:
    """Return by how many whole weeks the dates of a conversation are moved back.

    Days of the week stay true. Without the secret nobody can move them forward again.
    """
    digest = sha256(f"{secret}\n{conversation}".encode("utf-8", "surrogatepass")).digest()
    return timedelta(weeks=-(FEWEST_WEEKS + digest[0] % (MOST_WEEKS - FEWEST_WEEKS + 1)))


@dataclass(slots=True)
class _StandIns:
    """What stands for each value; equal values have equal ones."""

    first: int
    taken: frozenset[str]
    given: dict[tuple[Kind, str], str] = field(default_factory=dict)

    def __call__(self, kind: Kind, value: str) -> str:
        if kind is Kind.PLACE:
            return TOWN
        if (kind, value) not in self.given:
            number = sum(known is kind for known, _ in self.given)
            self.given[kind, value] = self._new(kind, number)
        return self.given[kind, value]

    def _new(self, kind: Kind, number: int) -> str:
        if kind is Kind.PHONE:
            every = (PHONE.format(10 + (number + more) % 90) for more in range(90))
            return next(one for one in every if not self._is_taken(one))
        # Whoever is called Alex must not stay Alex.
        free = [one for one in PEOPLE if one.lower() not in self.taken] or list(PEOPLE)
        return free[(self.first + number) % len(free)]

    def _is_taken(self, phone: str) -> bool:
        """Tell whether somebody's own number is one of those kept for stories."""
        return any(one.endswith(_digits(phone)[-FEWEST_PHONE_DIGITS:]) for one in self.taken)


@dataclass(frozen=True, slots=True)
class Deidentifier:
    """Takes out of the texts of one conversation what tells who it is."""

    names: Names
    shapes: Shapes
    references: frozenset[str]
    birthdays: frozenset[str]
    written: date
    shift: timedelta

    @classmethod
    def of(
        cls,
        texts: Iterable[str],
        slots: Slots,
        words: tuple[PrivateWords, frozenset[str]],
        when: tuple[date, timedelta],
    ) -> Deidentifier:
        """Return one for a conversation, of which `texts` are the person's and `slots` all values.

        `words` are the private ones, and ordinary ones in small letters; `when` is the day on which
        it was written, and by how much dates are moved.
        """
        private, vocabulary = words
        written, shift = when
        known = _known(slots, private.slots)
        first = sha256(repr(sorted(map(sorted, known.values()))).encode()).digest()[0]
        names = Names(private, vocabulary, known[Kind.NAME], _no_stand_in)
        said = frozenset(one for text in texts for one in names.said(plain(text)))
        stand_ins = _StandIns(first, known[Kind.NAME] | said | known[Kind.PHONE])
        names = Names(private, vocabulary, known[Kind.NAME] | said, stand_ins)
        shapes = Shapes(stand_ins, known[Kind.PHONE])
        days = known[Kind.BIRTH_DATE]
        return cls(names, shapes, known[Kind.REFERENCE], days, written, shift)

    def __call__(self, text: str) -> Deidentified:
        """Return a text that tells nobody's name, number, dates or home, in one line."""
        whole = one_line(text)
        return replaced(whole, self._found(whole))

    def still_there(self, text: str) -> list[str]:
        """Return what a text has of the conversation's own names, numbers and references."""
        flat = plain(text)
        known = {one.old for one in self._known_in(text, flat)}
        numbers = [
            one.old
            for one in self.shapes.numbers(text, flat)
            if any(
                _digits(one.old)[-FEWEST_PHONE_DIGITS:] in phone
                for phone in self.shapes.phones
                if _digits(one.old)
            )
        ]
        return sorted(known | set(numbers))

    def suspects(self, text: str, made: Iterable[str]) -> list[str]:
        """Return what looks private in a text that somebody edited, but for what was `made`."""
        fine = {*made, *PEOPLE, TOWN}
        return sorted({one.old for one in self(text).replacements} - fine)

    def _found(self, text: str) -> Iterator[Replacement]:
        """Yield what is found; what comes first goes before what overlaps with it."""
        flat = plain(text)
        yield from self.shapes.addresses(text, flat)
        yield from (one for one in self._known_in(text, flat) if one.kind is not Kind.NAME)
        yield from Dating(self.written, self.shift).of(text)
        yield from self.shapes.numbers(text, flat)
        yield from self.names.of(text, flat)

    def _known_in(self, text: str, flat: str) -> Iterator[Replacement]:
        """Yield names and references of the conversation's own slots."""
        for reference in self.references:
            for found in re.finditer(re.escape(reference), flat, re.IGNORECASE):
                new = re.sub(r"[A-Za-z]", "X", re.sub(r"\d", "0", found[0]))
                yield Replacement(*found.span(), text[slice(*found.span())], new, Kind.REFERENCE)
        for day in self.birthdays:
            for found in _written(day).finditer(flat):
                old = text[slice(*found.span())]
                yield Replacement(*found.span(), old, BIRTHDAY, Kind.BIRTH_DATE)
        for one in self.names.of(text, flat):
            if plain(one.old).lower() in self.names.known:
                yield one


def _known(slots: Slots, kinds: Mapping[str, Kind]) -> dict[Kind, frozenset[str]]:
    """Return the values of private slots, by kind, as they are looked for."""
    found: dict[Kind, set[str]] = {kind: set() for kind in Kind}
    for name, value in slots:
        kind = kinds.get(name)
        if kind is None or value is None:
            continue
        text = plain(str(value))
        if kind is Kind.NAME:
            found[kind] |= {
                word.small for word in words_of(text) if len(word.text) >= SHORTEST_PART
            }
        elif kind is Kind.PHONE and len(_digits(text)) >= FEWEST_KNOWN_DIGITS:
            found[kind].add(_digits(text))
        elif kind is Kind.BIRTH_DATE and _is_day(text) and text != BIRTH.isoformat():
            found[kind].add(text)
        elif kind is Kind.REFERENCE and text.strip():
            found[kind].add(text.strip())
    return {kind: frozenset(values) for kind, values in found.items()}


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _written(day: str) -> re.Pattern[str]:
    """Return a pattern of a day in numbers, in whatever order and with whatever between them."""
    one = date.fromisoformat(day)
    month, number = f"0?{one.month}", f"0?{one.day}"
    year, gap = rf"(?:{one.year}|{one.year % 100:02d})", r"[\s./,-]{0,3}"
    orders = ((month, number, year), (number, month, year), (year, month, number))
    return re.compile("|".join(rf"(?<!\d){gap.join(parts)}(?!\d)" for parts in orders))


def _no_stand_in(_kind: Kind, value: str) -> str:
    return value


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text)
