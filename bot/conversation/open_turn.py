"""A turn while it happens."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.conversation.events import Event, UserUttered
from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Intent, ParsedMessage


@dataclass(slots=True)
class Turn:
    """One message being answered: the only thing here that changes, and it lives for one call."""

    clock: Callable[[], float]
    message: UserMessage
    tracker: Tracker
    turn_id: str
    step: str = "lock"
    failed: bool = False
    start: Tracker = field(init=False)

    def __post_init__(self) -> None:
        """Remember the conversation as it was."""
        self.start = self.tracker

    def add(self, *events: Event) -> None:
        """Let events happen now."""
        now = self.clock()
        self.tracker = self.tracker.applying(*(replace(event, timestamp=now) for event in events))

    def hear(self, parsed: ParsedMessage) -> None:
        """Let the person's words happen."""
        metadata: Mapping[str, Any] = {**self.message.metadata, "turn_id": self.turn_id}
        self.add(
            UserUttered(
                parsed=parsed,
                channel=self.message.channel,
                message_id=self.message.message_id,
                metadata=metadata,
            )
        )

    def typed(self, payload: str) -> None:
        """Take the message for a tap, keeping what was typed in its place."""
        metadata = {**self.message.metadata, "typed": self.message.text}
        self.message = replace(self.message, text=payload, metadata=metadata)

    def hear_if_unheard(self) -> None:
        """Keep the words of a message that failed before it was understood."""
        if not any(isinstance(event, UserUttered) for event in self.tracker.unsaved):
            self.hear(ParsedMessage(self.message.text, Intent(None, 0.0)))

    def record(self) -> TurnRecord:
        """Return the turn as it is to be written down."""
        return TurnRecord(
            turn_id=self.turn_id,
            message=self.message,
            tracker=replace(self.tracker, version=self.start.version + 1),
            events=self.tracker.unsaved,
            replies=self.tracker.replies(),
            failed=self.failed,
            received_at=self.clock(),
        )
