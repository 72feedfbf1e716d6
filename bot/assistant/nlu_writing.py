"""Examples written as a file in Rasa's NLU format, to be read back as they were."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

from bot.assistant.nlu_markup import AnnotatedEntity, parse_markup
from bot.assistant.training_data import Example

VERSION = 'version: "3.1"'


def marked_text(text: str, entities: Sequence[AnnotatedEntity]) -> str:
    """Return a text with its entities marked; of those that overlap the longest is.

    A value is written where it is a word and not the text's own. Raises ValueError for a text that
    would be read back as another.
    """
    pieces: list[str] = []
    place = 0
    chosen = _apart(entities)
    for (start, end), group in groupby(chosen, key=lambda one: (one.start, one.end)):
        words = text[start:end]
        marks = [_mark(one, words) for one in group]
        shown = marks[0] if len(marks) == 1 else marks
        pieces += [text[place:start], f"[{words}]{json.dumps(shown, ensure_ascii=False)}"]
        place = end
    marked = "".join([*pieces, text[place:]])
    back, found = parse_markup(marked)
    if back != text or len(found) != len(chosen) or "\n" in text or text != text.strip():
        raise ValueError("this text would be read back as another: take brackets out of it")
    return marked


def nlu_text(examples: Iterable[Example], head: str = "") -> str:
    """Return a file of examples, intent by intent in the order of their names.

    `head` becomes comments on top. Raises ValueError as `marked_text` does.
    """
    lines = [*(f"# {line}" for line in head.splitlines()), VERSION, "", "nlu:"]
    ordered = sorted(examples, key=lambda one: one.intent)
    for intent, group in groupby(ordered, key=lambda one: one.intent):
        lines += [f"- intent: {intent}", "  examples: |"]
        lines += [f"    - {marked_text(one.text, one.entities)}" for one in group]
    return "\n".join(lines) + "\n" if ordered else "\n".join([*lines[:-1], "nlu: []"]) + "\n"


def _mark(entity: AnnotatedEntity, words: str) -> dict[str, str]:
    given = {"entity": entity.entity, "role": entity.role, "group": entity.group}
    mark = {key: value for key, value in given.items() if value is not None}
    # A number is read from the words; as a value it would stand for these words everywhere.
    if isinstance(entity.value, str) and entity.value != words:
        mark["value"] = entity.value
    return mark


def _apart(entities: Sequence[AnnotatedEntity]) -> list[AnnotatedEntity]:
    """Return the entities that can be marked together, in the order of the text."""
    kept: list[AnnotatedEntity] = []
    for one in sorted(entities, key=lambda one: (one.start - one.end, one.start, one.entity)):
        spans = {(other.start, other.end) for other in kept}
        is_same = (one.start, one.end) in spans
        if is_same or all(one.end <= start or end <= one.start for start, end in spans):
            kept.append(one)
    return sorted(kept, key=lambda one: (one.start, one.end))
