"""Text messages put together: how they read, and what delivers them."""

from __future__ import annotations

from bot.assistant.assistant import Assistant
from bot.channels.sms.linter import CHANNEL, HINT, NO_MEDIA
from bot.channels.sms.manners import SmsManners
from bot.channels.sms.rendering import SmsRenderer
from bot.conversation.messages import BotMessage
from bot.conversation.tracker import Tracker
from bot.execution.responses import ResponseWriter

NUMBER_TYPE = "float"


def sms_manners(assistant: Assistant, responses: ResponseWriter) -> dict[str, SmsManners]:
    """Return the manners of text messages, by channel; empty where the project has no such."""
    options = assistant.credentials.channels.get(CHANNEL)
    if options is None:
        return {}
    numbers = [name for name, slot in assistant.domain.slots.items() if slot.type == NUMBER_TYPE]
    manners = SmsManners(
        renderer=SmsRenderer(channel_text(HINT, responses).text or ""),
        number_slots=frozenset(numbers),
        unclear_choice=options.get("unclear_choice"),
        media_reply=channel_text(NO_MEDIA, responses),
    )
    return {CHANNEL: manners}


def channel_text(name: str, responses: ResponseWriter) -> BotMessage:
    """Return what the channel says by itself, outside of any conversation."""
    return responses.write(name, Tracker("", latest_channel=CHANNEL))
