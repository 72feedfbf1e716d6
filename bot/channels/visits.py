"""What the socket channels need of the assistant behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.conversation.events import Event
from bot.conversation.messages import BotMessage


@dataclass(frozen=True, slots=True)
class VisitState:
    """How a visitor's conversation stands: what may be answered, and the card that stands."""

    language: str
    offered: tuple[str, ...] = ()
    card: Mapping[str, Any] | None = None
    is_paused: bool = False


class Visits(Protocol):
    """The conversations of web visitors. Methods raise what the store raises."""

    @property
    def about(self) -> Mapping[str, Any]:
        """What every visitor is told of the house: `clinic` and `consent`."""
        ...

    def apology(self) -> BotMessage:
        """Return the fixed safe reply."""
        ...

    async def state(self, sender_id: str) -> VisitState:
        """Return how a conversation stands."""
        ...

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation."""
        ...

    async def has_ended(self, sender_id: str) -> bool:
        """Tell whether its visitor ended this session."""
        ...

    async def end(self, sender_id: str) -> bool:
        """End a session and delete what was said; return whether it is kept for staff instead."""
        ...
