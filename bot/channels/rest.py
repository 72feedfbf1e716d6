"""Rasa's REST channel: one JSON message in, a JSON list of replies out."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.body import RESERVED_SENDERS, identifier, read_json_object, required_text
from bot.channels.failures import Refused
from bot.channels.limits import Limits
from bot.conversation.messages import NOTHING, BotMessage, UserMessage

CHANNEL = "rest"
Handle = Callable[[UserMessage], Awaitable[tuple[BotMessage, ...]]]


def rest_routes(handle: Handle, limits: Limits) -> list[Route]:
    """Return the channel's routes; `handle` takes a message all the way to its stored replies."""

    async def webhook(request: Request) -> Response:
        limits.check_address(_address(request))
        message = user_message(await read_json_object(request))
        limits.check_sender(message.sender_id)
        # Nothing is sent before the turn is stored: `handle` returns after the commit.
        replies = await handle(message)
        items = [item for reply in replies for item in reply_items(message.sender_id, reply)]
        if request.query_params.get("stream", "").lower() == "true":
            return _lines(items)
        return JSONResponse(items)

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    return [
        Route("/webhooks/rest/webhook", webhook, methods=["POST"]),
        Route("/webhooks/rest/", health, methods=["GET"]),
    ]


def user_message(body: Mapping[str, Any]) -> UserMessage:
    """Return the message of a request body.

    Raises Refused for a missing or unusable `sender` or `message`, where Rasa would put strangers
    into one shared conversation or answer with silence.
    """
    sender_id = identifier(body, "sender")
    if sender_id is None:
        raise Refused("The key 'sender' is missing.")
    if sender_id.startswith(RESERVED_SENDERS):
        kept = " or ".join(RESERVED_SENDERS)
        raise Refused(f"'sender' must not begin with {kept} which other channels use.")
    metadata = body.get("metadata")
    if metadata is not None and not isinstance(metadata, dict):
        raise Refused("'metadata' must be a JSON object.")
    return UserMessage(
        sender_id=sender_id,
        text=required_text(body, "message"),
        channel=CHANNEL,
        message_id=identifier(body, "message_id"),
        metadata=metadata or NOTHING,
    )


def reply_items(recipient_id: str, reply: BotMessage) -> Iterator[dict[str, Any]]:
    """Return the list items of one reply, in Rasa's order: text, custom, image, attachment.

    Text without buttons is split at blank lines; text with buttons stays whole. `custom` rides on
    the text that says the same in words, where there is one: no client meets an item without words.
    """
    items = list(_worded_items(reply))
    custom = None if reply.custom is None else dict(reply.custom)
    if custom and items:
        items[-1]["custom"] = custom
    elif custom:
        items.append({"custom": custom})
    for key, value in (("image", reply.image), ("attachment", reply.attachment)):
        if value:
            items.append({key: dict(value) if isinstance(value, Mapping) else value})
    return ({"recipient_id": recipient_id} | item for item in items)


def _worded_items(reply: BotMessage) -> Iterator[dict[str, Any]]:
    if reply.buttons:
        buttons = [button.as_json() for button in reply.buttons]
        yield {"text": reply.text or "", "buttons": buttons}
    elif reply.text:
        yield from ({"text": part} for part in reply.text.strip().split("\n\n") if part.strip())


def _lines(items: Sequence[Mapping[str, Any]]) -> Response:
    """Return one JSON object a line, as `?stream=true` of Rasa does."""
    text = "".join(json.dumps(item, ensure_ascii=False) + "\n" for item in items)
    return Response(text, media_type="text/event-stream")


def _address(request: Request) -> str:
    return request.client.host if request.client is not None else ""
