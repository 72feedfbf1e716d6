"""Making the second net: from sentences whose red flags are known to `second_net.npz`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.assistant.assistant import Assistant
from bot.nlu.features import Row
from bot.nlu.interpreter import Interpreter
from bot.nlu.lexicon import FINDING, LexiconComponent
from bot.nlu.matching_words import read_words
from bot.nlu.second_net import BUCKETS, FACTORY, NOTHING, Net, SecondNet, buckets_of, weighed
from bot.nlu.softmax import fit, fold, kernel
from bot.nlu.suites import Suites, read_suite
from bot.nlu.word_vectors import WordVectors


@dataclass(frozen=True, slots=True)
class Sentence:
    """Words and the red flags that they speak of, however they mean them."""

    forms: tuple[str, ...]
    flags: frozenset[str]


def flags_of_findings(interpreter: Interpreter) -> dict[str, str]:
    """Return the first red flag of each finding of the lexicon."""
    components = [one for _, one in interpreter.nlp.pipeline if isinstance(one, LexiconComponent)]
    return {
        entry.value: entry.red_flags[0]
        for component in components
        for matcher in component.matchers
        for entry in matcher.lexicon.entries
        if entry.entity == FINDING and entry.red_flags
    }


def sentences_of(interpreter: Interpreter, files: Sequence[Path]) -> Iterator[Sentence]:
    """Yield the sentences of suites: what their authors say of findings, else what is heard.

    A sentence that is there to show something else counts only where nothing is heard in it.
    """
    flags = flags_of_findings(interpreter)
    for file in files:
        suites = read_suite(file)
        told: dict[str, set[str]] = {text: set() for text in suites.quiet}
        for meant in suites.findings:
            own = {flags[name] for name in (meant.expected[0],) if name in flags}
            told.setdefault(meant.text, set()).update(own)
        for text, own in told.items():
            yield Sentence(_read(interpreter, text)[0], frozenset(own))
        for text in _others(suites):
            forms, heard = _read(interpreter, text)
            if not heard and text not in told:
                yield Sentence(forms, frozenset())


def heard_in(interpreter: Interpreter, texts: Sequence[str]) -> Iterator[Sentence]:
    """Yield texts with the red flags that the lexicon hears in them."""
    for text in texts:
        yield Sentence(*_read(interpreter, text))


def train_net(sentences: Sequence[Sentence], vectors: WordVectors) -> Net:
    """Return the net that some sentences teach. Equal sentences, equal net."""
    pairs = [(one, flag) for one in sentences for flag in sorted(one.flags) or [NOTHING]]
    labels = tuple(sorted({flag for _, flag in pairs} | {NOTHING}))
    place = {label: number for number, label in enumerate(labels)}
    counted = [buckets_of(one.forms) for one, _ in pairs]
    met = np.concatenate([buckets for buckets, _ in counted])
    frequency = np.bincount(met, minlength=BUCKETS)
    idf = (np.log((1 + len(pairs)) / (1 + frequency)) + 1.0).astype(np.float32)
    behind = np.arange(BUCKETS, BUCKETS + vectors.size)
    rows = [
        Row(np.concatenate([buckets, behind]), np.concatenate(parts))
        for (one, _), (buckets, counts) in zip(pairs, counted, strict=True)
        for parts in (weighed(buckets, counts, one.forms, idf, vectors),)
    ]
    classes = np.array([place[flag] for _, flag in pairs], dtype=np.int64)
    width = BUCKETS + vectors.size
    coefficients = fit(kernel(rows, width), classes, len(labels))
    return Net(labels, idf, fold(rows, coefficients, width), vectors)


def make_net(assistant: Assistant, folders: Sequence[Path], *, without: Collection[str]) -> Net:
    """Return the net of the assistant's own examples and of the suites of some folders.

    `without` are the names of files to leave out. Raises ValueError with `file:line: what is wrong`
    and where the assistant's pipeline has no second net.
    """
    interpreter = Interpreter.build(assistant)
    vectors = next(
        (one.vectors for _, one in interpreter.nlp.pipeline if isinstance(one, SecondNet)), None
    )
    if vectors is None:
        raise ValueError(f"config.yml:1: the pipeline has no {FACTORY}")
    files = [file for folder in folders for file in sorted(folder.glob("*.yml"))]
    chosen = [file for file in files if file.name not in without]
    examples = [example.text for example in assistant.training_data.examples]
    sentences = [*sentences_of(interpreter, chosen), *heard_in(interpreter, examples)]
    return train_net(sentences, vectors)


def _others(suites: Suites) -> Iterator[str]:
    yield from (meant.text for meant in (*suites.intents, *suites.facts, *suites.durations))
    yield from (text for texts in suites.strangers.values() for text in texts)


def _read(interpreter: Interpreter, text: str) -> tuple[tuple[str, ...], frozenset[str]]:
    with interpreter.nlp.memory_zone():
        doc = interpreter.process(text)
        heard = {
            flag
            for one in doc._.found or ()
            if one.entity == FINDING
            for flag in one.details.get("red_flag", ())[:1]
        }
        return tuple(read_words(doc).forms), frozenset(heard)
