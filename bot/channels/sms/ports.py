"""What the channel needs of the rest: the agent, the outbox, the numbers, and staff."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.conversation.deliveries import Outcome, Unreached, WaitingText
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.phones import Phone, Receipt
from bot.conversation.records import OutgoingText


class Conversation(Protocol):
    """Answers messages."""

    async def handle(self, message: UserMessage) -> tuple[BotMessage, ...]:
        """Answer a message all the way."""

    async def exchange(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[BotMessage, ...]:
        """Keep a message that the channel answers by itself."""


class Renders(Protocol):
    """Writes replies as texts."""

    def outgoing(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[OutgoingText, ...]:
        """Return the texts that go out in answer to a message, in order."""


class Numbers(Protocol):
    """Knows the numbers behind conversations; methods may raise the store's failure."""

    def key(self, number: str) -> str:
        """Return what stands for a number."""

    async def meet(self, number: str) -> Phone:
        """Return what is known of a number, and keep it."""

    async def number_of(self, sender_id: str) -> str | None:
        """Return the number of a conversation."""

    async def is_opted_out(self, sender_id: str) -> bool:
        """Tell whether nothing may be sent there."""

    async def set_opted_out(self, key: str, *, is_opted_out: bool) -> None:
        """Keep whether a person wants texts."""

    async def move(self, phone: Phone) -> None:
        """Keep which thread a number is in."""

    async def receipt(self, keys: Sequence[str]) -> Receipt | None:
        """Return where a message was taken to before, if it was."""

    async def keep_receipt(self, keys: Sequence[str], receipt: Receipt) -> None:
        """Keep where a message was taken to."""


class Outbox(Protocol):
    """Holds texts until they are sent; methods may raise the store's failure."""

    async def take(self, sender_id: str, message_id: str) -> dict[int, str] | None:
        """Return what answers a message, by id; None when the outbox never held an answer."""

    async def note_answered(self, sender_id: str, message_id: str) -> None:
        """Keep that the answer carried the texts."""

    async def release(self, sender_id: str, message_id: str) -> None:
        """Have the texts sent now."""

    async def suppress(self, sender_id: str, message_id: str, *, staff_know: bool) -> None:
        """Keep the texts from being sent, and have staff told."""

    async def claim(self, channel: str) -> WaitingText | None:
        """Return the next text to send."""

    async def settle(self, text: WaitingText, outcome: Outcome) -> None:
        """Keep what came of it."""

    async def retry(self, text: WaitingText, at: float, *, is_in_doubt: bool) -> None:
        """Have it tried again."""

    async def want_staff(self, text: WaitingText) -> None:
        """Have staff told that it is late."""

    async def report(self, text_id: int | None, outcome: Outcome) -> None:
        """Keep what the provider reports."""

    async def provider_ids(self, recipient: str) -> frozenset[str]:
        """Return the provider's ids of all texts to one person."""

    async def unreached(self) -> list[Unreached]:
        """Return the texts of which staff are still to be told."""

    async def note_told(self, text: Unreached) -> None:
        """Keep that staff know."""


class Staff(Protocol):
    """Tells staff of what happened to a conversation by text message; raises when it cannot."""

    async def __call__(self, conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        """Tell them. `kind` is one of the words in `bot.channels.sms.notices`."""
