"""How a finding is meant: the `backline_assertion` component.

It sets `assertion` on every finding (present, absent, unsure, past, other_person, hypothetical)
and drops other facts of the lexicon that are not said of the person now. Where a message is written
for somebody else, it adds a `proxy` with the name of that person.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import starmap, zip_longest
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.assertion_cues import OTHER_PERSON, TWICE
from bot.nlu.assertion_files import FILE, CueWords, cues_from_json, cues_to_json, read_cues
from bot.nlu.assertion_lists import Hold
from bot.nlu.assertion_scope import LOST, OTHER_WORD, TAKEN_BACK, THEIRS, CueFinder, CueReading
from bot.nlu.choices_noes import NONE, REST_OF_NONE
from bot.nlu.corrections import Marks, without_corrected
from bot.nlu.lexicon import DENIED, EXTRACTOR, SUSPECTED
from bot.nlu.lexicon_files import FINDING
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_kept import read_patterns, write_patterns
from bot.nlu.matching_reading import PatternReader
from bot.nlu.matching_words import Words, read_words
from bot.nlu.owners import Span
from bot.nlu.persons import LIKENED

# Denied, or past, by a cue in front of a comma: which, where nothing else bears it out.
LOOSELY = "loosely"
PRESENT, ABSENT, UNSURE = "present", "absent", "unsure"
CHOICE = "choice"
COMPONENT = "backline_assertion"
PROXY = "proxy"
AFFIRMED, UNDECIDED = "affirmed", "undecided"  # asked, and answered with a yes or a shrug
WONDERED = "wondered"  # asked by somebody who has it: whether it is normal, what it means
OF = "said_of"  # whose it is, where somebody else is named before it
ORDER = ("other_person", "hypothetical", "absent", "unsure", "past")
DROPPED = frozenset(["other_person", "hypothetical", "absent", "past", "question"])


class AssertionComponent:
    """Says of each finding in `doc._.found` how it is meant."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._finders: dict[str, CueFinder] | None = None

    @property
    def finders(self) -> dict[str, CueFinder]:
        """The cues by language; the files are read when they are first needed."""
        if self._finders is None:
            self._finders = _by_language(map(read_cues, _folders(self._folder)))
        return self._finders

    def __call__(self, doc: Doc) -> Doc:
        """Replace the entities of `doc._.found` by those with their assertion."""
        found: list[Entity] = doc._.found or []
        words = read_words(doc)
        languages = {entity.details.get("language", self._language) for entity in found}
        finders = self.finders
        readings = {
            language: finders[language].read(words, _complaints(found, words, finders[language]))
            for language in sorted(languages | {self._language})
            if language in finders
        }
        judged: list[Entity] = []
        others: set[tuple[str, Any]] = set()
        for entity in found:
            language = entity.details.get("language", self._language)
            if (reading := readings.get(language)) is None:
                judged.append(entity)
                continue
            kept = _judged(entity, words, reading, finders[language].words)
            if kept is not None:
                judged.append(kept)
            elif _is_others(entity, words, reading):
                others.add((entity.entity, entity.value))
        doc._.of_others = frozenset(others)
        doc._.is_own = any(reading.people.own_places for reading in readings.values())
        doc._.doubted = any(reading.is_doubted for reading in readings.values())
        judged = without_corrected(judged, words, self._marks())
        judged.extend(_proxies(readings.values(), words))
        doc._.found = _without_contradictions(judged) or None
        return doc

    def _marks(self) -> Marks:
        finder = self.finders.get(self._language)
        if finder is None:
            return frozenset(), frozenset()
        return finder.words.correcting, finder.words.beside_correcting

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, [cues_to_json(finder.words) for finder in self.finders.values()])
        write_patterns(path, (finder.to_keep() for finder in self.finders.values()))

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> AssertionComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        cues = [cues_from_json(one) for one in read_state(path)]
        self._finders = _by_language(cues, read_patterns(path, [one.wording for one in cues]))
        return self


def _folders(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if (path / FILE).is_file())


