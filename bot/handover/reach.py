"""The ways to a visitor: through the sockets of this process, or by text message."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Protocol

from bot.conversation.held import StaffTurn
from bot.handover.refusals import Why

logger = logging.getLogger(__name__)


class Carrier(Protocol):
    """Brings a turn to those who are connected."""

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Bring a turn to its visitor."""


@dataclass(frozen=True, slots=True)
class BySocket:
    """To visitors of the web page; whoever is away reads it when they come back."""

    carrier: Carrier
    has_ended: Callable[[str], Awaitable[bool]]

    async def why_not(self, sender_id: str) -> str | None:
        """Return why nothing can be said there, or None."""
        return Why.ENDED if await self.has_ended(sender_id) else None

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Show it to those who are connected here; other processes follow by themselves."""
        try:
            await self.carrier.carry(sender_id, turn)
        except Exception as error:
            # It is stored: the visitor reads it at the next connection.
            logger.error("staff's words not shown", extra={"error": type(error).__name__})


class Numbers(Protocol):
    """Knows who wants no texts."""

    async def is_opted_out(self, sender_id: str) -> bool:
        """Tell whether nothing may be sent to this conversation's number."""


class Outbox(Protocol):
    """Holds the texts of a turn."""

    async def release(self, sender_id: str, message_id: str) -> None:
        """Have the texts of a turn sent now."""


@dataclass(frozen=True, slots=True)
class ByText:
    """To people who write text messages: the texts are in the outbox, stored with their turn."""

    numbers: Numbers
    outbox: Outbox
    can_send: bool

    async def why_not(self, sender_id: str) -> str | None:
        """Return why no text can be sent there, or None."""
        if not self.can_send:
            return Why.UNREACHABLE
        return Why.OPTED_OUT if await self.numbers.is_opted_out(sender_id) else None

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Have the texts sent now: there is no request whose answer could carry them."""
        try:
            await self.outbox.release(sender_id, turn.turn_id)
        except Exception as error:
            # The outbox sends them by itself a little later.
            logger.error("texts not released", extra={"error": type(error).__name__})
