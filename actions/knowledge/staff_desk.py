"""data/staff.yml: how the office works with the staff console, outside the signed protocol."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from actions.knowledge.problems import ClinicalDataError, Problem, ShapeError
from actions.knowledge.yaml_reader import Node, parse_yaml

NOTE = {"optional": False, "required": True}
MAX_MINUTES = 24 * 60
MAX_ID = 40


@dataclass(frozen=True, slots=True)
class Outcome:
    """What can have come of an item of the queue. `needs_note`: a few words beside it."""

    id: str
    text: str
    needs_note: bool


@dataclass(frozen=True, slots=True)
class StaffDeskRules:
    """The file. `outcomes` are by their id, in its order."""

    answer_within_minutes: int
    outcomes: Mapping[str, Outcome]
    tags: tuple[str, ...]


def load_staff_desk(path: Path) -> StaffDeskRules:
    """Return the file, or raise ClinicalDataError with the line that is wrong."""
    name = str(Path(*path.parts[-2:]))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8 text"
        raise ClinicalDataError([Problem(name, 1, message)]) from error
    try:
        return _rules(parse_yaml(text, name))
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error


def _rules(root: Node) -> StaffDeskRules:
    keys = root.keys("answer_within_minutes", "outcomes", "tags")
    minutes = keys["answer_within_minutes"].whole()
    if not 0 < minutes <= MAX_MINUTES:
        keys["answer_within_minutes"].fail(f"expected 1 to {MAX_MINUTES} minutes")
    outcomes: dict[str, Outcome] = {}
    for part in keys["outcomes"].items():
        outcome = _outcome(part)
        if outcome.id in outcomes:
            part.fail(f"two outcomes have the id {outcome.id!r}")
        outcomes[outcome.id] = outcome
    if not outcomes:
        keys["outcomes"].fail("without an outcome no item could be closed")
    return StaffDeskRules(minutes, outcomes, tuple(tag.text() for tag in keys["tags"].items()))


def _outcome(node: Node) -> Outcome:
    keys = node.keys("id", "text", "note")
    note = keys["note"].one_of(NOTE, "way to write a note")
    name = keys["id"].text()
    if not name.isidentifier() or len(name) > MAX_ID:
        keys["id"].fail("an id is one word of letters, digits and underscores")
    return Outcome(name, keys["text"].text(), NOTE[note])
