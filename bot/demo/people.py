"""data/demo.yml: who writes in the demonstration, and what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.assistant.problems import Misread, Problems
from bot.assistant.yaml_files import parse_yaml, read_text
from bot.assistant.yaml_reader import Node

FILE = Path("data") / "demo.yml"
Answers = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of person. `answers` are by the slot that is asked for, several to choose from.

    `then` is said one after the other when nothing is asked; `leaves_after` counts messages. One
    of each kind that `is_today` writes within the last hours, so that staff have something to do.
    """

    name: str
    weight: float
    channel: str
    says: tuple[str, ...]
    answers: Answers
    then: tuple[str, ...]
    leaves_after: int | None
    is_today: bool


@dataclass(frozen=True, slots=True)
class People:
    """Everybody who may write, and what they may be called."""

    kinds: tuple[Kind, ...]
    names: tuple[str, ...]


def load_people(root: Path) -> People:
    """Read the file; raises AssistantError with the lines that are wrong."""
    problems = Problems()
    text = read_text(root / FILE, str(FILE), problems)
    node = None if text is None else parse_yaml(text, str(FILE), problems)
    found = None if node is None else _read(node, problems)
    problems.raise_if_any()
    return found or People((), ())


def _read(node: Node, problems: Problems) -> People | None:
    try:
        fields = node.fields("anyone", "people", "names")
        anyone = _answers(fields["anyone"].fields("answers")["answers"])
        kinds = fields["people"].each(lambda one: _kind(one, anyone))
        return People(kinds, fields["names"].words())
    except Misread as misread:
        problems.found.append(misread.problem)
        return None


def _kind(node: Node, anyone: Answers) -> Kind:
    fields = node.fields(
        "name", "weight", "channel", "says", optional=("answers", "then", "leaves_after", "today")
    )
    own = fields.read("answers", _answers, {})
    leaves = fields.read("leaves_after", Node.number, None)
    return Kind(
        name=fields["name"].text(),
        weight=fields["weight"].number(),
        channel=fields["channel"].text(),
        says=fields["says"].words(),
        answers={**anyone, **own},
        then=fields.read("then", Node.words, ()),
        leaves_after=None if leaves is None else int(leaves),
        is_today=fields.flag("today", default=False),
    )


def _answers(node: Node) -> dict[str, tuple[str, ...]]:
    return {slot: said.words() for slot, said in node.mapping().items()}
