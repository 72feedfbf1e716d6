"""Finding what the lexicon describes: the `backline_lexicon` component.

Every language folder is always active; an entity found by another language than the pipeline's
carries `language` in its details, so that the answer can be given in it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import starmap, zip_longest
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.lexicon_files import FINDING, Entry, Lexicon, read_lexicon
from bot.nlu.lexicon_hits import Hit, settle
from bot.nlu.lexicon_state import lexicon_from_json, lexicon_to_json, read_state, write_state
from bot.nlu.matching import Vocabulary
from bot.nlu.matching_index import PatternIndex
from bot.nlu.matching_kept import read_patterns, write_patterns
from bot.nlu.matching_reading import MASKED, Pattern, PatternReader
from bot.nlu.matching_words import Words, read_words
from bot.nlu.pauses import Pauses
from bot.nlu.sounds_alike import SoundsAlike

EXTRACTOR = "backline_lexicon"
SAY, ABSENT = "say", "absent"
FIRM = "firm"  # stated in words that the encoder does not doubt
# Heard as present by the lexicon alone: the dialogue asks, whatever the assertion.
CONTESTED = "contested"
STATED = frozenset({SAY, FIRM})
SUSPECTED = "suspected"  # may be meant; the assertion component makes it unsure or drops it
DENIED = "denied"  # absent by a negator among its words; the assertion component makes it "absent"


class LexiconMatcher:
    """All patterns of one language, ready to run."""

    def __init__(self, lexicon: Lexicon, kept: PatternReader | None = None) -> None:
        """`kept` has the patterns where they were worked out before."""
        self.lexicon = lexicon
        self._vocabulary = kept or Vocabulary(lexicon.wording, lexicon.patterns())
        self.sounds_alike = SoundsAlike(self._vocabulary, lexicon.sounds_alike)
        self._sources: list[tuple[Entry, str]] = []
        self._patterns: list[Pattern] = []
        for entry in lexicon.entries:
            self._add(entry, entry.say, SAY)
            self._add(entry, entry.firm, FIRM)
            self._add(entry, entry.absent, ABSENT)
            self._add(entry, entry.hints, SUSPECTED)
        self._index = PatternIndex(self._patterns)
        self.pauses = Pauses(self._vocabulary, lexicon.wording.groups)
        self._unless = {
            id(entry): tuple(self._vocabulary.pattern(line) for line in entry.unless)
            for entry in lexicon.entries
        }
        self._hides = {
            id(entry): self._vocabulary.any_of(entry.hides)
            for entry in lexicon.entries
            if entry.hides
        }

    def _add(self, entry: Entry, lines: Iterable[str], stated: str) -> None:
        for line in lines:
            pattern = self._vocabulary.pattern(line)
            pattern.may_be_denied |= entry.entity == FINDING and stated in STATED
            self._patterns.append(pattern)
            self._sources.append((entry, stated))

    def hits(self, words: Words) -> list[Hit]:
        """Return the hits in a message, overlaps settled, in order of the text."""
        pieces = self._vocabulary.pieces(self._vocabulary.encode(words))
        found = (hit for start, text in pieces for hit in self._hits_in(text, start))
        # A no that answers denies nothing of what follows.
        return settle(
            [hit for hit in found if not hit.is_absence or not words.is_pause(hit.first + 1)]
        )

    def hidden(self, words: Words, value: str, entity: str) -> list[tuple[int, int]]:
        """Return where words stand that a value of an entity does not see."""
        text = self._vocabulary.encode(words, is_masked=False)
        for entry in self.lexicon.entries:
            if id(entry) in self._hides and (entry.entity, entry.value) == (entity, value):
                text = self._vocabulary.hide(self._hides[id(entry)], text)
        read = zip(text, words.starts, words.ends, strict=True)
        return [(start, end) for code, start, end in read if code == MASKED]

    def to_keep(self) -> Vocabulary:
        """Return all that was worked out for its patterns."""
        kept = self._vocabulary
        return kept if isinstance(kept, Vocabulary) else LexiconMatcher(self.lexicon).to_keep()

    def _hits_in(self, whole: str, start: int) -> Iterator[Hit]:
        """Yield the hits in a piece of an encoded message that begins at the word `start`."""
        has_negator = self._vocabulary.has_negator(whole)
        seen: dict[int, str] = {}
        for number in self._index.candidates(whole):
            entry, stated = self._sources[number]
            text = self._seen_by(entry, whole, seen) if id(entry) in self._hides else whole
            for match in self._vocabulary.find(self._patterns[number], text):
                first, last = match.span()
                if not self._is_taken_back(entry, text, first, last):
                    yield Hit(entry, start + first, start + last, **_kind(stated))
            if has_negator and entry.entity == FINDING and stated in STATED:
                yield from self._denials(number, text, start)

    def _seen_by(self, entry: Entry, text: str, seen: dict[int, str]) -> str:
        """Return an encoded message as an entry that hides words sees it; once for all patterns."""
        key = id(entry)
        if key not in seen:
            seen[key] = self._vocabulary.hide(self._hides[key], text)
        return seen[key]

    def _denials(self, number: int, text: str, start: int) -> Iterator[Hit]:
        """Yield where a pattern matches only with a negator inside: "it is not there"."""
        entry, _ = self._sources[number]
        plain = self._vocabulary.compiled(self._patterns[number])
        for match in self._vocabulary.denied(self._patterns[number]).finditer(text):
            if plain.search(text, match.start(), match.end()) is None:
                first, last = start + match.start(), start + match.end()
                yield Hit(entry, first, last, is_absence=True, is_denial=True)

    def _is_taken_back(self, entry: Entry, text: str, start: int, end: int) -> bool:
        unless = self._unless[id(entry)]
        if not unless:
            return False
        first, last = self._vocabulary.sentence(text, start, end)
        return any(
            self._vocabulary.compiled(pattern).search(text, first, last) for pattern in unless
        )


class LexiconComponent:
    """Writes the lexicon's entities into `doc._.found`."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._matchers: tuple[LexiconMatcher, ...] | None = None

    @property
    def matchers(self) -> tuple[LexiconMatcher, ...]:
        """The matchers of all languages; the files are read when they are first needed."""
        if self._matchers is None:
            folders = sorted(path for path in self._folder.iterdir() if path.is_dir())
            self._matchers = tuple(LexiconMatcher(read_lexicon(path)) for path in folders)
        return self._matchers

    def __call__(self, doc: Doc) -> Doc:
        """Add what is found to `doc._.found`."""
        words = read_words(doc)
        found: list[Entity] = list(doc._.found or ())
        for matcher in self.matchers:
            matcher.sounds_alike.put_right(doc, words)
            matcher.pauses.put_in(words)
            language = matcher.lexicon.language
            extra = {} if language == self._language else {"language": language}
            for entity in (_entity(hit, words, extra) for hit in matcher.hits(words)):
                rivals = _rivals(entity, found) if extra else []
                if any(not _gives_way(rival, entity, attributes.text_of(doc)) for rival in rivals):
                    continue
                found = [one for one in found if one not in rivals]
                found.append(entity)
        doc._.found = found or None
        doc._.hidden = lambda value, entity=FINDING: [
            at for one in self.matchers for at in one.hidden(words, value, entity)
        ]
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, [lexicon_to_json(matcher.lexicon) for matcher in self.matchers])
        write_patterns(path, (matcher.to_keep() for matcher in self.matchers))

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> LexiconComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        lexicons = tuple(kept_lexicons(path))
        kept = read_patterns(path, [one.wording for one in lexicons])
        self._matchers = tuple(starmap(LexiconMatcher, zip_longest(lexicons, kept)))
        return self


