"""Whom a message is about: the writer, or somebody for whom it is written."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from bot.nlu.assertion_files import CueWords
from bot.nlu.assertion_lists import COMMA
from bot.nlu.matching_index import PatternIndex
from bot.nlu.matching_reading import HARD_STOPS, PatternReader
from bot.nlu.matching_words import Words
from bot.nlu.owners import NO_OWNERS, Owner, Owners, Span

OTHER = "other"
BEHALF, PROXY, STRANGER, OWN, SELF = "behalf", "proxy", "stranger", "own", "self"
CARER, TROUBLE, THEIRS = "carer", "trouble", "theirs"
# Where another is spoken of, and where the trouble stands that the message is about.
OTHERS, COMPLAINTS = "others", "complaints"
ASKED, AILS, LIKENED, TELLER = "asked", "ails", "likened", "teller"
SHARED, REPORTS = "shared", "reports"
# How sure it is that a message turns to the person whom it names: for a dialogue that is under way.
PATIENT, PERHAPS = "patient", "perhaps"


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is named or meant at the words `first` to `last`; `name` is a group's."""

    name: str
    word: str
    first: int
    last: int

    def is_same(self, other: Person) -> bool:
        """Tell whether two names may be those of one person."""
        return self.name == other.name and (self.name != OTHER or self.word == other.word)


@dataclass(frozen=True, slots=True)
class People:
    """Who is named in a message.

    `subject` is set where that is not the writer, `named_as` tells what speaks for that, and
    `is_cared_for` that the writer lifts or looks after somebody; at `own_places` the writer speaks
    of himself. `owners` tell whose a trouble is; `complains` that one is the writer's own,
    `opens_bare` that one is named before anybody is: "rain, my son ...".
    """

    named: tuple[Person, ...] = ()
    subject: Person | None = None
    named_as: str = PATIENT
    own_places: tuple[int, ...] = ()
    is_cared_for: bool = False
    owners: Owners = NO_OWNERS
    complains: bool = False
    opens_bare: bool = False
    strangers: Collection[str] = ()

    def is_stranger(self, person: Person) -> bool:
        """Tell whether nobody writes for such a person: a friend, a roommate."""
        return person.name in self.strangers

    def is_anothers(self, first: int, last: int, *, is_shared: bool) -> bool:
        """Tell whether some words are another's beside a trouble that the writer has himself.

        What one has from another in the house (`is_shared`) is another's also where a message opens
        with a trouble of which it is not said whose it is.
        """
        complains = self.complains or (is_shared and self.opens_bare)
        is_beside = complains and self.subject is None
        return is_beside and self.owners.of(first, last) is Owner.ANOTHER

    def within(self, first: int, last: int) -> Person | None:
        """Return the last person who is named among the words `first` to `last`."""
        inside = (one for one in reversed(self.named) if first <= one.first and one.last <= last)
        return next(inside, None)

    def before(self, place: int) -> Person | None:
        """Return the last person who is named before a word: whom "she" means there."""
        return next((one for one in reversed(self.named) if one.last <= place), None)

    def cared_for(self, first: int, last: int) -> Person | None:
        """Return whom the writer cares for, where the words `first` to `last` are said of them."""
        person = self.within(first, last) or self.before(first)
        if person is None or not self.is_cared_for or self.speaks_of_himself(person.last, last):
            return None
        return person

    def speaks_of_himself(self, first: int, last: int) -> bool:
        """Tell whether the writer comes in between two words."""
        place = bisect_left(self.own_places, first)
        return place < len(self.own_places) and self.own_places[place] < last


