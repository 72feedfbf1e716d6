"""YAML files as nodes that know their line, with access so strict that no key is skipped.

The language is YAML 1.2: a bare `yes`, `no`, `on` or `off` is a word, not a truth value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from types import MappingProxyType
from typing import Any, NoReturn, TypeVar

from bot.assistant.problems import Misread, Problem, Problems, did_you_mean

T = TypeVar("T")
D = TypeVar("D")
NO_MENDS: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Node:
    """One value of a file: a scalar, a tuple of nodes, or a dict of nodes.

    `line` is where an author looks: that of the key for the value of a key. `text_line` is the line
    of the first line of a text, and `style` its YAML style (`|`, `>`, a quote, or None).
    """

    value: Any
    file: str
    line: int
    problems: Problems = field(repr=False, compare=False)
    text_line: int = 0
    style: str | None = None

    def note(self, message: str) -> None:
        """Note a problem at this place; reading goes on."""
        self.problems.add(self.file, self.line, message)

    def fail(self, message: str) -> NoReturn:
        """Give up this entry: raise Misread for this place."""
        raise Misread(Problem(self.file, self.line, message))

    def fields(
        self,
        *required: str,
        optional: Iterable[str] = (),
        refused: Mapping[str, str] = NO_MENDS,
    ) -> Fields:
        """Return the keys and values; note every other key, and fail where one is missing.

        `refused` tells for a key that Rasa knows what an author writes here instead.
        """
        found = self.mapping()
        known = (*required, *optional)
        for key, node in found.items():
            if key in refused:
                node.note(f"key {key!r} is not supported: {refused[key]}")
            elif key not in known:
                node.note(f"unknown key {key!r}.{did_you_mean(key, known)}")
        for key in required:
            if key not in found:
                self.fail(f"key {key!r} is missing")
        return Fields(found)

    def mapping(self) -> dict[str, Node]:
        """Return keys and values, whatever the keys are."""
        if not isinstance(self.value, dict):
            self.fail(f"expected keys and values, found {self.kind()}")
        return self.value

    def items(self) -> tuple[Node, ...]:
        """Return the entries of a list."""
        if not isinstance(self.value, tuple):
            self.fail(f"expected a list, found {self.kind()}")
        return self.value

    def each(self, read: Callable[[Node], T]) -> tuple[T, ...]:
        """Return what `read` makes of each entry of a list; entries that fail are noted."""
        found = (self._attempt(read, node) for node in self.items())
        return tuple(one[0] for one in found if one is not None)

    def named(self, read: Callable[[str, Node], T]) -> dict[str, T]:
        """Return what `read` makes of each key and its value; entries that fail are noted."""
        found: dict[str, T] = {}
        for name, node in self.mapping().items():
            one = self._attempt(partial(read, name), node)
            if one is not None:
                found[name] = one[0]
        return found

    def _attempt(self, read: Callable[[Node], T], node: Node) -> tuple[T] | None:
        try:
            return (read(node),)
        except Misread as misread:
            self.problems.found.append(misread.problem)
            return None

    def text(self) -> str:
        """Return a text that is not empty."""
        if not isinstance(self.value, str):
            mend = "" if self.value is None or self.is_nested() else "; put it in quotes"
            self.fail(f"expected text, found {self.kind()}{mend}")
        if not self.value.strip():
            self.fail("the text is empty")
        return self.value

    def text_or_null(self) -> str | None:
        """Return a text, or None for null."""
        return None if self.value is None else self.text()

    def number(self) -> float:
        """Return a number."""
        if isinstance(self.value, bool) or not isinstance(self.value, int | float):
            self.fail(f"expected a number, found {self.kind()}")
        return self.value

    def flag(self) -> bool:
        """Return true or false; `yes` and `no` are words."""
        if not isinstance(self.value, bool):
            self.fail(f"expected true or false, found {self.kind()}")
        return self.value

    def words(self) -> tuple[str, ...]:
        """Return a list of texts without repeats."""
        found: list[str] = []
        for node in self.items():
            word = node.text()
            if word in found:
                node.note(f"{word!r} stands here twice")
            else:
                found.append(word)
        return tuple(found)

    def word_or_words(self) -> tuple[str, ...]:
        """Return a list of texts, or one text as a list of one."""
        return (self.value,) if isinstance(self.value, str) and self.value else self.words()

    def plain(self) -> Any:
        """Return the value as JSON: dicts, lists, texts, numbers, truth values and None."""
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, tuple):
            return [node.plain() for node in self.value]
        return self.value

    def plain_mapping(self) -> dict[str, Any]:
        """Return keys and values as JSON."""
        return {key: node.plain() for key, node in self.mapping().items()}

    def is_nested(self) -> bool:
        """Tell whether this is a list or has keys."""
        return isinstance(self.value, dict | tuple)

    def kind(self) -> str:
        """Return what this is, in words for an author."""
        match self.value:
            case dict():
                return "keys and values"
            case tuple():
                return "a list"
            case None:
                return "nothing"
            case bool():
                return str(self.value).lower()
            case _:
                return repr(self.value)


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one entry."""

    found: Mapping[str, Node]

    def __contains__(self, key: str) -> bool:
        return key in self.found

    def __getitem__(self, key: str) -> Node:
        return self.found[key]

    def read(self, key: str, how: Callable[[Node], T], default: D) -> T | D:
        """Return a key's value as `how` reads it, else the default; a wrong value is noted."""
        node = self.found.get(key)
        if node is None:
            return default
        try:
            return how(node)
        except Misread as misread:
            node.problems.found.append(misread.problem)
            return default

    def flag(self, key: str, *, default: bool) -> bool:
        """Return true or false; a wrong value is noted."""
        return self.read(key, Node.flag, default)
