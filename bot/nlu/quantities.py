"""Numbers with a meaning: the `backline_quantities` component.

Entities: `duration` (days), `severity` (0 to 10), `age` (years), `number` (a message, or its first
or last clause, that is nothing but a number) and the finding that a temperature stands for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc

from bot.conversation.turn import Entity
from bot.nlu import attributes
from bot.nlu.durations import Duration, find_durations
from bot.nlu.durations_role import Role
from bot.nlu.lexicon_state import read_state, write_state
from bot.nlu.matching_words import Words, read_words
from bot.nlu.quantities_ages import find_ages
from bot.nlu.quantities_measures import Measure
from bot.nlu.quantities_numbers import corrected_numbers, edge_number, whole_number
from bot.nlu.quantities_scores import find_scores, find_temperatures
from bot.nlu.quantities_words import Item, QuantityWords, read_quantities

EXTRACTOR = "backline_quantities"
DECIMALS = 2


class QuantityComponent:
    """Adds durations, scores, ages and temperatures to `doc._.found`."""

    def __init__(self, folder: Path, language: str) -> None:
        self._folder = folder
        self._language = language
        self._vocabulary: QuantityWords | None = None

    @property
    def vocabulary(self) -> QuantityWords:
        """The words of the pipeline's language; the file is read when it is first needed."""
        if self._vocabulary is None:
            self._vocabulary = read_quantities(self._folder / self._language)
        return self._vocabulary

    def __call__(self, doc: Doc) -> Doc:
        """Add what is found to `doc._.found`."""
        words = read_words(doc)
        vocabulary = self.vocabulary
        items = vocabulary.items(words)
        found = list(doc._.found or ())
        lengths = find_durations(items, words, vocabulary, now=doc._.now)
        doc._.lengths = lengths
        found.extend(entity_of(one, words) for one in lengths if one.role is not Role.NONE)
        has_number = any(item.kind == "N" for item in items)
        ages = find_ages(items, words, vocabulary, doc._.now.date() if doc._.now else None)
        text = attributes.text_of(doc)
        is_shouted = text.isupper() or "!!" in text
        scores = find_scores(items, words, vocabulary, is_shouted=is_shouted)
        found.extend(_measures(scores, ages, words))
        if has_number:
            found.extend(_numbers(items, words, vocabulary, (scores, ages)))
        doc._.found = found or None
        return doc

    def to_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> None:
        """Write all that was read, so that the saved pipeline needs no data folder."""
        del exclude
        write_state(path, self.vocabulary.raw)

    def from_disk(self, path: Path, *, exclude: Iterable[str] = ()) -> QuantityComponent:
        """Take over what `to_disk` wrote."""
        del exclude
        self._vocabulary = QuantityWords(read_state(path))
        return self


def entity_of(duration: Duration, words: Words) -> Entity:
    """Return a length of time as what was found in a message."""
    return Entity(
        entity="duration",
        value=_tidy(duration.high),
        start=words.starts[duration.first],
        end=words.ends[duration.last - 1],
        extractor=EXTRACTOR,
        role="history" if duration.role is Role.HISTORY else None,
        details={"low": _tidy(duration.low), "high": _tidy(duration.high)},
    )


def _measures(scores: list[Measure], ages: list[Measure], words: Words) -> Iterator[Entity]:
    yield from (_measure("severity", score, words) for score in scores[-1:])
    yield from (_measure("age", age, words) for age in ages)


def _numbers(
    items: list[Item],
    words: Words,
    vocabulary: QuantityWords,
    told: tuple[list[Measure], list[Measure]],
) -> Iterator[Entity]:
    """Yield temperatures, and the number that is the answer to whatever was asked."""
    scores, ages = told
    for temperature, is_raised in find_temperatures(items, words, vocabulary):
        yield _temperature(temperature, words, vocabulary, is_raised=is_raised)
    pairs = corrected_numbers(items, vocabulary) if not scores and not ages else []
    for stands, denied in pairs:
        entity = _measure("number", stands, words)
        yield replace(entity, details={"instead_of": _tidy(denied)})
    if pairs:
        return
    number = whole_number(items, words, vocabulary) or edge_number(items, vocabulary)
    # A score that counts only as an answer leaves the number for another question.
    is_told = any(not score.is_word or score.is_band for score in scores)
    if number is not None and not is_told and not ages and not _is_negative(words):
        yield _measure("number", number, words)


def _is_negative(words: Words) -> bool:
    """Tell whether a message begins with a number below zero: "-1" answers nothing."""
    return words.forms[0] == "-" and words.starts[1:2] == words.ends[:1]


def _measure(entity: str, measure: Measure, words: Words) -> Entity:
    details: dict[str, Any] = {}
    if measure.low is not None and measure.high is not None:
        details = {"low": _tidy(measure.low), "high": _tidy(measure.high)}
    return Entity(
        entity=entity,
        value=_tidy(measure.value),
        start=words.starts[measure.first],
        end=words.ends[measure.last - 1],
        extractor=EXTRACTOR,
        role="word" if measure.is_word else None,
        details=details,
    )


def _temperature(
    measure: Measure, words: Words, vocabulary: QuantityWords, *, is_raised: bool
) -> Entity:
    rules = vocabulary.temperature
    assertion = "present" if is_raised else "absent"
    return Entity(
        entity="finding",
        value=rules["finding"],
        start=words.starts[measure.first],
        end=words.ends[measure.last - 1],
        extractor=EXTRACTOR,
        details={"assertion": assertion, "red_flag": list(rules["red_flags"])},
    )


def _tidy(value: float) -> float | int:
    return int(value) if value == int(value) else round(value, DECIMALS)


@Language.factory("backline_quantities", default_config={"folder": "data/lexicon", "root": "."})
def create_quantities(nlp: Language, name: str, folder: str, root: str) -> QuantityComponent:
    """Make the component; `folder` is taken relative to `root`."""
    del name
    attributes.register()
    return QuantityComponent(Path(root) / folder, nlp.lang or "")
