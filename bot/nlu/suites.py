"""Sentence files that say how each sentence is meant, whoever wrote them.

A file is a mapping. What a list in it holds is told by its items:

    - {text: ..., intent: ...}                  what the person wants
    - {text: ..., expected: {entity: value}}    facts; `none: [entity]` must not be found
    - {text: ..., expected: {finding: present}} how findings are meant
    - {text: ..., finding: ...}                 a finding that is present
    - {text: ..., days: 21}                     the length of the present episode; null
    - {text: ..., low: 14, high: 28}            the same, where any answer between is right

An item may say `at: 2026-11-24`, the day on which it was written. Plain sentences stand below
`out_of_scope: {kind: [...]}`, `findings: {finding: [...]}`, or in lists called `texts` or `quiet`,
which raise no alarm.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.assistant import yaml_text
from bot.assistant.yaml_text import UnreadableYaml

QUIET = ("texts", "quiet")
ASSERTIONS = frozenset({"present", "absent", "unsure", "past", "other_person", "hypothetical"})


@dataclass(frozen=True, slots=True)
class Meant:
    """A sentence and what is expected of it; `group` is the name of its list in the file.

    `at` is the day on which it was written, where that is not the one of all suites.
    """

    text: str
    expected: Any
    group: str = ""
    at: date | None = None


@dataclass(frozen=True)
class Suites:
    """All sentences of a folder, by what they are to show.

    Expected are: of `intents` a name, of `facts` entity and value, of `findings` finding and
    assertion, of `durations` the lowest and the highest value, or None where there is none.
    """

    intents: list[Meant] = field(default_factory=list)
    facts: list[Meant] = field(default_factory=list)
    findings: list[Meant] = field(default_factory=list)
    durations: list[Meant] = field(default_factory=list)
    strangers: dict[str, list[str]] = field(default_factory=dict)
    quiet: list[str] = field(default_factory=list)

    def red_flags(self) -> Iterator[tuple[str, str]]:
        """Yield each finding that must be heard as present, and the sentence that says it."""
        for meant in self.findings:
            finding, assertion = meant.expected
            if assertion == "present":
                yield finding, meant.text


def read_suites(folder: Path) -> Suites:
    """Read every YAML file of a folder; none of them when there is no such folder.

    Raises ValueError with `file:line: what is wrong`.
    """
    suites = Suites()
    for path in sorted(folder.glob("*.yml")):
        _read_file(suites, path)
    return suites


def read_suite(path: Path) -> Suites:
    """Read one file; raises ValueError with `file:line: what is wrong`."""
    suites = Suites()
    _read_file(suites, path)
    return suites


def _read_file(suites: Suites, path: Path) -> None:
    try:
        content = yaml_text.read(path)
    except UnreadableYaml as error:
        raise ValueError(f"{path}:{error.line}: {error.reason}") from error
    if not isinstance(content, Mapping):
        raise ValueError(f"{path}:1: expected lists of sentences by name")
    for name, part in content.items():
        _read_part(suites, str(name), part)


def _read_part(suites: Suites, name: str, part: Any) -> None:
    """Read one named part of a file; what is neither list nor mapping is the author's note."""
    if isinstance(part, list) and name in QUIET:
        suites.quiet.extend(map(str, part))
    elif isinstance(part, list):
        items = (item for item in part if isinstance(item, Mapping) and "text" in item)
        for item in items:
            _read_item(suites, name, item)
    elif isinstance(part, Mapping):
        for key, texts in part.items():
            if name == "out_of_scope":
                suites.strangers.setdefault(str(key), []).extend(map(str, texts))
            if name == "findings":
                suites.findings.extend(Meant(str(text), (key, "present")) for text in texts)


def _read_item(suites: Suites, group: str, item: Mapping[str, Any]) -> None:
    text = str(item["text"])
    if "intent" in item:
        suites.intents.append(Meant(text, item["intent"], group))
    if "finding" in item:
        suites.findings.append(Meant(text, (item["finding"], item.get("assertion", "present"))))
    if "days" in item or "high" in item:
        at = item.get("at")
        day = at if isinstance(at, date) else None
        suites.durations.append(Meant(text, _span(item), group, day))
    for name, value in item.get("expected", {}).items():
        is_assertion = isinstance(value, str) and value in ASSERTIONS
        part = suites.findings if is_assertion else suites.facts
        part.append(Meant(text, (name, value)))
    suites.facts.extend(Meant(text, (name, None)) for name in item.get("none", ()))


def _span(item: Mapping[str, Any]) -> tuple[float, float] | None:
    """Return between which values the days must lie."""
    if "high" in item:
        return float(item["low"]), float(item["high"])
    return None if item["days"] is None else (float(item["days"]), float(item["days"]))
