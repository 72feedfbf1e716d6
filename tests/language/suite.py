"""The pipeline under test and the sentence files beside this module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bot.assistant import yaml_text
from bot.assistant.assistant import load_assistant
from bot.conversation.turn import Entity
from bot.nlu.interpreter import Interpreter
from bot.nlu.remarks import RemarkWords, read_remarks

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/New_York"))


@cache
def interpreter() -> Interpreter:
    """Return the pipeline of config.yml as a patient meets it, without the trained classifier."""
    built = Interpreter.build(load_assistant(ROOT))
    built.nlp.remove_pipe("backline_intents")
    return built


@cache
def entities(text: str) -> tuple[Entity, ...]:
    """Return the entities of a text as of `NOW`; each text is read once."""
    return interpreter().parse(text, now=NOW).entities


@cache
def remark_words() -> RemarkWords:
    """Return how the language of the assistant speaks of a conversation."""
    return read_remarks(ROOT / "data" / "lexicon" / "en")


def findings(text: str) -> dict[str, set[str]]:
    """Return the assertions of each finding in a text."""
    found: dict[str, set[str]] = {}
    for entity in entities(text):
        if entity.entity == "finding":
            found.setdefault(entity.value, set()).add(entity.details["assertion"])
    return found


def alarms(text: str) -> set[str]:
    """Return the findings of a text that are present and can raise a red flag."""
    return _dangers(text, "present")


def doubts(text: str) -> set[str]:
    """Return the findings of a text that are asked about and can raise a red flag."""
    return _dangers(text, "unsure")


def _dangers(text: str, assertion: str) -> set[str]:
    return {
        entity.value
        for entity in entities(text)
        if entity.entity == "finding"
        and assertion
        == ("unsure" if entity.details.get("contested") else entity.details["assertion"])
        and entity.details["red_flag"]
    }


def load(name: str) -> Any:
    """Return the content of a sentence file."""
    return yaml_text.read(HERE / name)


def red_flag_cases() -> Iterator[tuple[str, str]]:
    """Yield finding and sentence."""
    for finding, sentences in load("red_flags.yml")["findings"].items():
        for sentence in sentences:
            yield finding, sentence
