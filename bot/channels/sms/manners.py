"""How a conversation goes by text message: numbers for taps, and texts for replies."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from bot.channels.sms.choices import chosen, is_bare, number_in
from bot.channels.sms.rendering import SmsRenderer
from bot.conversation.messages import USELESS_AFTER, BotMessage, UserMessage
from bot.conversation.records import OutgoingText
from bot.conversation.tracker import Tracker

MEDIA_COUNT = "media_count"


@dataclass(frozen=True, slots=True)
class SmsManners:
    """The manners of text messages.

    `number_slots` are slots whose question wants a number in words of its own: a score is no menu.
    `unclear_choice` is the payload for a number that answers nothing; None reads it as words.
    `media_reply` is said when a picture came: it is not looked at.
    """

    renderer: SmsRenderer
    number_slots: Collection[str]
    unclear_choice: str | None = None
    media_reply: BotMessage | None = None

    def tapped(self, message: UserMessage, tracker: Tracker) -> str | None:
        """Return the payload that a message stands for, or None when it is words."""
        if tracker.is_paused:
            # It is said to a person, who offers nothing to tap.
            return None
        if _was_written_before(message, tracker):
            return self.unclear_choice if is_bare(message.text) else None
        button = chosen(message.text, tracker.choices)
        if button is not None:
            return button.payload
        wants_number = not tracker.choices and tracker.requested_slot in self.number_slots
        if number_in(message.text) is None or wants_number:
            return None
        return self.unclear_choice

    def outgoing(
        self, message: UserMessage, replies: Sequence[BotMessage]
    ) -> tuple[OutgoingText, ...]:
        """Return the texts that go out in answer to a message, in order."""
        if self.media_reply is not None and message.metadata.get(MEDIA_COUNT) and replies:
            replies = (*replies[:-1], self.media_reply, replies[-1])
        texts = self.renderer.texts(replies)
        useless_after = message.metadata.get(USELESS_AFTER)
        if useless_after is None:
            return texts
        return tuple(replace(one, useless_after=useless_after) for one in texts)

    def fits(self, reply: BotMessage) -> bool:
        """Tell whether a reply can be sent whole."""
        return self.renderer.fits(reply)


def _was_written_before(message: UserMessage, tracker: Tracker) -> bool:
    """Tell whether a message came before the question that is the latest by now."""
    if message.received_at is None or tracker.latest_event_at is None:
        return False
    return message.received_at < tracker.latest_event_at
