"""Reading data/lexicon/<language>/assertion.yml: the cues that say how a finding is meant."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.nlu.lexicon_files import LexiconError, YamlFile
from bot.nlu.matching import Vocabulary, Wording
from bot.nlu.matching_syntax import PatternError

FILE = "assertion.yml"
# category, direction, patterns
CueLines = tuple[tuple[str, str, tuple[str, ...]], ...]
CATEGORIES = (
    "absent", "unsure", "past", "ended", "hypothetical", "other_person", "relative", "pronoun",
    "question", "ability", "lost", "twice", "taken_back", "other_word", "undecided", "affirmed",
    "wondered", "answered",
)  # fmt: skip
DIRECTIONS = ("before", "after")
NAMES = (
    "lasting",
    "while_it_lasts",
    "whoever",
    "close_ones",
    "asked_about",
    "many_worded",
    "persons",
    "strangers",
    "first_person",
    "third_person",
    "of_a_child",
    "of_a_household",
    "complaints",
    "correcting",
    "beside_correcting",
    "not_of_ability",
    "own_values",
    "joints",
    "alternatives",
    "list_heads",
    "questions",
    "asked_of",
)
ABOUT = (
    "behalf", "proxy", "stranger", "own", "self", "carer", "trouble", "theirs", "asked", "ails",
    "likened", "teller", "shared", "reports",
)  # fmt: skip
LISTS = ("shields", "ends", "tells", "of_things", *ABOUT)
KEYS = (
    "groups",
    "skip",
    "stops",
    "clause_starts",
    "masks",
    "cues",
    *NAMES,
    *LISTS,
)


@dataclass(frozen=True, slots=True)
class CueWords:
    """The cues of one language.

    `cues` maps a category and a direction ("before" the finding or "after" it) to patterns.
    `shields` hide the cues inside them, `ends` close a scope, `tells` tell that an item of a list
    is there: no denial reaches it over a comma. `of_things` deny a thing, and nothing
    that is said to be well behind it.

    `behalf` says that a message is written for somebody else, `proxy` that somebody close suffers,
    `stranger` that another does, `own` that the writer suffers, `self` that the writer speaks of
    himself at all, `carer` that the writer lifts or holds somebody, `trouble` that something hurts,
    `theirs` that it is another's. `persons` are the groups of words for people, `strangers` those
    who are not close, `first_person` the writer's words for himself, `third_person` those for one
    other person, `complaints` the entities that name the trouble a message is about.

    Of somebody who is named `asked` says that something is wanted for that person, `ails` that it
    hurts there now, `likened` that it is a story, a family's history or a comparison, `teller` that
    this person only tells or thinks something, `shared` that the writer has it, too,
    `reports` that "he" or "she" does no more than tell it.

    `lasting` are findings that still count when they lie in the past, `while_it_lasts` those of
    them that may come to an end, `whoever` those that name another person and still are about this
    one, `close_ones` those that matter of anybody who is close, `of_a_child` those whose words name
    a child, `of_a_household` those that one has from another, `asked_about` those that a question
    does not state, `many_worded` those whose denial is taken back by another word for them.
    `not_of_ability` are entities that "I can do ..." does not state, `own_values` numbers that are
    left out where they are said of somebody else, `questions` entities that are asked and not
    stated, `asked_of` those that name what a question is about: "do stairs count".

    `joints` stand between the items of a list, `alternatives` between two of one scope. A denial
    with one of the `list_heads` in it is that of a whole list.
    `correcting` are words that take back what was said before them, `beside_correcting` those that
    may stand beside them.
    """

    language: str
    wording: Wording
    cues: CueLines
    shields: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()
    of_things: tuple[str, ...] = ()
    behalf: tuple[str, ...] = ()
    proxy: tuple[str, ...] = ()
    stranger: tuple[str, ...] = ()
    own: tuple[str, ...] = ()
    self: tuple[str, ...] = ()
    carer: tuple[str, ...] = ()
    trouble: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    asked: tuple[str, ...] = ()
    ails: tuple[str, ...] = ()
    likened: tuple[str, ...] = ()
    teller: tuple[str, ...] = ()
    shared: tuple[str, ...] = ()
    reports: tuple[str, ...] = ()
    lasting: frozenset[str] = frozenset()
    while_it_lasts: frozenset[str] = frozenset()
    whoever: frozenset[str] = frozenset()
    close_ones: frozenset[str] = frozenset()
    asked_about: frozenset[str] = frozenset()
    many_worded: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    strangers: frozenset[str] = frozenset()
    first_person: frozenset[str] = frozenset()
    third_person: frozenset[str] = frozenset()
    of_a_child: frozenset[str] = frozenset()
    of_a_household: frozenset[str] = frozenset()
    complaints: frozenset[str] = frozenset()
    correcting: frozenset[str] = frozenset()
    beside_correcting: frozenset[str] = frozenset()
    not_of_ability: frozenset[str] = frozenset()
    own_values: frozenset[str] = frozenset()
    joints: frozenset[str] = frozenset()
    alternatives: frozenset[str] = frozenset()
    list_heads: frozenset[str] = frozenset()
    questions: frozenset[str] = frozenset()
    asked_of: frozenset[str] = frozenset()

    def patterns(self) -> tuple[str, ...]:
        """Return every pattern of the file."""
        lines = (line for _, _, cue_lines in self.cues for line in cue_lines)
        about = (line for name in ABOUT for line in getattr(self, name))
        return (*lines, *self.shields, *self.ends, *self.tells, *self.of_things, *about)


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
    rest: dict[str, Any] = {key: file.patterns(file.data, key) for key in LISTS}
    rest |= {key: _names(file, key) for key in NAMES}
    words = CueWords(folder.name, wording, _read_categories(file), **rest)
    _check(file, words)
    return words


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
    for name in sorted(words.persons - set(words.wording.groups)):
        raise file.refuse(file.data, "persons", f"there is no group <{name}>")
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
    rest: dict[str, Any] = {key: tuple(state[key]) for key in LISTS}
    rest |= {key: frozenset(state[key]) for key in NAMES}
    return CueWords(state["language"], wording, cues, **rest)
