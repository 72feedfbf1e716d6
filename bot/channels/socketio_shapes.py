"""Replies as Rasa's socket.io clients take them.

Lean shapes: rasa-webchat does not show a message with a key that it does not know, and drops
buttons as soon as another message follows.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.conversation.messages import BotMessage

JSON = dict[str, Any]


def bot_uttered_frames(replies: Iterable[BotMessage]) -> list[JSON]:
    """Return the frames of one turn; all its buttons ride on the last."""
    replies = tuple(replies)
    frames = [frame for reply in replies for frame in _frames(reply)]
    buttons = [
        {"content_type": "text", "title": button.title, "payload": button.payload}
        for reply in replies
        for button in reply.buttons
    ]
    if not buttons:
        return frames
    worded = [place for place, frame in enumerate(frames) if "text" in frame]
    last = frames.pop(worded[-1]) if worded else {"text": ""}
    return [*frames, last | {"quick_replies": buttons}]


def _frames(reply: BotMessage) -> Iterator[JSON]:
    text = reply.text or _text_of(reply.custom)
    if reply.label:
        # These clients show everything as the assistant's.
        text = f"{reply.label}: {text}"
    if reply.buttons and text:
        yield {"text": text.strip()}
    else:
        yield from ({"text": part} for part in text.strip().split("\n\n") if part.strip())
    pictures = (reply.image, _picture_of(reply.attachment), _picture_of(reply.custom))
    yield from (
        {"attachment": {"type": "image", "payload": {"src": picture}}}
        for picture in pictures
        if picture
    )
    if isinstance(reply.attachment, str) and reply.attachment:
        yield {"text": reply.attachment}


def _text_of(custom: Mapping[str, Any] | None) -> str:
    """Return the words of a `custom` that has no text beside it; other keys make clients fail."""
    text = (custom or {}).get("text")
    return text if isinstance(text, str) else ""


def _picture_of(value: Any) -> str | None:
    """Return the address of a picture in Rasa's attachment shape, alone or under `attachment`."""
    if isinstance(value, Mapping) and isinstance(value.get("attachment"), Mapping):
        value = value["attachment"]
    if not isinstance(value, Mapping) or value.get("type") != "image":
        return None
    payload = value.get("payload")
    source = payload.get("src") if isinstance(payload, Mapping) else None
    return source if isinstance(source, str) else None
