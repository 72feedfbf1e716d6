"""Reading data/lexicon/<language>/assertion.yml: the cues that say how a finding is meant."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.lexicon_files import LexiconError, YamlFile
from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_syntax import PatternError

FILE = "assertion.yml"
# category, direction, patterns
CueLines = tuple[tuple[str, str, tuple[str, ...]], ...]
CATEGORIES = ("absent", "unsure", "past", "hypothetical", "other_person", "relative", "question")
DIRECTIONS = ("before", "after")
NAMES = ("lasting", "whoever", "asked_about")
LISTS = ("shields", "ends", "proxy", "self")
KEYS = (
    "groups",
    "skip",
    "stops",
    "clause_starts",
    "masks",
    "lasting",
    "whoever",
    "asked_about",
    "cues",
    *LISTS,
)


@dataclass(frozen=True, slots=True)
class CueWords:
    """The cues of one language.

    `cues` maps a category and a direction ("before" the finding or "after" it) to patterns.
    `shields` hide the cues inside them, `ends` close a scope, `proxy` and `self` tell whom a
    message is about. `lasting` are findings that still count when they lie in the past,
    `whoever` those that name another person and still are about this one, `asked_about` those
    that a question does not state.
    """

    language: str
    wording: Wording
    cues: CueLines
    shields: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    proxy: tuple[str, ...] = ()
    self: tuple[str, ...] = ()
    lasting: frozenset[str] = frozenset()
    whoever: frozenset[str] = frozenset()
    asked_about: frozenset[str] = frozenset()

    def patterns(self) -> tuple[str, ...]:
        """Return every pattern of the file."""
        lines = (line for _, _, cue_lines in self.cues for line in cue_lines)
        return (*lines, *self.shields, *self.ends, *self.proxy, *self.self)


def read_cues(folder: Path) -> CueWords:
    """Read the cue file of a language; raises LexiconError with `file:line: what is wrong`."""
    file = YamlFile(folder / FILE)
    file.check_keys(file.data, KEYS)
    groups = file.data.get("groups") or {}
    wording = Wording(
        groups={name: file.patterns(groups, name) for name in groups},
        skipped=file.patterns(file.data, "skip"),
        stops=file.patterns(file.data, "stops"),
        clause_starts=file.patterns(file.data, "clause_starts"),
        masks=file.patterns(file.data, "masks"),
    )
    lists = {key: file.patterns(file.data, key) for key in LISTS}
    names = {key: _names(file, key) for key in NAMES}
    words = _cue_words(folder.name, wording, _read_categories(file), lists, names)
    _check(file, words)
    return words


def _cue_words(
    language: str,
    wording: Wording,
    cues: CueLines,
    lists: Mapping[str, tuple[str, ...]],
    names: Mapping[str, frozenset[str]],
) -> CueWords:
    return CueWords(
        language=language,
        wording=wording,
        cues=cues,
        shields=lists["shields"],
        ends=lists["ends"],
        proxy=lists["proxy"],
        self=lists["self"],
        lasting=names["lasting"],
        whoever=names["whoever"],
        asked_about=names["asked_about"],
    )


def _names(file: YamlFile, key: str) -> frozenset[str]:
    return frozenset(map(str, file.data.get(key) or ()))


def _read_categories(file: YamlFile) -> CueLines:
    cues = file.data.get("cues") or {}
    file.check_keys(cues, CATEGORIES)
    found: list[tuple[str, str, tuple[str, ...]]] = []
    for category, directions in cues.items():
        file.check_keys(directions, DIRECTIONS)
        found.extend(
            (str(category), str(direction), file.patterns(directions, direction))
            for direction in directions
        )
    return tuple(found)


def _check(file: YamlFile, words: CueWords) -> None:
    every_line = [line for lines in words.wording.groups.values() for line in lines]
    file.check_groups([*every_line, *words.patterns()], words.wording.groups)
    try:
        Vocabulary(words.wording, words.patterns())
    except PatternError as error:
        raise LexiconError(f"{words.language}/{FILE}:1: {error}") from error


def cues_to_json(words: CueWords) -> dict[str, Any]:
    """Return the cues as JSON."""
    return {
        "language": words.language,
        "groups": {name: list(lines) for name, lines in words.wording.groups.items()},
        "skipped": list(words.wording.skipped),
        "stops": list(words.wording.stops),
        "clause_starts": list(words.wording.clause_starts),
        "masks": list(words.wording.masks),
        "cues": [[category, direction, list(lines)] for category, direction, lines in words.cues],
        **{key: sorted(getattr(words, key)) for key in NAMES},
        **{name: list(getattr(words, name)) for name in LISTS},
    }


def cues_from_json(state: dict[str, Any]) -> CueWords:
    """Return the cues that `cues_to_json` described."""
    wording = Wording(
        groups={name: tuple(lines) for name, lines in state["groups"].items()},
        skipped=tuple(state["skipped"]),
        stops=tuple(state["stops"]),
        clause_starts=tuple(state["clause_starts"]),
        masks=tuple(state["masks"]),
    )
    cues = tuple((category, way, tuple(lines)) for category, way, lines in state["cues"])
    lists = {key: tuple(state[key]) for key in LISTS}
    names = {key: frozenset(state[key]) for key in NAMES}
    return _cue_words(state["language"], wording, cues, lists, names)
