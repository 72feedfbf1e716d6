"""The conversations of web visitors, as the socket channels need them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.visits import VisitState
from bot.conversation.events import Event
from bot.conversation.messages import BotMessage
from bot.conversation.tracker import Tracker
from bot.execution.responses import ResponseWriter
from bot.ports import Locks, VisitorCare
from bot.stores.erasing import Eraser, Erasure, NotErased
from bot.stores.keeping import BY_VISITOR

SAFE_FAILURE = "utter_safe_failure"
CONSENT = "utter_consent"


class VisitStore(Protocol):
    """What is asked of the store."""

    async def load(self, sender_id: str) -> Tracker | None:
        """Return a conversation, or None for a new one."""

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation."""

    async def end_session(self, sender_id: str) -> None:
        """Note that a session ended."""

    async def has_ended(self, sender_id: str) -> bool:
        """Tell whether a session was ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVisits:
    """Visits to the conversations of a store."""

    store: VisitStore
    eraser: Eraser
    locks: Locks
    care: VisitorCare
    responses: ResponseWriter
    language: str

    @property
    def about(self) -> Mapping[str, Any]:
        """What every visitor is told of the house."""
        is_worded = CONSENT in self.responses.domain.responses
        consent = self.responses.write(CONSENT, Tracker("")).text if is_worded else None
        return {
            "clinic": self.care.clinic(),
            "consent": {"text": consent, "retention_days": self.eraser.house.promised_days},
        }

    def apology(self) -> BotMessage:
        """Return the fixed safe reply."""
        return self.responses.write(SAFE_FAILURE, Tracker(""))

    async def state(self, sender_id: str) -> VisitState:
        """Return how a conversation stands."""
        tracker = await self.store.load(sender_id)
        if tracker is None:
            return VisitState(self.language)
        return VisitState(
            language=self.care.language(tracker.slots) or self.language,
            offered=tracker.offered_payloads,
            card=await self.care.card(tracker.slots),
            is_paused=tracker.is_paused,
        )

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation."""
        return await self.store.events(sender_id)

    async def has_ended(self, sender_id: str) -> bool:
        """Tell whether its visitor ended this session."""
        return await self.store.has_ended(sender_id)

    async def end(self, sender_id: str) -> bool:
        """End a session and delete what was said; return whether it is kept for staff instead."""
        async with self.locks.holding(sender_id):
            # What could not be stored earlier is stored with this: it must not come back later.
            await self.store.load(sender_id)
            is_kept = not await self._is_erased(sender_id)
            await self.store.end_session(sender_id)
        return is_kept

    async def _is_erased(self, sender_id: str) -> bool:
        """Delete what was said; False when it must be kept."""
        try:
            await self.eraser.erase(sender_id, Erasure(BY_VISITOR))
        except NotErased:
            return False
        return True
