"""YAML 1.2 by libyaml: as nodes, or as plain data that knows its lines.

A lexicon has thousands of lines: a parser written in Python took seconds of each training, and
part of each start.
"""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from typing import Any

import yaml
from yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode
from yaml.reader import ReaderError

Scalar = str | int | float | bool | date | None
BASES = {"0o": 8, "0x": 16}
TAG = "tag:yaml.org,2002:"
# The core schema of YAML 1.2 and dates: unlike in YAML 1.1, "no" is a word and 12:30 no number.
# Each kind has what it may begin with.
KINDS = (
    ("null", r"~|null|Null|NULL|", ("~", "n", "N", "")),
    ("bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("int", r"[-+]?[0-9][0-9_]*|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("float", r"[-+]?[0-9_]*\.?[0-9]+(?:[eE][-+]?[0-9]+)?|[-+]?[0-9]+\.", "-+.0123456789"),
    ("float", r"[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)", "-+."),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
    ("merge", r"<<", "<"),
)


class UnreadableYaml(ValueError):
    """Text that is no YAML; `line` counts from 1."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line
        self.reason = reason


class Keys(dict[str, Any]):
    """A mapping that knows on which line each of its keys stands."""

    lines: dict[str, int]


class Items(list[Any]):
    """A list that knows on which line each of its items begins."""

    lines: list[int]


class _Loader(yaml.CSafeLoader):
    """Takes plain scalars for what the core schema of YAML 1.2 says that they are."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 -- PyYAML's own name and shape


for _kind, _form, _first in KINDS:
    _Loader.add_implicit_resolver(f"{TAG}{_kind}", re.compile(f"(?:{_form})\\Z"), [*_first])


def compose(text: str) -> Node | None:
    """Return the document's nodes, None for an empty one; raises UnreadableYaml."""
    try:
        node: Node | None = yaml.compose(text, _Loader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        reason = error.problem or error.context or "not valid YAML"
        raise UnreadableYaml(mark.line + 1 if mark else 1, reason) from error
    except ReaderError as error:
        line = text[: error.position].count("\n") + 1
        raise UnreadableYaml(line, str(error.reason)) from error
    return node


def read(path: Path) -> Any:
    """Return what a file holds as `Keys`, `Items` and scalars; raises UnreadableYaml."""
    root = compose(path.read_text(encoding="utf-8"))
    try:
        return None if root is None else _plain(root)
    except RecursionError as error:
        reason = "this lies too deep, or an alias stands for a part of itself"
        raise UnreadableYaml(1, reason) from error


def scalar_of(node: ScalarNode) -> Scalar:
    """Return a scalar's value; raises ValueError, whose text is its kind, for what it is not."""
    kind, text = kind_of(node), str(node.value)
    try:
        match kind:
            case "null":
                return None
            case "bool":
                return text.lower() == "true"
            case "int":
                return int(text.replace("_", ""), BASES.get(text.lstrip("+-")[:2], 10))
            case "float":
                return float(text.replace("_", "").replace(".inf", "inf").replace(".nan", "nan"))
            case "timestamp":
                return date.fromisoformat(text)
            case "str":
                return text
    except ValueError:
        pass
    raise ValueError(kind)


def kind_of(node: Node) -> str:
    """Return the name of a node's tag: str, int, map, seq and so on."""
    return str(node.tag).rpartition(":")[2]


def _plain(node: Node) -> Any:
    line = node.start_mark.line + 1
    match node:
        case MappingNode():
            return _keys(node)
        case SequenceNode():
            items = Items(_plain(part) for part in node.value)
            items.lines = [part.start_mark.line + 1 for part in node.value]
            return items
        case ScalarNode():
            try:
                return scalar_of(node)
            except ValueError as error:
                text = f"cannot read {node.value!r} as {error}; put it in quotes"
                raise UnreadableYaml(line, text) from None
        case _:
            raise UnreadableYaml(line, "not valid YAML")


def _keys(node: MappingNode) -> Keys:
    found = Keys()
    found.lines = {}
    for key, value in node.value:
        line = key.start_mark.line + 1
        if not isinstance(key, ScalarNode):
            raise UnreadableYaml(line, "a key is a word, not a list or keys and values")
        name = str(key.value)
        if name in found:
            raise UnreadableYaml(line, f"key {name!r} stands here twice")
        found[name] = _plain(value)
        found.lines[name] = line
    return found
