"""Corrections as files: examples for training, and sentences of a suite."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from bot.assistant.nlu_markup import AnnotatedEntity
from bot.assistant.nlu_writing import nlu_text
from bot.assistant.training_data import Example
from bot.console.correct_values import Choices, Correction, Mark, Meaning

HEAD = (
    "Corrected messages of people, de-identified, written by the staff console. Read it, then\n"
    "`backline train --corrections` on it."
)
SUITE_HEAD = """\
# Corrected messages of people, de-identified: what Rasa's training data cannot say of them. A suite
# as in tests/language: put it there, and every training and evaluation measures with it. `at` is
# the day on which a message was written, moved as the dates in it are.
cases:
"""
NUMBER = "0123456789.-"


def examples_of(corrections: Iterable[Correction], choices: Choices) -> list[Example]:
    """Return an example for each message; of equal words the latest correction counts."""
    by_words: dict[str, Example] = {}
    for one in corrections:
        meaning = one.meaning
        words = " ".join(meaning.text.casefold().split())
        by_words.pop(words, None)
        by_words[words] = Example(
            meaning.text, meaning.intent, tuple(_annotations(meaning, choices))
        )
    return list(by_words.values())


def examples_file(corrections: Iterable[Correction], choices: Choices) -> str:
    """Return a Rasa NLU file."""
    return nlu_text(examples_of(corrections, choices), HEAD)


def suite_file(corrections: Iterable[Correction], choices: Choices) -> str:
    """Return a suite: findings with how they are meant, facts, and lengths of time."""
    lines = [line for one in corrections for line in _cases(one, choices)]
    # JSON is YAML, too, and knows how to quote whatever a person writes.
    return SUITE_HEAD + "".join(f"- {line}\n" for line in lines) if lines else "cases: []\n"


def case_lines(correction: Correction, choices: Choices) -> list[str]:
    """Return the lines that a correction puts into the suite."""
    return list(_cases(correction, choices))


def annotated(mark: Mark, value: Any = None) -> AnnotatedEntity:
    """Return a mark as an example has it."""
    meant = value if value is not None else mark.value or mark.words
    return AnnotatedEntity(mark.entity, meant, mark.start, mark.end, mark.role or None)


def _annotations(meaning: Meaning, choices: Choices) -> Iterator[AnnotatedEntity]:
    for mark in meaning.facts:
        # What a number stands for is read from the words: said here, it would hold everywhere.
        is_number = bool(mark.value) and all(sign in NUMBER for sign in mark.value)
        is_length = mark.entity == choices.duration
        yield annotated(mark, mark.words if is_number or is_length else None)


def _cases(correction: Correction, choices: Choices) -> Iterator[str]:
    meaning = correction.meaning
    expected: dict[str, Any] = {one.value: one.assertion for one in meaning.findings}
    expected |= dict(_facts(meaning.facts, choices))
    if expected:
        yield _flow({"text": meaning.text, "expected": expected})
    days = _days(correction)
    if days:
        at = date.fromisoformat(correction.written_on).isoformat()
        # A day is no text in YAML: it stands without quotes.
        yield f"{_flow({'text': meaning.text, **days})[:-1]}, at: {at}}}"


def _facts(marks: Sequence[Mark], choices: Choices) -> Iterator[tuple[str, Any]]:
    for mark in marks:
        if mark.entity != choices.duration and mark.value:
            yield mark.entity, _value(mark.value)


def _value(text: str) -> Any:
    """Return a value as an entity has it: a number where it is one."""
    try:
        number = float(text)
    except ValueError:
        return text
    return int(number) if number.is_integer() else number


def _days(correction: Correction) -> dict[str, Any]:
    low, high = correction.meaning.low, correction.meaning.high
    if low is None or high is None:
        was_heard = correction.before.high is not None
        return {"days": None} if was_heard else {}
    shown = [_value(f"{number:g}") for number in (low, high)]
    return {"days": shown[0]} if low == high else {"low": shown[0], "high": shown[1]}


def _flow(item: dict[str, Any]) -> str:
    """Return a mapping in one line: its own keys plain, whatever people wrote as JSON."""
    parts = [f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items()]
    return "{" + ", ".join(parts) + "}"
