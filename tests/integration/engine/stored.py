"""What is kept of a conversation, as tests ask for it."""

from __future__ import annotations

from bot.app import App
from bot.conversation.events import TurnFailed, UserUttered


async def words_stored(app: App, sender_id: str = "someone") -> list[str]:
    """Return what the person said, oldest first."""
    events = await app.store.events(sender_id)
    return [event.parsed.text for event in events if isinstance(event, UserUttered)]


async def is_flagged(app: App, sender_id: str = "someone") -> bool:
    """Tell whether a turn failed."""
    events = await app.store.events(sender_id)
    return any(isinstance(event, TurnFailed) for event in events)
