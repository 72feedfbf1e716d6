"""A folder of files in Rasa's format, read as one assistant."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from bot.assistant import config as config_file
from bot.assistant import domain as domain_file
from bot.assistant.config import Config, read_config
from bot.assistant.declarations import undeclared_names
from bot.assistant.dialogue_files import dialogue_files, read_dialogue_file
from bot.assistant.domain import Domain, read_domain
from bot.assistant.endpoints import (
    CREDENTIALS_FILE,
    ENDPOINTS_FILE,
    Credentials,
    Endpoints,
    read_credentials,
    read_endpoints,
)
from bot.assistant.problems import AssistantError, Misread, Problems
from bot.assistant.rules import Rule
from bot.assistant.training_data import TrainingData, TrainingReader
from bot.assistant.yaml_files import parse_yaml, read_text
from bot.assistant.yaml_reader import Node

DATA = "data"
T = TypeVar("T")
NO_FILES: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Assistant:
    """All files of an assistant, read and found sound.

    `digest` is a SHA-256 over all that training depends on: language, pipeline, training data, and
    every file below a folder that the pipeline names.
    """

    root: Path
    domain: Domain
    config: Config
    training_data: TrainingData
    rules: tuple[Rule, ...] = ()
    endpoints: Endpoints = field(default_factory=Endpoints)
    credentials: Credentials = field(default_factory=Credentials)
    digest: str = ""


def load_assistant(
    root: Path,
    *,
    environment: Mapping[str, str] | None = None,
    instead: Mapping[str, str] = NO_FILES,
) -> Assistant:
    """Read the assistant in a folder, with texts `instead` of files below data/, by their names.

    `environment` (of this process, unless given) fills `${NAME}` in endpoints.yml and
    credentials.yml. Raises AssistantError with everything that is wrong: first what cannot be read,
    then names that nothing declares.
    """
    environment = os.environ if environment is None else environment
    problems = Problems()
    domain = _read(root, domain_file.FILE, read_domain, problems)
    config = _read(root, config_file.FILE, read_config, problems)
    endpoints = _read_optional(
        root, ENDPOINTS_FILE, lambda node: read_endpoints(node, environment), problems
    )
    credentials = _read_optional(
        root, CREDENTIALS_FILE, lambda node: read_credentials(node, environment), problems
    )
    training_data, rules = _read_dialogue(root, instead, problems)
    if domain is None or config is None or problems.found:
        raise AssistantError(problems.found)
    undeclared = undeclared_names(domain, config, training_data, rules)
    if undeclared:
        raise AssistantError(undeclared)
    return Assistant(
        root=root,
        domain=domain,
        config=config,
        training_data=training_data,
        rules=rules,
        endpoints=endpoints or Endpoints(),
        credentials=credentials or Credentials(),
        digest=_digest(root, config, training_data),
    )


def _read(root: Path, name: str, read: Callable[[Node], T], problems: Problems) -> T | None:
    """Return a file as `read` reads it, or None after noting why not."""
    text = read_text(root / name, name, problems)
    node = None if text is None else parse_yaml(text, name, problems)
    if node is None:
        return None
    try:
        return read(node)
    except Misread as misread:
        problems.found.append(misread.problem)
        return None


def _read_optional(
    root: Path, name: str, read: Callable[[Node], T], problems: Problems
) -> T | None:
    return _read(root, name, read, problems) if (root / name).exists() else None


def _read_dialogue(
    root: Path, instead: Mapping[str, str], problems: Problems
) -> tuple[TrainingData, tuple[Rule, ...]]:
    """Read the training data and the rules, from however many files they stand in."""
    reader = TrainingReader()
    rules: list[Rule] = []
    texts = {**dict(dialogue_files(root, DATA, problems)), **instead}
    for name in sorted(texts, key=lambda name: Path(name).parts):
        text = texts[name]
        node = parse_yaml(text, name, problems)
        if node is not None:
            rules += read_dialogue_file(node, reader)
    training_data = reader.training_data()
    if not training_data.examples and not problems.found:
        problems.add(f"{DATA}/nlu.yml", 1, "there are no examples of any intent")
    _note_repeats(rules, problems)
    return training_data, tuple(rules)


def _note_repeats(rules: list[Rule], problems: Problems) -> None:
    first: dict[str, Rule] = {}
    for rule in rules:
        known = first.setdefault(rule.name, rule)
        if (known.file, known.line) != (rule.file, rule.line):
            place = f"{known.file}:{known.line}"
            problems.add(rule.file, rule.line, f"the rule at {place} is called {rule.name!r} too")


def _digest(root: Path, config: Config, training_data: TrainingData) -> str:
    pipeline = [(spec.name, dict(spec.options)) for spec in config.pipeline]
    total = hashlib.sha256(json.dumps([config.language, pipeline], sort_keys=True).encode())
    total.update(repr(training_data).encode())
    for path in _pipeline_files(root, config):
        total.update(f"\n{path.relative_to(root).as_posix()}\n".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _pipeline_files(root: Path, config: Config) -> Iterator[Path]:
    """Yield the files below each folder that a component of the pipeline names."""
    named = {str(spec.options["folder"]) for spec in config.pipeline if "folder" in spec.options}
    for folder in sorted(named):
        for path in sorted((root / folder).rglob("*")):
            # An editor's own files come and go.
            if path.is_file() and not path.name.startswith("."):
                yield path
