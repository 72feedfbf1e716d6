"""Saying something by text message to a person who has not just written."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from bot.agent import Agent
from bot.channels.sms.ports import Numbers
from bot.conversation.messages import USELESS_AFTER, UserMessage
from bot.conversation.phones import PREFIX, Phone
from bot.conversation.tracker import Tracker
from bot.execution.responses import ResponseWriter
from bot.ports import Notice


class Spoken(StrEnum):
    """What came of a notice."""

    SAID = "said"
    OPTED_OUT = "opted_out"
    UNREACHABLE = "unreachable"
    BUSY = "busy"


async def mute(notice: Notice) -> str:
    """Say nothing: there is no channel by which somebody could be written to."""
    return Spoken.UNREACHABLE


@dataclass(frozen=True, slots=True)
class TextSpeaker:
    """Puts notices into conversations by text message; the outbox sends them.

    What is said stands in the transcript, written in one transaction with the texts to send.
    """

    agent: Agent
    numbers: Numbers
    responses: ResponseWriter
    channel: str

    async def __call__(self, notice: Notice) -> str:
        """Say it, once; see `Speaker`. Raises the store's failure and ConversationChanged."""
        phone = await self._phone(notice.conversation)
        if phone is None:
            return Spoken.UNREACHABLE
        if phone.is_opted_out:
            return Spoken.OPTED_OUT
        metadata = {USELESS_AFTER: notice.useless_after}
        message = UserMessage(notice.conversation, "", self.channel, notice.key, metadata)
        if notice.action is None:
            tracker = Tracker(notice.conversation, latest_channel=self.channel)
            replies = [
                self.responses.write(name, tracker, values) for name, values in notice.responses
            ]
            await self.agent.tell(message, replies)
            return Spoken.SAID
        if phone.sender_id != notice.conversation:
            # Somebody else has the phone by now: an answer would be filed as theirs.
            return Spoken.UNREACHABLE
        is_said = await self.agent.speak_first(message, notice.action, notice.facts)
        return Spoken.SAID if is_said else Spoken.BUSY

    async def _phone(self, conversation: str) -> Phone | None:
        """Return the phone of a conversation; None where it is not one by text message."""
        if not conversation.startswith(PREFIX):
            return None
        number = await self.numbers.number_of(conversation)
        return None if number is None else await self.numbers.meet(number)
