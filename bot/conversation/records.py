"""A turn as it is written down."""

from __future__ import annotations

from dataclasses import dataclass

from bot.conversation.events import Event
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.tracker import Tracker


@dataclass(frozen=True, slots=True)
class OutgoingText:
    """One text that a turn sends through a provider; nobody may miss an urgent one.

    A farewell is what a person still gets who has just asked for no more. `useless_after` (seconds
    since 1970) marks what nobody asked for: it keeps to quiet hours, and is not sent after that.
    """

    text: str
    is_urgent: bool = False
    is_farewell: bool = False
    useless_after: float | None = None


@dataclass(frozen=True, slots=True)
class TurnRecord:
    """All that one turn adds to the store, in one transaction.

    `tracker` is the conversation after the turn, its `version` counting this turn.
    `received_at` is seconds since 1970 in UTC. `failed` asks staff to look. `outgoing` goes into
    the outbox, for channels that deliver by themselves.
    """

    turn_id: str
    message: UserMessage
    tracker: Tracker
    events: tuple[Event, ...]
    replies: tuple[BotMessage, ...]
    failed: bool
    received_at: float
    outgoing: tuple[OutgoingText, ...] = ()


class ConversationChanged(Exception):
    """Another turn of this conversation was stored in the meantime."""


class DuplicateMessage(Exception):
    """A message with this id is stored already."""
