"""What a turn is made of: the understood message and the predicted action."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from bot.conversation.messages import NOTHING


class Scope(StrEnum):
    """How far a message lies within what the assistant was trained for."""

    INSIDE = "inside"
    UNCLEAR = "unclear"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class Entity:
    """A stretch of the original text with a meaning.

    `start` and `end` are character offsets in the text as the person wrote it.
    `details` are further JSON keys of this entity, such as the `low` and `high` of a duration.
    """

    entity: str
    value: Any
    start: int
    end: int
    extractor: str
    role: str | None = None
    group: str | None = None
    details: Mapping[str, Any] = field(default_factory=lambda: NOTHING)

    def as_json(self) -> dict[str, Any]:
        """Return Rasa's entity JSON."""
        found: dict[str, Any] = {
            "entity": self.entity,
            "start": self.start,
            "end": self.end,
            "value": self.value,
            "extractor": self.extractor,
        }
        if self.role is not None:
            found["role"] = self.role
        if self.group is not None:
            found["group"] = self.group
        return found | dict(self.details)


@dataclass(frozen=True, slots=True)
class Intent:
    """What the person wants, with a calibrated probability from 0 to 1."""

    name: str | None
    confidence: float

    def as_json(self) -> dict[str, Any]:
        """Return Rasa's intent JSON."""
        return {"name": self.name, "confidence": self.confidence}


@dataclass(frozen=True, slots=True)
class ParsedMessage:
    """A message as understood.

    `scope_score` is the energy of the classifier: larger means more like the training data. It is
    kept apart from the confidence, which ranks intents and says nothing about strangeness.
    `remarks` is what it says of the conversation itself, by kind: of answers, lists and letters.
    `pieces` are the short messages up to this one whose sentence may go on in the next,
    `asked` is the slot that a form asked for as the last of them came.
    Where a message is an answer with a `question` behind it, `answer` is the text of the first
    part, and all the rest is said of that part alone.
    `is_payload` is true when the message was a button's `/intent{...}` and no classifier ran.
    """

    text: str
    intent: Intent
    ranking: tuple[Intent, ...] = ()
    entities: tuple[Entity, ...] = ()
    scope: Scope = Scope.INSIDE
    scope_score: float = 0.0
    is_payload: bool = False
    remarks: Mapping[str, Sequence[Any]] = field(default_factory=lambda: NOTHING)
    pieces: tuple[str, ...] = ()
    asked: str | None = None
    question: ParsedMessage | None = None
    answer: str | None = None

    def as_json(self) -> dict[str, Any]:
        """Return Rasa's parse JSON, with `scope`, `scope_score` and `remarks` beside it.

        `question` and `answer` are there only where the message has both.
        """
        both: dict[str, Any] = {}
        if self.question is not None:
            both = {"question": self.question.as_json(), "answer": self.answer}
        return {
            "text": self.text,
            "intent": self.intent.as_json(),
            "entities": [entity.as_json() for entity in self.entities],
            "intent_ranking": [intent.as_json() for intent in self.ranking],
            "scope": self.scope.value,
            "scope_score": self.scope_score,
            "remarks": {kind: list(values) for kind, values in self.remarks.items()},
            **both,
        }


@dataclass(frozen=True, slots=True)
class Prediction:
    """The next action and the policy that chose it."""

    action: str
    policy: str
    confidence: float = 1.0
