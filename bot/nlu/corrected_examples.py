"""The project's own file of corrected examples, and what a new file adds to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from bot.assistant.assistant import Assistant, load_assistant
from bot.assistant.nlu_writing import nlu_text
from bot.assistant.problems import AssistantError, Problem
from bot.assistant.training_data import Example, load_training_file

KEPT = "data/corrections.yml"
HEAD = (
    "Corrected messages of people, de-identified. `backline train --corrections FILE` adds to it\n"
    "where the model does not become worse by it. Delete a line to undo a correction."
)


@dataclass(frozen=True, slots=True)
class Merged:
    """The project's file as it would be, the assistant with it, and the examples that are new."""

    text: str
    assistant: Assistant
    added: tuple[Example, ...]


def merged(assistant: Assistant, path: Path) -> Merged:
    """Return what a file of corrected examples would make of an assistant; nothing is written.

    An example of the same words takes the place of an earlier correction. Raises AssistantError
    where the file cannot be used, contradicts the project's own examples, or holds nothing new.
    """
    given = load_training_file(path).examples
    own = [one for one in assistant.training_data.examples if one.file != KEPT]
    before = [one for one in assistant.training_data.examples if one.file == KEPT]
    problems = list(_problems(given, own, assistant, str(path)))
    if problems:
        raise AssistantError(problems)
    known = {_words_of(one) for one in own}
    corrected = {_words_of(one): one for one in (*before, *given) if _words_of(one) not in known}
    fresh = tuple(one for one in corrected.values() if one not in before)
    if not fresh:
        raise AssistantError([Problem(str(path), 1, "every example in it is known already")])
    text = nlu_text(corrected.values(), HEAD)
    return Merged(text, load_assistant(assistant.root, instead={KEPT: text}), fresh)


def _words_of(example: Example) -> str:
    return " ".join(example.text.casefold().split())


def _problems(
    given: Iterable[Example], own: Iterable[Example], assistant: Assistant, file: str
) -> Iterator[Problem]:
    first = {_words_of(one): one for one in own}
    for one in given:
        line = one.line or 1
        if one.intent not in assistant.domain.intents:
            yield Problem(file, line, f"domain.yml declares no intent {one.intent}")
        for entity in one.entities:
            if entity.entity not in assistant.domain.entities:
                yield Problem(file, line, f"domain.yml declares no entity {entity.entity}")
        known = first.setdefault(_words_of(one), replace(one, file=file))
        if known.intent != one.intent:
            place = f"{known.file}:{known.line}"
            message = f"{one.text!r} is an example of {known.intent} already ({place}): change one"
            yield Problem(file, line, message)
