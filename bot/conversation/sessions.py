"""When a conversation begins anew."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bot.assistant.domain import Domain
from bot.conversation.tracker import Tracker


@dataclass(frozen=True, slots=True)
class Sessions:
    """Tells when a conversation begins anew."""

    domain: Domain

    def begin(self, sender_id: str, stored: Tracker | None, now: float) -> tuple[Tracker, bool]:
        """Return the conversation to go on with, and whether a session starts with it."""
        domain = self.domain
        initial = {name: slot.initial_value for name, slot in domain.slots.items()}
        if stored is None:
            return Tracker(sender_id, slots=initial, initial_slots=initial), True
        known = {name: value for name, value in stored.slots.items() if name in initial}
        requested = {"requested_slot": stored.requested_slot}
        tracker = replace(stored, slots={**initial, **known, **requested}, initial_slots=initial)
        limit = domain.session.expiration_minutes * 60
        idle = now - (stored.latest_event_at or now)
        # Whoever has only sent a command so far has not been greeted yet.
        return tracker, 0 < limit <= idle or stored.session_started_at is None
