"""What staff say, on its way to the visitors who are connected to this process."""

from __future__ import annotations

from collections import OrderedDict
from typing import Protocol

from bot.conversation.held import StaffTurn

# Far more turns than staff make in a day.
MOST_REMEMBERED = 20_000


class Sockets(Protocol):
    """The sockets of this process."""

    def is_present(self, sender_id: str) -> bool:
        """Tell whether a visitor of this conversation is connected here."""

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Show a turn of staff's to all who are connected to this conversation here."""


class Pushes:
    """Brings turns to the sockets, each once. Until there are sockets nothing happens."""

    def __init__(self) -> None:
        self._sockets: Sockets | None = None
        self._carried: OrderedDict[str, None] = OrderedDict()

    def attach(self, sockets: Sockets) -> None:
        """Bring turns there from now on."""
        self._sockets = sockets

    def is_present(self, sender_id: str) -> bool:
        """Tell whether a visitor of this conversation is connected here."""
        return self._sockets is not None and self._sockets.is_present(sender_id)

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Bring a turn to its visitor, unless that was done."""
        if self._sockets is None or turn.turn_id in self._carried:
            return
        self._carried[turn.turn_id] = None
        if len(self._carried) > MOST_REMEMBERED:
            self._carried.popitem(last=False)
        await self._sockets.carry(sender_id, turn)