def _by_language(
    all_words: Iterable[CueWords], kept: Iterable[PatternReader] = ()
) -> dict[str, CueFinder]:
    finders = starmap(CueFinder, zip_longest(all_words, kept))
    return {finder.words.language: finder for finder in finders}


def _complaints(found: Iterable[Entity], words: Words, finder: CueFinder) -> list[Span]:
    """Return where the trouble stands that a message is about."""
    return [_words_of(one, words) for one in found if one.entity in finder.words.complaints]


def _proxies(readings: Iterable[CueReading], words: Words) -> Iterator[Entity]:
    """Yield the person for whom a message is written, if it is not the writer."""
    for people in (reading.people for reading in readings):
        subject = people.subject
        if subject is not None:
            start, end = words.starts[subject.first], words.ends[subject.last - 1]
            is_pronoun = subject not in people.named
            details = {
                "named_as": people.named_as,
                "is_pronoun": is_pronoun,
                "is_cared_for": people.is_cared_for,
            }
            yield Entity(PROXY, subject.name, start, end, COMPONENT, details=details)
            return


def _judged(
    entity: Entity, words: Words, reading: CueReading, cue_words: CueWords
) -> Entity | None:
    is_number = entity.entity != FINDING and entity.extractor != EXTRACTOR
    if is_number and entity.entity not in cue_words.own_values:
        return entity
    place, is_shared = _words_of(entity, words), entity.value in cue_words.of_a_household
    # What is done for another is a fact of the writer: "hurt it helping my sister move".
    is_owned = entity.entity == FINDING and entity.value not in cue_words.of_a_child
    told = reading.said_of(*place, is_shared=is_shared) if is_owned else reading.reaching(*place)
    said = _categories(entity.value, told, cue_words)
    if is_number:
        # Where the writer does not come in, somebody's age is that of whoever it is about.
        is_of_other = "other_person" in said and bool(reading.people.own_places)
        return None if is_of_other else entity
    if entity.entity in cue_words.questions:
        said -= {"question"}
    if entity.entity in cue_words.asked_of:
        said -= {"question", "hypothetical", "past"}
    if entity.entity != FINDING:
        is_ability = "ability" in said and entity.entity in cue_words.not_of_ability
        return None if said & DROPPED or is_ability else entity
    return _meant(entity, place, said, reading)


def _meant(
    entity: Entity, place: tuple[int, int], said: frozenset[str], reading: CueReading
) -> Entity | None:
    """Return a finding with how it is meant, by what is `said` of it."""
    assertion = next((name for name in ORDER if name in said), PRESENT)
    person = reading.person_of(*place) or reading.people.cared_for(*place)
    stated = entity.details.get("assertion")
    if stated == SUSPECTED:
        return _suspected(entity, assertion)
    is_loose = stated not in {DENIED, ABSENT} and reading.holds_loosely(assertion, *place)
    if stated in {DENIED, ABSENT}:
        is_denied = assertion == ABSENT == stated and reading.denies(*place)
        assertion = PRESENT if is_denied else _of_an_absence(assertion)
        assertion = UNSURE if said & {LOST, TWICE} and assertion != PRESENT else assertion
        hold = reading.held_inside(*place) if assertion == ABSENT else Hold.FIRMLY
        assertion, is_loose = (PRESENT if hold == Hold.NOT else assertion), hold == Hold.LOOSELY
    if assertion == ABSENT and TAKEN_BACK in said:
        assertion = UNSURE
    details = {**entity.details, "assertion": assertion}
    if assertion == OTHER_PERSON and THEIRS in said:
        details[THEIRS] = True
    if is_loose:
        details |= _held_loosely(entity, assertion)
    return replace(entity, details=details if person is None else {**details, OF: person.name})


def _held_loosely(entity: Entity, assertion: str) -> dict[str, Any]:
    """Return what a sign of danger is that a list may deny, or date: to be asked about."""
    is_flagged = bool(entity.details.get("red_flag"))
    return {"assertion": UNSURE, SUSPECTED: True, LOOSELY: assertion} if is_flagged else {}


