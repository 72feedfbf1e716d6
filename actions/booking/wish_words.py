"""The words of data/booking_words.yml, made ready for reading wishes."""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import time
from pathlib import Path

from actions.booking.wish_pieces import DAY_NAMES
from actions.booking.wishes import Hours
from actions.knowledge.problems import ClinicalDataError, Problem, ShapeError
from actions.knowledge.yaml_reader import Node, parse_yaml

FILE = Path("data") / "booking_words.yml"
NAMES = Path("data") / "private_words.yml"
LISTS = (
    "refusing_before", "refusing_after", "suiting_after", "past", "earlier", "later", "in_the_day",
    "other", "soonest", "anything", "any", "beside_choice", "taking", "looking", "moving",
    "cancelling", "asking_when", "changing", "declining", "calling_off", "rescheduling",
    "confirming", "beside_confirming", "amending", "beside_parts",
    "beside_amending", "objecting", "refusing_person", "own_number", "no_phone",
    "from_visit", "visit_alone", "beside_visit_alone",
)  # fmt: skip
# What else may stand in a message that says nothing but yes, or names what is to be changed.
BESIDE = ("confirming", "parts", "amending", "visit_alone")
KEYS = (
    "spelled", "rewritten", "hours", "choices", "parts", "digits", "swapped", "spelled_as",
    "name_ends",
)  # fmt: skip
NEVER = re.compile(r"(?!)")
# What a phrase may leave open: which day, which time.
NO_DATE = "".join(rf"(?<!{name.lower()} )" for name in month_name if name)
OPEN = {
    "<day>": rf"({'|'.join((*DAY_NAMES, 'tomorrow', 'today'))})s?",
    "<clock>": rf"{NO_DATE}(\d{{1,2}}(?::\d\d)?)",
}
# "20 1st" is the twenty-first, and digits that are told one by one are one number.
_TENS = re.compile(r"\b([23])0 (\d)(?=(?:st|nd|rd|th)\b)")
_BESIDE_DIGIT = re.compile(r"(?<=\b\d)\s+(?=\d\b)|(?<=\d\d) (?=\d\b)")
WORD = re.compile(r"[\w']+")
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
    beside: Mapping[str, frozenset[str]]
    parts: Mapping[str, Pattern]
    digits: Mapping[str, str]
    swapped: tuple[Pattern, ...]
    spelled_as: Pattern
    name_ends: Mapping[str, Pattern]
    names: frozenset[str] = frozenset()

    def has(self, name: str, text: str) -> bool:
        """Tell whether a normal text holds a phrase of a list."""
        return self.lists[name].search(text) is not None

    def is_only(self, name: str, text: str) -> bool:
        """Tell whether a normal text is a phrase of a list and nothing more."""
        return self.lists[name].fullmatch(text.strip(" .,!")) is not None

    def is_confirming(self, text: str) -> bool:
        """Tell whether a normal text says yes to what was read back, and nothing else."""
        left, count = self.lists["confirming"].subn(" ", text)
        return count > 0 and self._is_beside("confirming", left)

    def is_of_visit_alone(self, text: str) -> bool:
        """Tell whether a normal text calls a visit off, or moves it, and says nothing else."""
        left, count = self.lists["visit_alone"].subn(" ", text)
        return count > 0 and self._is_beside("visit_alone", left)

    def parts_amended(self, text: str) -> tuple[str, ...]:
        """Return the slots that a normal text wants changed without saying to what."""
        left, found = text, []
        for name, pattern in self.parts.items():
            left, count = pattern.subn(" ", left)
            found += [name] * bool(count)
        left, count = self.lists["amending"].subn(" ", left)
        return tuple(found) if self._is_beside("amending" if count else "parts", left) else ()

    def swaps(self, text: str) -> list[tuple[str, str]]:
        """Return the words that stand, each with the one in whose place: "Johns not Jones"."""
        found = (one for pattern in self.swapped for one in pattern.finditer(text))
        return [(one["new"], one["old"]) for one in found]

    def word_spelled(self, text: str) -> str | None:
        """Return the word of which a text says how it is spelled: "Anne with an e"."""
        found = self.spelled_as.search(text)
        return None if found is None else found["word"]

    def ends_of_name(self, text: str) -> dict[str, str]:
        """Return the first and the last name that a text tells as such."""
        found = {end: pattern.search(text) for end, pattern in self.name_ends.items()}
        return {end: one["word"] for end, one in found.items() if one and self._may_be_name(one)}

    def _may_be_name(self, found: re.Match[str]) -> bool:
        """Tell whether the word behind "last name" is one, and not "please" or "wrong"."""
        word = found["word"].lower()
        return not (self.has("amending", word) or word in self.beside["amending"])

    def in_digits(self, text: str) -> str:
        """Return a text with its words for numbers in digits: those of a phone, or of a day."""
        lower = text.lower().replace("-", " ")
        spelled = WORD.sub(lambda found: self.digits.get(found[0], found[0]), lower)
        return _BESIDE_DIGIT.sub("", _TENS.sub(lambda found: f"{found[1]}{found[2]}", spelled))

    def _is_beside(self, name: str, text: str) -> bool:
        return "?" not in text and self.beside[name].issuperset(WORD.findall(text))