class PersonFinder:
    """Finds out whom messages of one language are about."""

    def __init__(self, words: CueWords, vocabulary: PatternReader) -> None:
        self._first_person = words.first_person
        self._third_person = words.third_person
        self._strangers = words.strangers
        self._vocabulary = vocabulary
        self._names = sorted(words.persons)
        self._groups = [vocabulary.group(name) for name in self._names]
        self._index = PatternIndex(self._groups)

    def read(self, words: Words, text: str, told: Mapping[str, list[Span]]) -> People:
        """Return the people of an encoded message.

        `told` are the matches of the patterns that say whom it is about, by the name of their list.
        """
        named = self._named(words, text)
        places = self._own_places(words, named)
        owners = self._owners(words, named, places, told)
        is_others = owners.any_of(Owner.ANOTHER, told[COMPLAINTS])
        is_writers = owners.any_of(Owner.WRITER, told[COMPLAINTS])
        # Whoever lifts another has a trouble of his own, where it is not said to be that one's.
        is_lifting = bool(told[CARER] and told[TROUBLE] and not told[THEIRS])
        is_own = bool(told[OWN]) or is_lifting or (is_writers and not is_others)
        spans = [*told[BEHALF]]
        if not is_own:
            # Whose back it is, is the patient, however close that person is.
            is_strangers = is_others and not (told[LIKENED] or told[TELLER])
            ailing = told[PROXY] if is_strangers else self._close(told[PROXY], named)
            ailing += told[STRANGER] if is_strangers or not told[SELF] else []
            spans += [span for span in ailing if not owners.turns_to_writer(span, named)]
        return People(
            named=named,
            subject=_subject(spans, named, words) if spans else None,
            named_as=_named_as(told),
            own_places=places,
            is_cared_for=bool(told[CARER] and not told[THEIRS]),
            owners=owners,
            complains=is_writers or (is_own and not is_others),
            opens_bare=not spans and not is_others and self._opens_bare(words, told, owners),
            strangers=self._strangers,
        )

    def _owners(
        self,
        words: Words,
        named: tuple[Person, ...],
        own: tuple[int, ...],
        told: Mapping[str, list[Span]],
    ) -> Owners:
        """Return where the writer and others stand, to tell whose a trouble is."""
        others = {p for p, form in enumerate(words.forms) if form in self._third_person}
        others |= {one.last - 1 for one in named} | {last - 1 for _, last in told[OTHERS]}
        return Owners(
            own=own,
            others=tuple(sorted(others)),
            tellers=(*told[TELLER], *told[REPORTS]),
            shared=tuple(told[SHARED]),
            commas=tuple(p for p, form in enumerate(words.forms) if form == COMMA),
            stops=tuple(p for p, form in enumerate(words.forms) if form in HARD_STOPS),
        )

    def _opens_bare(self, words: Words, told: Mapping[str, list[Span]], owners: Owners) -> bool:
        """Tell whether a message names its trouble first, and then somebody by more than "he"."""
        first = min((start for start, _ in told[COMPLAINTS]), default=None)
        if first is None or not owners.others or first > min((*owners.own, *owners.others)):
            return False
        return words.forms[owners.others[0]] not in self._third_person

    def _close(self, spans: list[Span], named: tuple[Person, ...]) -> list[Span]:
        """Return the matches that do not speak of a stranger."""
        pairs = ((span, _meant(span, named)) for span in spans)
        return [span for span, one in pairs if one is None or one.name not in self._strangers]

    def _named(self, words: Words, text: str) -> tuple[Person, ...]:
        found = [
            Person(self._names[number], words.forms[match.start()], *match.span())
            for number in self._index.candidates(text)
            for match in self._vocabulary.find(self._groups[number], text)
        ]
        return tuple(sorted(found, key=lambda one: one.first))

    def _own_places(self, words: Words, named: Iterable[Person]) -> tuple[int, ...]:
        leads = {place for one in named for place in (one.first - 1, one.first - 2)}
        return tuple(
            place
            for place, form in enumerate(words.forms)
            if form in self._first_person and place not in leads
        )


def _named_as(told: Mapping[str, list[Span]]) -> str:
    """Return as what the subject of a message is named.

    Who asks for somebody means that person, whatever else is told; where it hurts now and a story
    is told as well, or neither, it is open.
    """
    if told[BEHALF] or told[ASKED]:
        return PATIENT
    passing = next((name for name in (LIKENED, TELLER) if told[name]), None)
    if told[AILS]:
        return PATIENT if passing is None else PERHAPS
    return passing or PERHAPS


def _subject(spans: list[Span], named: tuple[Person, ...], words: Words) -> Person:
    """Return the person meant: named within a match, else before it, else anywhere."""
    spans.sort()
    for span in spans:
        meant = _meant(span, named)
        if meant is not None:
            return meant
    if named:
        return named[0]
    first, last = spans[0]
    return Person(OTHER, words.forms[first], first, last)


def _meant(span: Span, named: tuple[Person, ...]) -> Person | None:
    """Return the first person named within a match, else the last one before it."""
    inside = [one for one in named if span[0] <= one.first < span[1]]
    earlier = [one for one in named if one.last <= span[0]]
    return next(iter([*inside, *earlier[-1:]]), None)
