"""Everything that can happen in a conversation.

The only change that a conversation knows is a new event. `timestamp` is seconds since 1970 in UTC.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.conversation.messages import NOTHING, BotMessage
from bot.conversation.turn import ParsedMessage


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """Something that happened, and when."""

    timestamp: float = 0.0
    metadata: Mapping[str, Any] = field(default_factory=lambda: NOTHING)


@dataclass(frozen=True, slots=True)
class UserUttered(Event):
    """A person wrote."""

    parsed: ParsedMessage
    channel: str
    message_id: str | None = None


@dataclass(frozen=True, slots=True)
class BotUttered(Event):
    """The assistant wrote."""

    message: BotMessage


@dataclass(frozen=True, slots=True)
class ActionExecuted(Event):
    """An action ran."""

    name: str
    policy: str | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class ActionRejected(Event):
    """An action declined to run; for a form: the message did not answer its question."""

    name: str
    policy: str | None = None


@dataclass(frozen=True, slots=True)
class SlotSet(Event):
    """A fact was remembered, corrected, or forgotten (value None)."""

    name: str
    value: Any


@dataclass(frozen=True, slots=True)
class ActiveLoop(Event):
    """A form was opened (its name) or closed (None)."""

    name: str | None


@dataclass(frozen=True, slots=True)
class LoopInterrupted(Event):
    """A form will not validate the next message, as another action answers it."""

    is_interrupted: bool


@dataclass(frozen=True, slots=True)
class FollowupAction(Event):
    """An action asked that another one run next."""

    name: str | None


@dataclass(frozen=True, slots=True)
class SessionStarted(Event):
    """A session began: slots are empty until further events fill them."""


@dataclass(frozen=True, slots=True)
class Restarted(Event):
    """The person asked to begin again."""


@dataclass(frozen=True, slots=True)
class AllSlotsReset(Event):
    """Every slot was emptied."""


@dataclass(frozen=True, slots=True)
class ConversationPaused(Event):
    """The assistant keeps silent, as a person writes: the one whom the metadata name under `by`."""


@dataclass(frozen=True, slots=True)
class ConversationResumed(Event):
    """The assistant answers again; the metadata name under `by` who left."""


@dataclass(frozen=True, slots=True)
class TurnFailed(Event):
    """A step of this turn failed, and the person got the fixed safe reply; staff must look.

    `step` names the step and `error` the class of the error, never its text.
    """

    step: str
    error: str


@dataclass(frozen=True, slots=True)
class OtherEvent(Event):
    """An event of Rasa's that changes no fact here, kept word for word as JSON."""

    type_name: str
    data: Mapping[str, Any]
