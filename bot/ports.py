"""What the agent needs of the parts that it brings together."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any, Protocol

from bot.conversation.events import Event
from bot.conversation.messages import BotMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import ParsedMessage, Prediction


class Store(Protocol):
    """Keeps conversations; a turn is written whole or not at all."""

    async def load(self, sender_id: str) -> Tracker | None:
        """Return a conversation, or None for a new one."""

    async def commit(self, record: TurnRecord) -> None:
        """Write a turn; raises ConversationChanged or DuplicateMessage."""

    async def stored_reply(self, sender_id: str, message_id: str) -> tuple[BotMessage, ...] | None:
        """Return what this message was answered before, if it was."""


class Locks(Protocol):
    """Lets one turn of a conversation happen at a time."""

    def holding(self, sender_id: str) -> AbstractAsyncContextManager[Any]:
        """Return a context in which no other turn of this conversation runs."""


class Journal(Protocol):
    """Keeps what the store could not take, until it can."""

    async def keep(self, record: TurnRecord) -> None:
        """Write a turn where it survives until the store is back."""


class Understanding(Protocol):
    """Turns text into intent and entities."""

    def __call__(self, text: str, *, offered: tuple[str, ...], channel: str) -> ParsedMessage:
        """Return the message as understood."""


class Actions(Protocol):
    """Runs actions."""

    async def run(self, prediction: Prediction, tracker: Tracker) -> tuple[Event, ...]:
        """Return the events of one action."""

    async def screen(self, tracker: Tracker) -> tuple[Event, ...]:
        """Return what the assistant looks for in every message."""
