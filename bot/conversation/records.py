"""A turn as it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.events import Event
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.tracker import Tracker


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """All that one turn adds to the store, in one transaction.

    `tracker` is the conversation after the turn, its `version` counting this turn.
    `received_at` is seconds since 1970 in UTC. `failed` asks staff to look.
    """

    turn_id: str
    message: UserMessage
    tracker: Tracker
    events: tuple[Event, ...]
    replies: tuple[BotMessage, ...]
    failed: bool
    received_at: float


class ConversationChanged(Exception):
    """Another turn of this conversation was stored in the meantime."""


class DuplicateMessage(Exception):
    """A message with this id is stored already."""