def load_wish_words(root: Path) -> WishWords:
    """Return the words of the project in `root`; raises ClinicalDataError with file and line."""
    path = root / FILE
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8 text"
        raise ClinicalDataError([Problem(str(FILE), 1, message)]) from error
    try:
        return replace(_words(parse_yaml(text, str(FILE))), names=_names(root / NAMES))
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error


def _names(path: Path) -> frozenset[str]:
    """Return the names that are no ordinary words; the file is optional."""
    if not path.is_file():
        return frozenset()
    keys = parse_yaml(path.read_text(encoding="utf-8"), str(NAMES)).mapping()
    return frozenset(keys["names"].text().split()) if "names" in keys else frozenset()


def _words(root: Node) -> WishWords:
    keys = root.keys(*KEYS, *LISTS)
    spelled = {
        one: word for word, node in keys["spelled"].mapping().items() for one in _phrases(node)
    }
    hours = {
        phrase: span for node in keys["hours"].items() for phrase, span in _hours(node).items()
    }
    return WishWords(
        spelled=spelled,
        rewritten=tuple(one for node in keys["rewritten"].items() for one in _rewritings(node)),
        hours=hours,
        hours_pattern=_either(hours),
        choices={
            phrase: place
            for node in keys["choices"].items()
            for phrase, place in _choice(node).items()
        },
        lists={name: phrases_pattern(_phrases(keys[name])) for name in LISTS},
        beside_choice=frozenset(_phrases(keys["beside_choice"])),
        beside={name: frozenset(_phrases(keys[f"beside_{name}"])) for name in BESIDE},
        digits={
            word: str(digit)
            for digit, node in keys["digits"].mapping().items()
            for word in _phrases(node)
        },
        swapped=tuple(map(_template, _phrases(keys["swapped"]))),
        spelled_as=_template(f"<word> (?:{_either(_phrases(keys['spelled_as']))})"),
        name_ends={
            end: _template(f"(?:{_either(_phrases(node))})(?: is| its|s)? <word>")
            for end, node in keys["name_ends"].mapping().items()
        },
        parts={
            name: phrases_pattern(_phrases(node)) for name, node in keys["parts"].mapping().items()
        },
    )


def _template(text: str) -> Pattern:
    """Return a pattern of a phrase in which `<new>`, `<old>`, `<word>` are any words."""
    opened = re.sub(r"<(\w+)>", r"(?P<\1>[\\w'’-]+)", text)
    return re.compile(rf"(?<![\w'’-]){opened}(?![\w'’-])", re.IGNORECASE)


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


def _rewritings(node: Node) -> Iterator[tuple[Pattern, str]]:
    keys = node.keys("say", "means")
    phrases, meaning = _phrases(keys["say"]), keys["means"].text()
    left_open = [name for name in OPEN if name in meaning]
    if not left_open:
        yield phrases_pattern(phrases), meaning
        return
    for phrase in sorted(phrases, key=len, reverse=True):
        if left_open[0] not in phrase:
            keys["say"].fail(f"{phrase!r} leaves no {left_open[0]} open")
        opened = re.escape(phrase).replace(re.escape(left_open[0]), OPEN[left_open[0]])
        put_back = meaning.replace(left_open[0], r"\g<1>")
        yield re.compile(rf"(?<![\w:/]){opened}(?![\w:])"), put_back


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
