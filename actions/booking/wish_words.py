"""The words of data/booking_words.yml, made ready for reading wishes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import time
from pathlib import Path

from actions.booking.wishes import Hours
from actions.knowledge.problems import ClinicalDataError, Problem, ShapeError
from actions.knowledge.yaml_reader import Node, parse_yaml

FILE = Path("data") / "booking_words.yml"
LISTS = (
    "refusing_before", "refusing_after", "suiting_after", "past", "earlier", "later", "in_the_day",
    "other", "soonest", "anything", "beside_choice", "taking", "looking", "moving", "cancelling",
    "asking_when", "changing", "declining", "calling_off", "rescheduling",
)  # fmt: skip
NEVER = re.compile(r"(?!)")
Pattern = re.Pattern[str]


@dataclass(frozen=True, slots=True)
class WishWords:
    """The words of one language. `lists` holds one pattern for each list of phrases."""

    spelled: Mapping[str, str]
    rewritten: tuple[tuple[Pattern, str], ...]
    hours: Mapping[str, Hours]
    hours_pattern: str
    choices: Mapping[str, int]
    lists: Mapping[str, Pattern]
    beside_choice: frozenset[str]

    def has(self, name: str, text: str) -> bool:
        """Tell whether a normal text holds a phrase of a list."""
        return self.lists[name].search(text) is not None


def load_wish_words(root: Path) -> WishWords:
    """Return the words of the project in `root`; raises ClinicalDataError with file and line."""
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8 text"
        raise ClinicalDataError([Problem(str(FILE), 1, message)]) from error
    try:
        return _words(parse_yaml(text, str(FILE)))
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error


def _words(root: Node) -> WishWords:
    keys = root.keys("spelled", "rewritten", "hours", "choices", *LISTS)
    spelled = {
        one: word for word, node in keys["spelled"].mapping().items() for one in _phrases(node)
    }
    hours = {
        phrase: span for node in keys["hours"].items() for phrase, span in _hours(node).items()
    }
    return WishWords(
        spelled=spelled,
        rewritten=tuple(_rewriting(node) for node in keys["rewritten"].items()),
        hours=hours,
        hours_pattern=_either(hours),
        choices={
            phrase: place
            for node in keys["choices"].items()
            for phrase, place in _choice(node).items()
        },
        lists={name: phrases_pattern(_phrases(keys[name])) for name in LISTS},
        beside_choice=frozenset(_phrases(keys["beside_choice"])),
    )


def phrases_pattern(phrases: Iterable[str]) -> Pattern:
    """Return a pattern that finds any of these as whole words."""
    either = _either(phrases)
    return re.compile(rf"(?<![\w:])(?:{either})(?![\w:])") if either else NEVER


def _either(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _phrases(node: Node) -> tuple[str, ...]:
    found = tuple(str(one.value) for one in node.items())
    for phrase, one in zip(found, node.items(), strict=True):
        if phrase != phrase.lower() or not phrase.strip():
            one.fail(f"{phrase!r} has to be in lower case")
    return found


def _rewriting(node: Node) -> tuple[Pattern, str]:
    keys = node.keys("say", "means")
    return phrases_pattern(_phrases(keys["say"])), keys["means"].text()


def _hours(node: Node) -> dict[str, Hours]:
    keys = node.keys("say", "from", "until")
    ends = [_time(keys[name]) for name in ("from", "until")]
    return dict.fromkeys(_phrases(keys["say"]), Hours(*ends))


def _time(node: Node) -> time | None:
    if node.value is None:
        return None
    try:
        return time.fromisoformat(node.text())
    except ValueError:
        node.fail(f"{node.value!r} is no time such as 09:30")


def _choice(node: Node) -> dict[str, int]:
    keys = node.keys("say", "is")
    place = keys["is"].value
    if not isinstance(place, int) or place == 0:
        keys["is"].fail("expected a place such as 1, or -1 for the last")
    return dict.fromkeys(_phrases(keys["say"]), place)