def _words_of(entity: Entity, words: Words) -> tuple[int, int]:
    """Return the first word of an entity, and the one behind its last."""
    first = bisect_right(words.ends, entity.start)
    return first, max(bisect_left(words.starts, entity.end), first + 1)


def _is_others(entity: Entity, words: Words, reading: CueReading) -> bool:
    """Tell whether a fact is that of somebody who is named in passing, and nobody else's."""
    is_passing = reading.people.named_as == LIKENED
    return is_passing and reading.person_of(*_words_of(entity, words)) is not None


def _suspected(entity: Entity, assertion: str) -> Entity | None:
    """Return what is only suspected as unsure; nothing where it is not said of the person now."""
    if assertion not in {PRESENT, UNSURE}:
        return None
    return replace(entity, details={**entity.details, "assertion": UNSURE, SUSPECTED: True})


def _without_contradictions(entities: list[Entity]) -> list[Entity]:
    """Return what stands when a message says a thing and its contrary: the presence, or a doubt.

    What a list only may deny is denied where the same is denied before it: "no rain, drizzle".
    Of a no to all and a sign that is there, what stands is a no to all the others.
    """
    present = _values_meant(entities, PRESENT)
    doubted = _values_meant((one for one in entities if LOOSELY not in one.details), UNSURE)
    denied = _values_meant(entities, ABSENT) - present - doubted
    doubted |= _values_meant(entities, UNSURE) - denied
    return [
        replace(entity, value=dict(REST_OF_NONE)) if present and _is_none(entity) else entity
        for entity in entities
        if not (_is_denied(entity) and entity.value in present | doubted)
        and not (LOOSELY in entity.details and entity.value in denied)
    ]


def _is_none(entity: Entity) -> bool:
    return entity.entity == CHOICE and entity.value == NONE


def _values_meant(entities: Iterable[Entity], assertion: str) -> set[str]:
    return {
        entity.value
        for entity in entities
        if entity.entity == FINDING and entity.details.get("assertion") == assertion
    }


def _is_denied(entity: Entity) -> bool:
    return entity.entity == FINDING and entity.details.get("assertion") == ABSENT


def _categories(value: str, said: frozenset[str], cue_words: CueWords) -> frozenset[str]:
    """Return the categories that count for a value: what lasts is not over because it began."""
    is_lasting = value in cue_words.lasting
    said = _denied_or_asked(value, _of_whom(value, said, cue_words), cue_words)
    if is_lasting:
        said -= {"past"}
    if "ended" in said and (not is_lasting or value in cue_words.while_it_lasts):
        said |= {"past"}
    return said


def _of_whom(value: str, said: frozenset[str], cue_words: CueWords) -> frozenset[str]:
    if value in cue_words.whoever:
        return said - {"other_person", "relative"}
    if value in cue_words.close_ones:
        return said - {"relative"}
    return said | {"other_person"} if "relative" in said else said


def _denied_or_asked(value: str, said: frozenset[str], cue_words: CueWords) -> frozenset[str]:
    if TWICE in said:
        said |= {ABSENT}
    if said & {"question", WONDERED} and value in cue_words.asked_about:
        said |= {"hypothetical"}
    elif WONDERED in said and value not in cue_words.lasting:
        said = said - {"hypothetical"} | {UNSURE}
    if UNDECIDED in said or (AFFIRMED in said and "hypothetical" in said):
        said = said - {"hypothetical", "question", ABSENT} | {UNSURE}
    is_taken_back = OTHER_WORD in said and value in cue_words.many_worded
    return said | {TAKEN_BACK} if is_taken_back else said


def _of_an_absence(assertion: str) -> str:
    """Return what a cue that is no denial of them makes of words that state an absence."""
    return ABSENT if assertion == PRESENT else assertion


@Language.factory(COMPONENT, default_config={"folder": "data/lexicon", "root": "."})
def create_assertion(nlp: Language, name: str, folder: str, root: str) -> AssertionComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return AssertionComponent(Path(root) / folder, nlp.lang or "")