def kept_lexicons(path: Path) -> Iterator[Lexicon]:
    """Yield the lexicons that `LexiconComponent.to_disk` wrote into a folder."""
    return map(lexicon_from_json, read_state(path))


def _rivals(entity: Entity, found: list[Entity]) -> list[Entity]:
    """Return what other languages found in the same words to mean the same."""
    return [
        other
        for other in found
        if other.value == entity.value and other.start < entity.end and entity.start < other.end
    ]


def _gives_way(rival: Entity, entity: Entity, text: str) -> bool:
    """Tell whether another language reads the words better: more of them, or with its accents."""
    is_longer = rival.end - rival.start < entity.end - entity.start
    return is_longer or not text[entity.start : entity.end].isascii()


def _kind(stated: str) -> dict[str, bool]:
    return {
        "is_absence": stated == ABSENT,
        "is_hint": stated == SUSPECTED,
        "is_firm": stated == FIRM,
    }


def _stated(hit: Hit) -> str:
    if hit.is_denial:
        return DENIED
    if hit.is_hint:
        return SUSPECTED
    return ABSENT if hit.is_absence else "present"


def _entity(hit: Hit, words: Words, extra: Mapping[str, Any]) -> Entity:
    entry = hit.entry
    details: dict[str, Any] = dict(extra)
    if entry.entity == FINDING:
        details["assertion"] = _stated(hit)
        details["red_flag"] = list(entry.red_flags)
    if hit.is_firm:
        details[FIRM] = True
    return Entity(
        entity=entry.entity,
        value=entry.value,
        start=words.starts[hit.first],
        end=words.ends[hit.last - 1],
        extractor=EXTRACTOR,
        details=details,
    )


@Language.factory("backline_lexicon", default_config={"folder": "data/lexicon", "root": "."})
def create_lexicon(nlp: Language, name: str, folder: str, root: str) -> LexiconComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return LexiconComponent(Path(root) / folder, nlp.lang or "")
