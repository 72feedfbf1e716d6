"""Small files, read and judged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from textwrap import dedent
from typing import Any

from bot.assistant.assistant import Assistant, load_assistant
from bot.assistant.problems import AssistantError, Misread, Problems
from bot.assistant.yaml_files import parse_yaml
from bot.assistant.yaml_reader import Node

DOMAIN = """\
version: "3.1"
intents:
- greet
- order
entities:
- size
slots:
  size:
    type: categorical
    values: [small, large]
    mappings:
    - type: from_entity
      entity: size
forms:
  pizza_form:
    required_slots: [size]
responses:
  utter_greet:
  - text: Hello
  utter_ask_size:
  - text: Which size?
  utter_thanks:
  - text: Thank you
  utter_default:
  - text: Sorry?
  utter_ask_rephrase:
  - text: Which?
  utter_restart:
  - text: Again
  utter_safe_failure:
  - text: Something failed
"""
CONFIG = """\
language: en
pipeline:
- name: some_component
  folder: data/words
policies:
- name: RulePolicy
"""
NLU = """\
version: "3.1"
nlu:
- intent: greet
  examples: |
    - hello
- intent: order
  examples: |
    - a [large](size) pizza
"""
RULES = """\
version: "3.1"
rules:
- rule: say hello
  steps:
  - intent: greet
  - action: utter_greet
- rule: take an order
  steps:
  - intent: order
  - action: pizza_form
  - active_loop: pizza_form
- rule: the order is complete
  condition:
  - active_loop: pizza_form
  steps:
  - action: pizza_form
  - active_loop: null
  - action: utter_thanks
"""


def read(how: Callable[[Node], Any], text: str) -> tuple[Any, list[str]]:
    """Return what a reader makes of a text (None when it gave up), and `line: problem` lines."""
    problems = Problems()
    node = parse_yaml(dedent(text), "f.yml", problems)
    value = None
    if node is not None:
        try:
            value = how(node)
        except Misread as misread:
            problems.found.append(misread.problem)
    return value, [str(one).removeprefix("f.yml:") for one in sorted(problems.found)]


class Folder:
    """A project folder, whole and sound until a test changes a file."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("domain.yml", DOMAIN)
        self.write("config.yml", CONFIG)
        self.write("data/nlu.yml", NLU)
        self.write("data/rules.yml", RULES)

    def write(self, name: str, text: str) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def change(self, name: str, old: str, new: str) -> None:
        text = (self.root / name).read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} is not once in {name}"
        self.write(name, text.replace(old, new))

    def load(self, **environment: str) -> Assistant:
        return load_assistant(self.root, environment=environment)

    def problems(self) -> list[str]:
        """Return the lines that loading complains with."""
        try:
            self.load()
        except AssistantError as error:
            return str(error).splitlines()
        return []
