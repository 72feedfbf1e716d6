"""Which files below data/ hold training data and rules, and how they are read.

A project keeps files of its own there as well. Ours are those with `nlu` or `stories` as a key,
with `rules` and no version of their own, or with the two-part version of Rasa's format.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from bot.assistant.domain import check_version
from bot.assistant.problems import Misread, Problems
from bot.assistant.rule_reader import read_rules
from bot.assistant.rules import Rule
from bot.assistant.training_data import TrainingReader
from bot.assistant.yaml_files import read_text
from bot.assistant.yaml_reader import Node

SUFFIXES = frozenset({".yml", ".yaml"})
TOP_KEY = re.compile(r"""^["']?(\w+)["']?[ \t]*:(?=\s|$)""", re.MULTILINE)
RASA_VERSION = re.compile(
    r"""^["']?version["']?[ \t]*:[ \t]*["']?\d\.\d["']?[ \t]*(?:#.*)?\r?$""", re.MULTILINE
)
MENDS = {
    "stories": "this engine has rules and forms only; write each story as a rule",
    "responses": "responses stand in domain.yml",
}


def dialogue_files(root: Path, folder: str, problems: Problems) -> Iterator[tuple[str, str]]:
    """Yield name and text of each file with training data or rules, sorted by name."""
    for path in sorted((root / folder).rglob("*")):
        if path.suffix in SUFFIXES and path.is_file():
            name = path.relative_to(root).as_posix()
            text = read_text(path, name, problems)
            if text is not None and is_dialogue(text):
                yield name, text


def is_dialogue(text: str) -> bool:
    """Tell whether a file is in Rasa's format."""
    if RASA_VERSION.search(text) is not None:
        return True
    keys = set(TOP_KEY.findall(text))
    return bool(keys & {"nlu", "stories"}) or ("rules" in keys and "version" not in keys)


def read_dialogue_file(node: Node, reader: TrainingReader) -> tuple[Rule, ...]:
    """Read the training data of a file into `reader`, and return its rules; problems are noted."""
    try:
        fields = node.fields(optional=("version", "nlu", "rules"), refused=MENDS)
        check_version(fields)
        fields.read("nlu", reader.read, None)
        return fields.read("rules", read_rules, ())
    except Misread as misread:
        node.problems.found.append(misread.problem)
        return ()
