"""Which words an assistant knows: the values of its entities, and ordinary words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from bot.assistant.assistant import Assistant
from bot.nlu import intent_classifier, lexicon
from bot.nlu.interpreter import current_model
from bot.nlu.lexicon_files import Entry, read_lexicon

ORDINARY = re.compile(r"(?<![\w'])[a-z]+(?:'[a-z]+)?(?![\w'])")

OUTSIDE = "out_of_scope"


def known_values(assistant: Assistant, entries: Iterable[Entry]) -> Mapping[str, Sequence[str]]:
    """Return the kinds of entities that are told in words, with the values that each can have.

    `entries` are those of the lexicon. A kind without values is a number, or stands for its own
    words.
    """
    found: dict[str, set[str]] = {}
    for example in assistant.training_data.examples:
        for entity in example.entities:
            values = found.setdefault(entity.entity, set())
            words = example.text[entity.start : entity.end]
            if isinstance(entity.value, str) and entity.value != words:
                values.add(entity.value)
    for entry in entries:
        found.setdefault(entry.entity, set()).add(entry.value)
    known = assistant.domain.entities
    return {name: sorted(found[name]) for name in known if name in found}


def entries_of_model(assistant: Assistant, model_dir: Path) -> Iterator[Entry]:
    """Yield the entries of the lexicon that the model in force was made with.

    The files say the same, but reading them takes a second, and memory that stays with a server.
    """
    folder = current_model(model_dir)
    if folder is not None and (folder / lexicon.EXTRACTOR).is_dir():
        for one in lexicon.kept_lexicons(folder / lexicon.EXTRACTOR):
            if one.language == assistant.config.language:
                yield from one.entries


def entries_of_files(assistant: Assistant) -> Iterator[Entry]:
    """Yield the entries of the lexicon that config.yml names; raises LexiconError."""
    for spec in assistant.config.pipeline:
        folder = spec.options.get("folder")
        if spec.name == lexicon.EXTRACTOR and folder is not None:
            language = assistant.root / str(folder) / assistant.config.language
            yield from read_lexicon(language).entries


def ordinary_words(assistant: Assistant) -> frozenset[str]:
    """Return the words that the assistant's own examples and replies write in small letters."""
    texts = [example.text for example in assistant.training_data.examples]
    for variations in assistant.domain.responses.values():
        texts += [one.text or "" for one in variations]
    return frozenset(word for text in texts for word in ORDINARY.findall(text))


def outside_intent(assistant: Assistant) -> str:
    """Return the intent whose examples show what the assistant is not for."""
    for spec in assistant.config.pipeline:
        if spec.name == intent_classifier.FACTORY:
            named = spec.options.get("outside_intents", ())
            known = [str(one) for one in named if str(one) in assistant.domain.intents]
            return next(iter(known), OUTSIDE)
    return OUTSIDE
