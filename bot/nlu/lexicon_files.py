"""Reading data/lexicon/<language>/*.yml into values, with file and line in every complaint."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.yaml_text import Items, Keys, UnreadableYaml
from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_syntax import PatternError, parse
from bot.nlu.sounds_alike import SoundAlike

FILES = ("words.yml", "sounds_alike.yml", "findings.yml", "facts.yml")
WORD_KEYS = ("masks", "skip", "stops", "clause_starts", "negators")
FINDING = "finding"
ENTRY_KEYS = ("red_flags", "say", "firm", "absent", "hints", "unless", "hides", "yields_to")
PATTERN_KEYS = ("say", "firm", "absent", "hints", "unless", "hides")
ALIKE = "sounds_alike"
ALIKE_KEYS = ("typed", "means", "where", "unless")


class LexiconError(ValueError):
    """A lexicon file that cannot be used; the text is one line for each problem."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What a lexicon says of one value of one entity.

    `say` are the patterns that state it, `firm` those that do so beyond the encoder's doubt,
    `absent` those that state its absence, `hints` those that may mean it and are to be asked
    about, `unless` those that undo it when they stand in the same sentence, `hides` those whose
    words it does not see. It gives way to a match of one of the values in `yields_to` over the
    same words.
    """

    entity: str
    value: str
    say: tuple[str, ...]
    firm: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    hints: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    hides: tuple[str, ...] = ()
    yields_to: tuple[str, ...] = ()
    red_flags: tuple[str, ...] = ()

    def patterns(self) -> tuple[str, ...]:
        """Return every pattern of the entry."""
        return (*self.say, *self.firm, *self.absent, *self.hints, *self.unless, *self.hides)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All that the files of one language say."""

    language: str
    wording: Wording = field(default_factory=Wording)
    entries: tuple[Entry, ...] = ()
    sounds_alike: tuple[SoundAlike, ...] = ()

    def patterns(self) -> Iterable[str]:
        """Yield every pattern of every entry, and of every word that sounds like another."""
        for entry in self.entries:
            yield from entry.patterns()
        for one in self.sounds_alike:
            yield from one.patterns()


class YamlFile:
    """A YAML mapping that knows the line of each of its keys and items."""

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            self.data: Any = yaml_text.read(path) or {}
        except UnreadableYaml as error:
            raise LexiconError(f"{path.name}:{error.line}: {error.reason}") from error
        if not isinstance(self.data, dict):
            raise LexiconError(f"{path.name}:1: this file must be a mapping")

    def refuse(self, node: Any, key: Any, complaint: str) -> LexiconError:
        """Return the error for a key of a mapping or an item of a list."""
        line = node.lines[key] if isinstance(node, Keys | Items) else 1
        return LexiconError(f"{self.path.parent.name}/{self.path.name}:{line}: {complaint}")

    def check_keys(self, node: Mapping[str, Any], allowed: Iterable[str]) -> None:
        """Raise LexiconError for the first key that is not allowed."""
        names = tuple(allowed)
        for key in node:
            if key not in names:
                near = difflib.get_close_matches(str(key), names, n=1, cutoff=0.5)
                hint = f" Did you mean {near[0]!r}?" if near else ""
                raise self.refuse(node, key, f"{key!r} is no key of this place.{hint}")

    def patterns(self, node: Mapping[str, Any], key: str) -> tuple[str, ...]:
        """Return the patterns listed under a key; each is parsed so that an error has a line."""
        items = node.get(key) or []
        if not isinstance(items, list):
            raise self.refuse(node, key, f"{key!r} must be a list")
        for place, item in enumerate(items):
            try:
                parse(str(item))
            except PatternError as error:
                raise self.refuse(items, place, str(error)) from error
        return tuple(str(item) for item in items)

    def check_groups(self, lines: Iterable[str], known: Iterable[str]) -> None:
        """Raise LexiconError where a pattern of this file names a group that nobody defines."""
        names = frozenset(known)
        for line in lines:
            for part in (part for sequence in parse(line) for part in sequence):
                for group in part.groups:
                    if group not in names:
                        near = difflib.get_close_matches(group, sorted(names), n=1)
                        hint = f" Did you mean <{near[0]}>?" if near else ""
                        raise self._at_text(line, f"there is no group <{group}>.{hint}")

    def _at_text(self, text: str, complaint: str) -> LexiconError:
        lines = self.path.read_text(encoding="utf-8").splitlines()
        number = next((n for n, line in enumerate(lines, 1) if text in line), 1)
        return LexiconError(f"{self.path.parent.name}/{self.path.name}:{number}: {complaint}")


