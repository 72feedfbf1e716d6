"""What data/nlu.yml itself says about entities: lookup tables, regexes and synonyms.

A lookup table or regex that has the name of an entity finds that entity, as Rasa's
RegexEntityExtractor does; a synonym gives an entity's value its usual name.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from spacy.language import Language
from spacy.tokens import Doc

from bot.assistant.training_data import TrainingData
from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.lexicon_state import read_state, write_state

FACTORY = "backline_patterns"


@dataclass(slots=True)
class PatternComponent:
    """Finds entities by the patterns of the training data, and names values by its synonyms."""

    patterns: dict[str, str] = field(default_factory=dict)
    synonyms: dict[str, str] = field(default_factory=dict)
    _compiled: dict[str, re.Pattern[str]] = field(default_factory=dict)

    def learn(self, data: TrainingData, entities: Iterable[str]) -> None:
        """Take the tables and regexes that are named after an entity, and all synonyms.

        Raises ValueError naming a regex that is none.
        """
        known = set(entities)
        parts: dict[str, list[str]] = {}
        for name, values in data.lookups.items():
            ordered = sorted(values, key=len, reverse=True)
            parts.setdefault(name, []).append(rf"\b(?:{'|'.join(map(re.escape, ordered))})\b")
        for name, regexes in data.regexes.items():
            parts.setdefault(name, []).extend(f"(?:{regex})" for regex in regexes)
        self.patterns = {name: "|".join(made) for name, made in parts.items() if name in known}
        self.synonyms = {said.lower(): meant for said, meant in data.synonyms.items()}
        self._compile()

    def __call__(self, doc: Doc) -> Doc:
        """Add what the patterns find, then give every value its usual name."""
        found = [*(doc._.found or ()), *self._matches(attributes.text_of(doc))]
        doc._.found = [self._named(entity) for entity in found]
        return doc

    def _matches(self, text: str) -> Iterator[Entity]:
        for name, pattern in self._compiled.items():
            for match in pattern.finditer(text):
                if match[0].strip():
                    yield Entity(name, match[0], match.start(), match.end(), FACTORY)

    def _named(self, entity: Entity) -> Entity:
        if not isinstance(entity.value, str):
            return entity
        meant = self.synonyms.get(entity.value.lower())
        return entity if meant is None else replace(entity, value=meant)

    def _compile(self) -> None:
        self._compiled = {}
        for name, pattern in self.patterns.items():
            try:
                self._compiled[name] = re.compile(pattern, re.IGNORECASE)
            except re.error as error:
                raise ValueError(f"data/nlu.yml: the regex {name} is none: {error}") from None

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write the patterns."""
        write_state(Path(path), {"patterns": self.patterns, "synonyms": self.synonyms})

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> PatternComponent:
        """Read the patterns."""
        state: Mapping[str, dict[str, str]] = read_state(Path(path))
        self.patterns, self.synonyms = dict(state["patterns"]), dict(state["synonyms"])
        self._compile()
        return self


@Language.factory(FACTORY)
def make_patterns(nlp: Language, name: str) -> PatternComponent:
    """Make the component, empty until it learns or is read from disk."""
    attributes.register()
    return PatternComponent()
