"""What the second net is taught by: sentences, their signs, and what is not known of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from bot.assistant.assistant import Assistant
from bot.nlu.interpreter import Interpreter
from bot.nlu.lexicon import FINDING
from bot.nlu.suite_scores import SUITE_TIME
from bot.nlu.suites import Suites, read_suite

FOLDERS = ("data/second_net", "tests/language", "tests/language/blind")
OTHER_LANGUAGES = frozenset({"spanish.yml"})

Floats = NDArray[np.float32]


@dataclass(slots=True)
class Sentence:
    """A sentence; `told` are its signs with the assertion that its author gave them."""

    told: dict[str, str] = field(default_factory=dict)
    is_quiet: bool = False


@dataclass(frozen=True, slots=True)
class Lessons:
    """Parallel: texts, which signs are present (1.0), and of which that is known (1.0)."""

    texts: tuple[str, ...]
    signs: tuple[str, ...]
    present: Floats
    known: Floats


def lessons_of(assistant: Assistant, *, without: Collection[str]) -> Lessons:
    """Return all sentences of the project but those of the files named `without`.

    Of the signs that nobody speaks of in labelling a sentence it is not known whether they are
    there where the lexicon hears something of them. Raises ValueError with `file:line: ...`.
    """
    told: dict[str, Sentence] = {}
    files = [file for folder in FOLDERS for file in sorted((assistant.root / folder).glob("*.yml"))]
    for file in files:
        if file.name not in {*without, *OTHER_LANGUAGES}:
            _read(told, file)
    for example in assistant.training_data.examples:
        told.setdefault(example.text, Sentence())
    signs = tuple(sorted({sign for one in told.values() for sign in one.told}))
    interpreter = Interpreter.build(assistant)
    rows = [_row(interpreter, text, one, signs) for text, one in told.items()]
    present, known = (np.array(part, dtype=np.float32) for part in zip(*rows, strict=True))
    return Lessons(tuple(told), signs, present, known)


def _read(told: dict[str, Sentence], file: Path) -> None:
    suites = read_suite(file)
    for meant in suites.findings:
        sign, assertion = meant.expected
        told.setdefault(meant.text, Sentence()).told[sign] = assertion
    for text in suites.quiet:
        told.setdefault(text, Sentence()).is_quiet = True
    for text in _others(suites):
        told.setdefault(text, Sentence())


def _others(suites: Suites) -> Iterator[str]:
    yield from (meant.text for meant in (*suites.intents, *suites.facts, *suites.durations))
    yield from (text for texts in suites.strangers.values() for text in texts)


def _row(
    interpreter: Interpreter, text: str, sentence: Sentence, signs: tuple[str, ...]
) -> tuple[list[float], list[float]]:
    """Return which signs are present, and of which it is known."""
    heard = set()
    if not sentence.is_quiet:
        found = interpreter.parse(text, now=SUITE_TIME).entities
        heard = {str(one.value) for one in found if one.entity == FINDING}
    present = [float(sentence.told.get(sign) == "present") for sign in signs]
    unknown = {sign for sign, meant in sentence.told.items() if meant == "unsure"}
    unknown |= heard - sentence.told.keys()
    return present, [float(sign not in unknown) for sign in signs]
