"""From the text of a YAML file to nodes."""

from __future__ import annotations

import math
from datetime import date
from pathlib import Path
from typing import Any

from yaml.nodes import MappingNode, ScalarNode, SequenceNode

from bot.assistant.problems import Misread, Problem, Problems
from bot.assistant.yaml_reader import Node
from bot.assistant.yaml_text import UnreadableYaml, compose, kind_of, scalar_of

Scalar = str | int | float | bool | None


def read_text(path: Path, file: str, problems: Problems) -> str | None:
    """Return a file's text, or None after noting why there is none.

    `file` is the name that authors know it by.
    """
    try:
        data = path.read_bytes()
        return data.decode("utf-8-sig")
    except FileNotFoundError:
        problems.add(file, 1, "the file is missing")
    except UnicodeDecodeError as error:
        line = error.object[: error.start].count(b"\n") + 1
        problems.add(file, line, "this is not UTF-8 text; save the file as UTF-8")
    except OSError as error:
        problems.add(file, 1, f"the file cannot be read: {error.strerror}")
    return None


def parse_yaml(text: str, file: str, problems: Problems) -> Node | None:
    """Return the document, or None after noting what is wrong; an empty file has no keys."""
    try:
        root = compose(text)
        if root is None:
            return Node({}, file, 1, problems)
        return _Builder(file, problems).node(root, ())
    except Misread as misread:
        problems.found.append(misread.problem)
    except UnreadableYaml as error:
        problems.add(file, error.line, f"not readable as YAML: {error.reason}")
    except RecursionError as error:
        problems.add(file, 1, f"not readable as YAML: {type(error).__name__}")
    return None


class _Builder:
    """Turns PyYAML's nodes into ours."""

    def __init__(self, file: str, problems: Problems) -> None:
        self._file = file
        self._problems = problems

    def node(self, raw: Any, above: tuple[int, ...]) -> Node:
        """Return a node; `above` are the nodes that it lies in."""
        line = raw.start_mark.line + 1
        if id(raw) in above:
            raise self._misread(line, "this alias stands for what it is a part of")
        inside = (*above, id(raw))
        match raw:
            case MappingNode():
                return Node(self._mapping(raw, inside), self._file, line, self._problems)
            case SequenceNode():
                parts = tuple(self.node(part, inside) for part in raw.value)
                return Node(parts, self._file, line, self._problems)
            case ScalarNode():
                # A block's text begins below its sign.
                first = line + 1 if raw.style in {"|", ">"} else line
                value = self._scalar(raw, line)
                return Node(value, self._file, line, self._problems, first, raw.style)
            case _:
                raise self._misread(line, "not readable as YAML")

    def _mapping(self, raw: MappingNode, above: tuple[int, ...]) -> dict[str, Node]:
        found: dict[str, Node] = {}
        for key, value in raw.value:
            line = key.start_mark.line + 1
            name = self._key(key, line)
            if name in found:
                # The first one is kept: which of two was meant is the author's to say.
                self._problems.add(self._file, line, f"key {name!r} stands here twice")
                continue
            node = self.node(value, above)
            found[name] = Node(
                node.value, self._file, line, self._problems, node.text_line, node.style
            )
        return found

    def _key(self, key: Any, line: int) -> str:
        if kind_of(key) == "merge":
            raise self._misread(line, "merge keys (<<) are not supported: write the keys out")
        if not isinstance(key, ScalarNode):
            raise self._misread(line, "a key is a word, not a list or keys and values")
        return str(key.value)

    def _scalar(self, raw: ScalarNode, line: int) -> Scalar:
        try:
            value = scalar_of(raw)
        except ValueError as error:
            kind = str(error)
        else:
            if isinstance(value, date):  # here a date is a text like any other
                return str(raw.value)
            if not isinstance(value, float) or math.isfinite(value):  # JSON has no infinity
                return value
            kind = "float"
        raise self._misread(line, f"cannot read {raw.value!r} as {kind}; put it in quotes")

    def _misread(self, line: int, message: str) -> Misread:
        return Misread(Problem(self._file, line, message))
