"""YAML as nodes that know their line, with strict access: no key is ever skipped."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NoReturn

import yaml
from yaml.nodes import MappingNode, ScalarNode, SequenceNode
from yaml.reader import ReaderError

from actions.knowledge.problems import Problem, ShapeError, did_you_mean

Value = str | int | float | bool | datetime.date | None
# What a word without quotes is, as YAML 1.2 has it: "no" is a word, and 12:30 no number.
UNQUOTED = {
    "null": (r"~|null|", ("~", "n", "")),
    "bool": (r"true|True|false|False", "tTfF"),
    "int": (r"[-+]?[0-9]+", "-+0123456789"),
    "float": (r"[-+]?[0-9]*\.[0-9]+", "-+.0123456789"),
    "timestamp": (r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
}


class _Loader(yaml.CSafeLoader):
    """Reads by libyaml, and tells words from numbers as YAML 1.2 does."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- PyYAML's own name and shape


for _kind, (_form, _first) in UNQUOTED.items():
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_kind}", re.compile(f"(?:{_form})\\Z"), [*_first]
    )


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a YAML file: a scalar, a tuple of nodes, or a mapping from keys to nodes."""

    value: Any
    file: str
    line: int

    def fail(self, message: str) -> NoReturn:
        """Raise ShapeError at this place."""
        raise ShapeError(Problem(self.file, self.line, message))

    def mapping(self) -> Mapping[str, Node]:
        """Return the keys and values, whatever the keys are."""
        if not isinstance(self.value, dict):
            self.fail(f"expected keys and values, found {self._kind()}")
        return self.value

    def keys(self, *required: str, optional: Iterable[str] = ()) -> Mapping[str, Node]:
        """Return the keys and values; refuse unknown keys and missing ones."""
        found = self.mapping()
        known = (*required, *optional)
        for key, node in found.items():
            if key not in known:
                node.fail(f"unknown key {key!r}.{did_you_mean(key, known)}")
        for key in required:
            if key not in found:
                self.fail(f"key {key!r} is missing")
        return found

    def items(self) -> tuple[Node, ...]:
        """Return the entries of a list."""
        if not isinstance(self.value, tuple):
            self.fail(f"expected a list, found {self._kind()}")
        return self.value

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str):
            self.fail(f"expected text, found {self._kind()}; put it in quotes")
        if not self.value.strip():
            self.fail("the text is empty")
        return self.value

    def number(self) -> float:
        """Return a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail(f"expected a number, found {self._kind()}")
        return self.value

    def whole(self) -> int:
        """Return a whole number that is not negative."""
        number = self.number()
        if not isinstance(number, int) or number < 0:
            self.fail(f"expected a whole number from 0 up, found {number}")
        return number

    def flag(self) -> bool:
        """Return true or false; the words yes and no are refused."""
        if not isinstance(self.value, bool):
            self.fail(f"expected true or false, found {self._kind()}")
        return self.value

    def date(self) -> datetime.date:
        """Return a date written as 2026-11-23."""
        if not isinstance(self.value, datetime.date):
            self.fail(f"expected a date such as 2026-11-23, found {self._kind()}")
        return self.value

    def one_of(self, known: Iterable[str], what: str) -> str:
        """Return a word that has to be among the known ones."""
        word = self.text()
        known = list(known)
        if word not in known:
            self.fail(f"there is no {what} {word!r}.{did_you_mean(word, known)}")
        return word

    def words(self, known: Iterable[str], what: str) -> tuple[str, ...]:
        """Return a list of known words without repeats."""
        known = list(known)
        found = tuple(node.one_of(known, what) for node in self.items())
        for position, word in enumerate(found):
            if word in found[:position]:
                self.fail(f"{what} {word!r} stands here twice")
        return found

    def _kind(self) -> str:
        match self.value:
            case dict():
                return "keys and values"
            case tuple():
                return "a list"
            case None:
                return "nothing"
            case _:
                return repr(str(self.value))


def parse_yaml(text: str, file: str) -> Node:
    """Return the document as a node, or raise ShapeError with the place of the mistake."""
    try:
        root = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise ShapeError(Problem(file, line, f"not readable as YAML: {error.problem}")) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise ShapeError(Problem(file, line, f"not readable as YAML: {error.reason}")) from error
    if root is None:
        raise ShapeError(Problem(file, 1, "the file is empty"))
    return _node(root, file)


def _node(raw: Any, file: str) -> Node:
    line = raw.start_mark.line + 1
    match raw:
        case MappingNode():
            return Node(_mapping(raw, file), file, line)
        case SequenceNode():
            return Node(tuple(_node(part, file) for part in raw.value), file, line)
        case ScalarNode():
            return Node(_scalar(raw, file, line), file, line)
        case _:
            raise ShapeError(Problem(file, line, "anchors and special tags are not used here"))


def _mapping(raw: MappingNode, file: str) -> dict[str, Node]:
    found: dict[str, Node] = {}
    for key, value in raw.value:
        line = key.start_mark.line + 1
        name = str(key.value)
        if name in found:
            raise ShapeError(Problem(file, line, f"key {name!r} stands here twice"))
        node = _node(value, file)
        # A problem with a value is shown at its key, where the author looks.
        found[name] = Node(node.value, file, line)
    return found


def _scalar(raw: ScalarNode, file: str, line: int) -> Value:
    kind = str(raw.tag).rpartition(":")[2]
    text = str(raw.value)
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text)
            case "float":
                return float(text)
            case "timestamp":
                return datetime.date.fromisoformat(text)
            case "str":
                return text
    except ValueError:
        pass
    raise ShapeError(Problem(file, line, f"cannot read {text!r}; put it in quotes"))
