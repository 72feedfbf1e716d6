"""Which words are private: the project's own file of names, places and slots."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.yaml_text import UnreadableYaml
from bot.privacy.spans import Kind, plain

FILE = Path("data", "private_words.yml")
LISTS = ("names", "names_that_are_words", "places", "ordinary")


@dataclass(frozen=True, slots=True)
class PrivateWords:
    """Words in small letters without accents, and the kind of what each private slot holds."""

    slots: Mapping[str, Kind] = field(default_factory=lambda: MappingProxyType({}))
    names: frozenset[str] = frozenset()
    names_that_are_words: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    ordinary: frozenset[str] = frozenset()


def read_private_words(root: Path) -> PrivateWords:
    """Read the project's file; without one there are no such words.

    Raises ValueError with `file:line: what is wrong`.
    """
    path = root / FILE
    if not path.is_file():
        return PrivateWords()
    try:
        given = yaml_text.read(path) or {}
    except UnreadableYaml as error:
        raise ValueError(f"{FILE}:{error.line}: {error.reason}") from error
    if not isinstance(given, Mapping):
        raise ValueError(f"{FILE}:1: expected {', '.join(('slots', *LISTS))}")
    for key in given:
        if key not in ("slots", *LISTS):
            raise ValueError(f"{FILE}:1: there is no key {key!r}, only slots, {', '.join(LISTS)}")
    lists = {name: _words(given.get(name)) for name in LISTS}
    return PrivateWords(slots=_slots(given.get("slots") or {}), **lists)


def _words(given: Any) -> frozenset[str]:
    words = " ".join(map(str, given)) if isinstance(given, list) else str(given or "")
    return frozenset(plain(words).lower().split())


def _slots(given: Any) -> Mapping[str, Kind]:
    kinds = [kind.value for kind in Kind]
    if not isinstance(given, Mapping) or any(kind not in kinds for kind in given.values()):
        raise ValueError(f"{FILE}:1: each of slots names one of {', '.join(kinds)}")
    return {str(name): Kind(kind) for name, kind in given.items()}
