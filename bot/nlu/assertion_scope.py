"""Which cues reach which words of a message.

The idea is ConText's (Harkema and others, 2009): a cue works in one direction until its scope is
closed by the end of a sentence, by a word like "but", or by the start of another statement.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.nlu.assertion_cues import OTHER_PERSON, RELATIVE, SHIELD, TWICE, Cue, longest
from bot.nlu.assertion_files import ABOUT, CueWords
from bot.nlu.assertion_lists import COMMA, NO_LISTS, Hold, Lists
from bot.nlu.matching import Vocabulary
from bot.nlu.matching_index import PatternIndex
from bot.nlu.matching_reading import HARD_STOPS, PatternReader
from bot.nlu.matching_words import Words
from bot.nlu.owners import Span
from bot.nlu.persons import COMPLAINTS, OTHERS, People, Person, PersonFinder

END, TELLS, OF_THINGS = "end", "tells", "of_things"
ABSENT, PAST = "absent", "past"
OVER_COMMAS = frozenset([ABSENT, PAST])  # what may hold but the first item of a list
ANSWERED = "answered"  # a no that denies, but bears out what is well: "the roof is fine, none"
LOST = "lost"  # what is well only as a wish, as a doubt or as it used to be
TAKEN_BACK = "taken_back"  # a denial that does not stand: "no rain, actually it does"
OTHER_WORD = "other_word"  # what is denied is said in another word: "no rain, more like a drizzle"
PRONOUN = "pronoun"
THEIRS = "theirs"  # somebody else's beyond doubt, beside a writer who complains
OF_OTHERS = frozenset([OTHER_PERSON, RELATIVE, PRONOUN])
INNER_DENIAL = 3  # words, with which what is denied may begin: "the sky is not"
REACH_BEFORE = 30
LONGEST_CUE = 20
REACH_AFTER = 8
FIRST_WORDS = 1  # of a sentence: a date among them is that of all of it
BEHIND_AN_END = 3  # words: "no rain, it is more like a drizzle"


@dataclass(frozen=True, slots=True)
class CueReading:
    """The cues of one message, and where scopes close.

    `barriers` are ends that no cue crosses, `openings` the places where a cue of a category may
    start, those inside longer cues included, `joints` those where an item of a list ends,
    `sentences` those where a sentence does and `of_things` those of a "no" to the thing behind it.
    """

    cues: tuple[Cue, ...]
    ends: tuple[int, ...]
    barriers: frozenset[int]
    openings: frozenset[tuple[str, int]]
    people: People
    firsts: tuple[int, ...] = ()
    joints: tuple[int, ...] = ()
    sentences: tuple[int, ...] = ()
    of_things: frozenset[int] = frozenset()
    lists: Lists = NO_LISTS

    @property
    def is_doubted(self) -> bool:
        """Tell whether anything is wished, taken back, or a denial that is denied itself."""
        return any(
            cue.category == TAKEN_BACK
            or (cue.category in {LOST, TWICE} and cue.direction == "before")
            for cue in self.cues
        )

    def denies(self, first: int, last: int) -> bool:
        """Tell whether a denial reaches the words from within their own part of the sentence.

        "no rain, the wind is fine", "no rain trouble wind fine": the "no" is that of the rain. What
        opens with a denial of its own is not denied twice: "ain't got no car", "no rain no wind".
        """
        if (ABSENT, first) in self.openings:
            return False
        place = bisect_right(self.joints, first) - 1
        joint = self.joints[place] if place >= 0 else -1
        return any(
            cue.category == ABSENT and (cue.first >= last or cue.first > joint)
            for cue in self._reaching(first, last)
            if cue.last - cue.first > 1 or cue.first not in self.of_things
        )

    def reaching(self, first: int, last: int) -> frozenset[str]:
        """Return the categories of the cues that reach the words `first` to `last`."""
        cues = [
            cue for cue in self._reaching(first, last) if self._hold(cue, first, last) != Hold.NOT
        ]
        said = {self._category(cue, last) for cue in cues}
        # "not that I don't | leak" says that it leaks, "not that I | can't walk" that all is well.
        nearest = first + INNER_DENIAL
        if any(cue.category == TWICE and not first < cue.last <= nearest for cue in cues):
            said.add(TAKEN_BACK)
        if ANSWERED in said:
            said.add(ABSENT)
        return frozenset(category for category in said if category is not None)

    def holds_loosely(self, category: str, first: int, last: int) -> bool:
        """Tell whether a denial, or a time of the past, reaches some words but over commas."""
        holds = {
            self._hold(cue, first, last)
            for cue in self._reaching(first, last)
            if cue.category == category
        }
        return Hold.LOOSELY in holds and Hold.FIRMLY not in holds

    def _hold(self, cue: Cue, first: int, last: int) -> Hold:
        is_over = cue.category in OVER_COMMAS and cue.direction == "before"
        if not is_over or not self.lists.commas:
            return Hold.FIRMLY
        # "Two years ago, rain" dates what follows, "moved here two years ago, rain" does not.
        dates_all = cue.first - self._sentence_start(cue.first) <= FIRST_WORDS
        if cue.category == PAST and (dates_all or cue.last >= first):
            return Hold.FIRMLY
        return self.lists.hold((cue.first, cue.last), last, self._closed(last))

    def held_inside(self, first: int, last: int) -> Hold:
        """Tell how words that state an absence hold it: "no rain, hail" is two items."""
        if (ABSENT, first) not in self.openings:
            return Hold.FIRMLY
        return self.lists.hold((first, first), last, self._closed(last))

    def _closed(self, last: int) -> int:
        """Return where the scope around words that end before `last` closes at the latest."""
        place = bisect_left(self.ends, last)
        return self.ends[place] if place < len(self.ends) else last + REACH_AFTER

    def person_of(self, first: int, last: int) -> Person | None:
        """Return the other person of whom the words `first` to `last` are said."""
        for cue in self._reaching(first, last):
            if cue.category in OF_OTHERS and self._category(cue, last) is not None:
                return self._person(cue)
        return None

    def said_of(self, first: int, last: int, *, is_shared: bool = False) -> frozenset[str]:
        """Return the categories of all that reaches some words, and of whoever stands nearest.

        What a whole household may have (`is_shared`) is that of whom it is told, also beside a
        trouble of which it is not said whose it is.
        """
        reached, people = self.reaching(first, last), self.people
        # "Flatmate overdosed" names whose it is by itself.
        person = None if people.subject is not None else people.within(first, last)
        is_named = person is not None and person.first == first and people.is_stranger(person)
        is_named = is_named and people.owners.names_another(first, last)
        is_theirs = people.is_anothers(first, last, is_shared=is_shared)
        if is_theirs or (is_named and not people.speaks_of_himself(first, last)):
            return reached | {RELATIVE, THEIRS}
        is_both = not OF_OTHERS.isdisjoint(reached) and people.owners.is_shared(last)
        return reached - OF_OTHERS if is_both else reached

    def _category(self, cue: Cue, last: int) -> str | None:
        """Return what a cue says; None where it names the subject, or another follows."""
        if cue.category not in OF_OTHERS:
            return cue.category
        person, subject = self._person(cue), self.people.subject
        if subject is not None and (person is None or person.is_same(subject)):
            return None
        if cue.direction == "before" and self.people.speaks_of_himself(cue.last, last):
            return None
        if cue.category == PRONOUN:
            return None if person is None else RELATIVE
        return cue.category

    def _person(self, cue: Cue) -> Person | None:
        named = self.people.within(cue.first, cue.last)
        return self.people.before(cue.first) if cue.category == PRONOUN else named

    def _reaching(self, first: int, last: int) -> Iterator[Cue]:
        opened = self._opened(first)
        sentence = self._sentence_start(first)
        place = bisect_left(self.ends, last)
        closed = self.ends[place] if place < len(self.ends) else last + REACH_AFTER
        while {closed, closed + 1} <= self.barriers:  # "no rain... actually yes"
            closed += 1
        lowest = bisect_left(self.firsts, first - REACH_BEFORE - LONGEST_CUE)
        for cue in self.cues[lowest : bisect_right(self.firsts, last + REACH_AFTER)]:
            # Whose it is holds for the sentence, until the writer speaks of himself.
            start = sentence + 1 if cue.category in OF_OTHERS else opened
            is_leading = self._leads(cue, first, last) and _is_before(cue, first, start)
            reach = self._end_of_list(place) if cue.category == TAKEN_BACK else closed
            reach += BEHIND_AN_END if cue.category == OTHER_WORD else 0
            # The other word may be one that tells of it itself.
            is_within = cue.category == OTHER_WORD and first < cue.first < last
            if is_leading or is_within or _is_after(cue, last, max(closed, reach)):
                yield cue

    def _end_of_list(self, place: int) -> int:
        """Return where a list of denials closes, from the end at `place` on: "no rain, no wind"."""
        for end in self.ends[place:]:
            if (ABSENT, end + 1) not in self.openings:
                return end
        return -1

    def _leads(self, cue: Cue, first: int, last: int) -> bool:
        if cue.last <= first or (cue.first < first and cue.category != ABSENT):
            return True
        # What starts with its own denial ("it is | not letting up") is not denied by it again.
        is_inside = cue.category == ABSENT and cue.last < max(last, first + 2)
        return is_inside and (cue.category, first) not in self.openings

    def _sentence_start(self, first: int) -> int:
        place = bisect_left(self.sentences, first) - 1
        return self.sentences[place] if place >= 0 else -1

    def _opened(self, first: int) -> int:
        """Return where the last scope before `first` closed."""
        place = bisect_right(self.ends, first) - 1
        is_behind_end = (
            place > 0 and self.ends[place] == first and self.ends[place - 1] == first - 1
        )
        if is_behind_end and first - 1 not in self.barriers:
            # "if I can't": the verb belongs to the subject right before it.
            return first - 1
        if place < 0:
            return -1
        end = self.ends[place]
        return end + 1 if end in self.barriers and end < first else end


def _is_before(cue: Cue, first: int, opened: int) -> bool:
    if cue.direction != "before" or cue.first >= first or first - cue.last > REACH_BEFORE:
        return False
    # A new subject right behind a cue belongs to the cue: "if I", "not sure whether my".
    return cue.last >= opened


def _is_after(cue: Cue, last: int, closed: int) -> bool:
    if cue.direction != "after" or cue.first < last or cue.first - last > REACH_AFTER:
        return False
    return cue.first <= closed


class CueFinder:
    """All cues of one language, ready to run."""

    def __init__(self, words: CueWords, kept: PatternReader | None = None) -> None:
        """`kept` has the patterns where they were worked out before."""
        self.words = words
        self._vocabulary = kept or Vocabulary(words.wording, words.patterns())
        kinds = [*words.cues, (SHIELD, "", words.shields), (END, "", words.ends)]
        kinds += [(TELLS, "", words.tells), (OF_THINGS, "", words.of_things)]
        kinds += [(name, "", getattr(words, name)) for name in ABOUT]
        self._kinds = [(name, way) for name, way, lines in kinds for _ in lines]
        self._patterns = [self._vocabulary.pattern(line) for _, _, lines in kinds for line in lines]
        self._index = PatternIndex(self._patterns)
        self._closing = frozenset((*HARD_STOPS, *words.wording.stops))
        self._persons = PersonFinder(words, self._vocabulary)

    def to_keep(self) -> Vocabulary:
        """Return all that was worked out for its patterns."""
        vocabulary = self._vocabulary
        return vocabulary if isinstance(vocabulary, Vocabulary) else CueFinder(self.words).to_keep()

    def read(self, words: Words, complaints: Sequence[Span] = ()) -> CueReading:
        """Return what the cues say of a message; the trouble it is about stands at `complaints`."""
        text = self._vocabulary.encode(words)
        cues: list[Cue] = []
        told: dict[str, list[Span]] = {name: [] for name in (*ABOUT, END, TELLS, OF_THINGS)}
        for number in self._index.candidates(text):
            name, way = self._kinds[number]
            for match in self._vocabulary.find(self._patterns[number], text):
                if name in told:
                    told[name].append(match.span())
                else:
                    cues.append(Cue(name, way, *match.span()))
        barriers = [place for place, form in enumerate(words.forms) if form in self._closing]
        # "if it rains or you cannot come": what an "or" joins on has the same scope.
        either = self.words.alternatives
        closed = (first for first, _ in told[END] if first and words.forms[first - 1] not in either)
        standing = sorted(longest(cues), key=lambda cue: cue.first)
        told[OTHERS] = [(cue.first, cue.last) for cue in standing if cue.names_another]
        told[COMPLAINTS] = [*complaints]
        return CueReading(
            cues=tuple(standing),
            firsts=tuple(cue.first for cue in standing),
            ends=tuple(sorted({*barriers, *closed})),
            barriers=frozenset(barriers),
            openings=frozenset((cue.category, cue.first) for cue in cues),
            people=self._persons.read(words, text, told),
            joints=tuple(p for p, form in enumerate(words.forms) if form in self.words.joints),
            sentences=tuple(p for p, form in enumerate(words.forms) if form in HARD_STOPS),
            of_things=frozenset(first for first, _ in told[OF_THINGS]),
            lists=self._lists(words, told[TELLS]),
        )

    def _lists(self, words: Words, tells: list[Span]) -> Lists:
        """Return what tells how the lists of a message go on."""
        numbers = (place for place, form in enumerate(words.forms) if form[:1].isdigit())
        joining = self.words.alternatives | self.words.list_heads
        told = {*numbers, *(place for span in tells for place in range(*span))}
        return Lists(
            commas=tuple(p for p, form in enumerate(words.forms) if form == COMMA),
            either=tuple(p for p, form in enumerate(words.forms) if form in joining),
            told=tuple(sorted(told)),
            is_known=bool(self.words.tells),
        )