def read_lexicon(folder: Path) -> Lexicon:
    """Read the files of one language; raises LexiconError with `file:line: what is wrong`."""
    groups: dict[str, tuple[str, ...]] = {}
    settings: dict[str, tuple[str, ...]] = {key: () for key in WORD_KEYS}
    entries: list[Entry] = []
    alike: list[SoundAlike] = []
    files = [YamlFile(folder / name) for name in FILES if (folder / name).is_file()]
    if not files:
        raise LexiconError(f"{folder}:1: none of {', '.join(FILES)} is here")
    for file in files:
        file.check_keys(file.data, ("groups", "entities", ALIKE, *WORD_KEYS))
        _read_groups(file, groups)
        for key in WORD_KEYS:
            settings[key] += file.patterns(file.data, key)
        entries.extend(_read_entries(file))
        alike.extend(_read_alike(file))
    for file in files:
        file.check_groups(_lines_of(file), groups)
    wording = Wording(
        groups=groups,
        masks=settings["masks"],
        skipped=settings["skip"],
        clause_starts=settings["clause_starts"],
        stops=settings["stops"],
        negators=settings["negators"],
    )
    lexicon = Lexicon(folder.name, wording, tuple(entries), tuple(alike))
    _check_vocabulary(folder, lexicon)
    return lexicon


def _read_groups(file: YamlFile, groups: dict[str, tuple[str, ...]]) -> None:
    node = file.data.get("groups") or {}
    for name in node:
        if name in groups:
            raise file.refuse(node, name, f"the group {name!r} is defined twice")
        groups[name] = file.patterns(node, name)
        if not groups[name]:
            raise file.refuse(node, name, f"the group {name!r} is empty")


def _read_entries(file: YamlFile) -> list[Entry]:
    found = []
    for entity, values in (file.data.get("entities") or {}).items():
        for value, node in values.items():
            file.check_keys(node, ENTRY_KEYS)
            lists = {key: file.patterns(node, key) for key in PATTERN_KEYS}
            if not lists["say"] and not lists["absent"]:
                raise file.refuse(values, value, f"{value!r} has no pattern")
            names = {
                key: tuple(map(str, node.get(key) or ())) for key in ("yields_to", "red_flags")
            }
            found.append(Entry(str(entity), str(value), **lists, **names))
    return found


def _read_alike(file: YamlFile) -> list[SoundAlike]:
    found = []
    for node in file.data.get(ALIKE) or ():
        file.check_keys(node, ALIKE_KEYS)
        where, unless = file.patterns(node, "where"), file.patterns(node, "unless")
        found.append(SoundAlike(str(node["typed"]), str(node["means"]), where, unless))
    return found


def _lines_of(file: YamlFile) -> list[str]:
    lines = [line for name in file.data.get("groups") or {} for line in file.data["groups"][name]]
    for key in ("masks", "clause_starts"):
        lines.extend(file.data.get(key) or ())
    for entry in _read_entries(file):
        lines.extend(entry.patterns())
    for one in _read_alike(file):
        lines.extend(one.patterns())
    return [str(line) for line in lines]


def _check_vocabulary(folder: Path, lexicon: Lexicon) -> None:
    try:
        Vocabulary(lexicon.wording, lexicon.patterns())
    except PatternError as error:
        raise LexiconError(f"{folder.name}/words.yml:1: {error}") from error
