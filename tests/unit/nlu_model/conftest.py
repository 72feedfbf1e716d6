"""A small assistant in memory, trained once for all tests of this folder."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.nlu.interpreter import Interpreter
from bot.nlu.training import train_classifier

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 3, 10, 9, 30, tzinfo=UTC)

EXAMPLES = {
    "greet": ["hello", "hi there", "good morning", "hey, anyone there?", "hello bot", "hi"],
    "goodbye": ["bye", "see you later", "goodbye for now", "bye bye", "ok bye then", "good night"],
    "order_pizza": [
        "I want a large pizza",
        "can I order a pizza with mushrooms",
        "one pizza to take away please",
        "order a small pizza with cheese",
        "two large pizzas please",
        "I'd like to order pizza for tonight",
    ],
    "ask_opening_hours": [
        "when are you open",
        "what time do you close today",
        "are you open on sunday",
        "what are your opening hours",
        "how late are you open tonight",
        "do you open before noon",
    ],
    "out_of_scope": [
        "what's the weather like",
        "tell me a joke",
        "who won the election",
        "write a poem about rain",
        "what is the capital of peru",
        "fix my bicycle",
    ],
}


@dataclass(frozen=True)
class Spec:
    name: str
    options: dict[str, Any] = field(default_factory=dict)
    line: int = 1


@dataclass(frozen=True)
class Config:
    pipeline: tuple[Spec, ...]
    language: str = "en"


@dataclass(frozen=True)
class Line:
    text: str
    intent: str
    entities: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Examples:
    examples: tuple[Line, ...]
    lookups: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class SmallAssistant:
    """What the pipeline needs of an assistant, and no more."""

    config: Config
    training_data: Examples
    root: Path = ROOT
    digest: str = "0123456789abcdef0123"


def lines() -> tuple[Line, ...]:
    return tuple(Line(text, intent) for intent, texts in EXAMPLES.items() for text in texts)


def pipeline(**options: Any) -> tuple[Spec, ...]:
    return (Spec("backline_spelling"), Spec("backline_intents", options))


@pytest.fixture(scope="session")
def small_assistant() -> Any:
    return SmallAssistant(Config(pipeline()), Examples(lines()))


@pytest.fixture(scope="session")
def interpreter(small_assistant: Any) -> Interpreter:
    built = Interpreter.build(small_assistant)
    train_classifier(built, small_assistant.training_data.examples)
    return built
