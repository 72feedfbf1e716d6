"""Replies of one turn as text messages: at most three, of two segments each."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from bot.channels.sms.alphabet import SEGMENT_OF_SEVERAL, plain, septets
from bot.channels.sms.choices import menu
from bot.channels.sms.splitting import MAX_MESSAGES, MAX_SEGMENTS, numbered, packed
from bot.conversation.messages import BotMessage
from bot.conversation.records import OutgoingText

logger = logging.getLogger(__name__)

# What an action or a response sets in a message's metadata when nobody may miss it.
URGENT = "urgent"
# And what it sets when it confirms that no more will come.
FAREWELL = "farewell"
FIRST_AND_LAST = 2
ROOM_OF_ONE = MAX_SEGMENTS * SEGMENT_OF_SEVERAL - 1


@dataclass(frozen=True, slots=True)
class SmsRenderer:
    """Writes replies as text messages. `hint` stands before numbered choices."""

    hint: str = ""

    def texts(self, replies: Sequence[BotMessage]) -> tuple[OutgoingText, ...]:
        """Return the messages of a turn, what is urgent first, in the order of sending."""
        in_order = sorted(replies, key=lambda reply: not is_urgent(reply))
        asking = replies[-1] if replies and replies[-1].buttons else None
        blocks = [plain(self._block(reply, asking)).strip() for reply in in_order]
        urgent = any(map(is_urgent, replies))
        farewell = any(reply.metadata.get(FAREWELL) for reply in replies)
        return tuple(OutgoingText(text, urgent, bool(farewell)) for text in messages(blocks))

    def fits(self, reply: BotMessage) -> bool:
        """Tell whether a reply can be sent whole."""
        block = plain(self._block(reply, None)).strip()
        return septets(block) <= ROOM_OF_ONE or len(packed([block])) <= MAX_MESSAGES

    def _block(self, reply: BotMessage, asking: BotMessage | None) -> str:
        """Return one reply as text; only what is asked last has numbers, for they answer that."""
        text = f"{reply.label}: {reply.text}" if reply.label else reply.text
        lines = [part for part in (text, reply.image) if part]
        if reply is asking:
            lines += [part for part in (self.hint, menu(reply.buttons)) if part]
        return "\n".join(lines)


def is_urgent(reply: BotMessage) -> bool:
    """Tell whether nobody may miss this reply."""
    return bool(reply.metadata.get(URGENT))


def messages(blocks: Sequence[str]) -> tuple[str, ...]:
    """Return plain texts as numbered messages within the limits.

    The first block and the last, which asks, are always said. Should the others leave no room for
    them, those nearest the end give way; the transcript has them all.
    """
    said = [block for block in blocks if block]
    whole = "\n".join(said)
    if septets(whole) <= ROOM_OF_ONE:
        return (whole,) if whole else ()
    parts = packed(said)
    while len(parts) > MAX_MESSAGES and len(said) > FIRST_AND_LAST:
        logger.warning("a turn was too long for text messages", extra={"parts": len(parts)})
        del said[-2]
        parts = packed(said)
    return numbered(parts[:MAX_MESSAGES])
