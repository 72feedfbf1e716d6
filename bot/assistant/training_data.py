"""Training data: examples of each intent, synonyms, lookup tables and regular expressions."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from bot.assistant.domain import check_version
from bot.assistant.nlu_markup import AnnotatedEntity, MarkupError, parse_markup
from bot.assistant.problems import Misread, Problems
from bot.assistant.yaml_files import parse_yaml, read_text
from bot.assistant.yaml_reader import Node

KINDS = ("intent", "synonym", "lookup", "regex")
DASH = "-"
NO_DATA: Mapping[str, tuple[str, ...]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence of an intent, its markup taken out, and where it stands."""

    text: str
    intent: str
    entities: tuple[AnnotatedEntity, ...] = ()
    line: int = field(default=0, compare=False, repr=False)
    file: str = field(default="data/nlu.yml", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class TrainingData:
    """All training data of an assistant.

    `synonyms` maps each wording to its value; `lookups` and `regexes` map a name to its entries.
    """

    examples: tuple[Example, ...]
    synonyms: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    lookups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_DATA)
    regexes: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: NO_DATA)


def load_training_file(path: Path) -> TrainingData:
    """Read any Rasa NLU file; raises AssistantError."""
    problems = Problems()
    reader = TrainingReader()
    text = read_text(path, str(path), problems)
    node = None if text is None else parse_yaml(text, str(path), problems)
    if node is not None:
        try:
            fields = node.fields("nlu", optional=("version",))
            check_version(fields)
            reader.read(fields["nlu"])
        except Misread as misread:
            problems.found.append(misread.problem)
    problems.raise_if_any()
    return reader.training_data()


class TrainingReader:
    """Gathers the training data of one or several files."""

    def __init__(self) -> None:
        # Keys of a dict: an example given twice counts once, as in Rasa.
        self._examples: dict[Example, None] = {}
        self._synonyms: dict[str, str] = {}
        self._inline_synonyms: dict[str, str] = {}
        self._lookups: dict[str, list[str]] = {}
        self._regexes: dict[str, list[str]] = {}

    def read(self, node: Node) -> None:
        """Read a file's `nlu` list; raises Misread, and notes what else is wrong."""
        node.each(self._read_item)

    def training_data(self) -> TrainingData:
        """Return all that was read."""
        return TrainingData(
            examples=tuple(self._examples),
            synonyms={**self._inline_synonyms, **self._synonyms},
            lookups={name: tuple(words) for name, words in self._lookups.items()},
            regexes={name: tuple(words) for name, words in self._regexes.items()},
        )

    def _read_item(self, node: Node) -> None:
        kinds = [key for key in node.mapping() if key in KINDS]
        if len(kinds) != 1:
            # Unknown keys are named first: one of them is likely the misspelt kind.
            node.fields(optional=(*KINDS, "examples", "metadata"))
            node.fail(f"expected one of {', '.join(KINDS)} with its examples")
        fields = node.fields(kinds[0], "examples", optional=("metadata",))
        name = fields[kinds[0]].text()
        readers: dict[str, Callable[[str, str, Node], None]] = {
            "intent": self._add_example,
            "synonym": self._add_synonym,
            "lookup": self._add_lookup,
            "regex": self._add_regex,
        }
        if kinds[0] == "intent" and "/" in name:
            node.fail(f"retrieval intents are not supported: {name}")
        found = 0
        for text, place in _example_lines(fields["examples"]):
            readers[kinds[0]](name, text, place)
            found += 1
        if not found:
            node.note(f"{kinds[0]} {name} has no examples")

    def _add_example(self, intent: str, marked: str, place: Node) -> None:
        try:
            text, entities = parse_markup(marked)
        except MarkupError as error:
            place.note(str(error))
            return
        example = Example(text, intent, entities, place.line, place.file)
        self._examples.setdefault(example)
        for found in entities:
            words = text[found.start : found.end]
            if isinstance(found.value, str) and found.value != words:
                self._inline_synonyms.setdefault(words, found.value)

    def _add_synonym(self, value: str, words: str, place: Node) -> None:
        known = self._synonyms.setdefault(words, value)
        if known != value:
            place.note(f"{words!r} is a synonym of {known!r} already")

    def _add_lookup(self, name: str, words: str, _: Node) -> None:
        self._lookups.setdefault(name, []).append(words)

    def _add_regex(self, name: str, pattern: str, place: Node) -> None:
        try:
            re.compile(pattern)
        except re.error as error:
            place.note(f"no regular expression: {error}")
        self._regexes.setdefault(name, []).append(pattern)


def _example_lines(node: Node) -> Iterator[tuple[str, Node]]:
    """Yield each example with the place that it stands at."""
    if isinstance(node.value, tuple):
        yield from node.each(_listed_example)
        return
    if node.style == ">":
        node.fail("the sign > joins lines: write `examples: |`")
    for number, line in enumerate(node.text().splitlines()):
        place = Node(line, node.file, _line(node, number), node.problems)
        text = line.strip()
        if not text:
            continue
        if not text.startswith(DASH):
            place.note(f"an example begins with a dash, but this line with {text[:20]!r}")
        elif not text.removeprefix(DASH).strip():
            place.note("the example is empty")
        else:
            yield text.removeprefix(DASH).strip(), place


def _listed_example(node: Node) -> tuple[str, Node]:
    """Read an entry of a list: a text, or `text` with `metadata`."""
    if not isinstance(node.value, dict):
        return node.text().strip(), node
    fields = node.fields("text", optional=("metadata",))
    text = fields["text"].text().strip()
    return text.removeprefix(DASH).strip() if text.startswith("- ") else text, fields["text"]


def _line(node: Node, number: int) -> int:
    """Return the line of the n-th line of a text; only a block keeps the file's own lines."""
    return node.text_line + number if node.style == "|" else node.line
