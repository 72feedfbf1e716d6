"""The pipeline under test and the sentence files beside this module."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import spacy
from ruamel.yaml import YAML
from spacy.language import Language

import bot.nlu.assertion
import bot.nlu.choices
import bot.nlu.lexicon
import bot.nlu.quantities  # noqa: F401  (registers its factory)
from bot.conversation.turn import Entity

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
NOW = datetime(2026, 11, 24, 10, 0, tzinfo=ZoneInfo("America/New_York"))
COMPONENTS = (
    "backline_lexicon",
    "backline_quantities",
    "backline_choices",
    "backline_assertion",
)


@cache
def pipeline() -> Language:
    """Return the four rule components on a blank pipeline, with no spelling correction."""
    nlp = spacy.blank("en")
    for name in COMPONENTS:
        nlp.add_pipe(name, config={"folder": "data/lexicon", "root": str(ROOT)})
    return nlp


def entities(text: str, nlp: Language | None = None) -> list[Entity]:
    """Return the entities of a text as of `NOW`."""
    nlp = nlp or pipeline()
    doc = nlp.make_doc(text)
    for token in doc:
        token.norm_ = token.lower_
    doc._.now = NOW
    for _, component in nlp.pipeline:
        doc = component(doc)
    return list(doc._.found or ())


def findings(text: str) -> dict[str, set[str]]:
    """Return the assertions of each finding in a text."""
    found: dict[str, set[str]] = {}
    for entity in entities(text):
        if entity.entity == "finding":
            found.setdefault(entity.value, set()).add(entity.details["assertion"])
    return found


def alarms(text: str) -> set[str]:
    """Return the findings of a text that are present and can raise a red flag."""
    return {
        entity.value
        for entity in entities(text)
        if entity.entity == "finding"
        and entity.details["assertion"] == "present"
        and entity.details["red_flag"]
    }


def load(name: str) -> Any:
    """Return the content of a sentence file."""
    return YAML(typ="safe").load((HERE / name).read_text(encoding="utf-8"))


def red_flag_cases() -> Iterator[tuple[str, str]]:
    """Yield finding and sentence."""
    for finding, sentences in load("red_flags.yml")["findings"].items():
        for sentence in sentences:
            yield finding, sentence
