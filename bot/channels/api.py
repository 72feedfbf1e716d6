"""Rasa's HTTP API: what a message means, and what is known of a conversation. Token needed."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from bot.channels.body import read_json_object, required_text, usable_id
from bot.channels.failures import Refused
from bot.conversation.turn import ParsedMessage

Parse = Callable[[str], ParsedMessage]
TrackerJson = Callable[[str, str], Awaitable[dict[str, Any] | None]]

DEFAULT_EVENTS = "AFTER_RESTART"
INCLUDE_EVENTS = ("NONE", "APPLIED", DEFAULT_EVENTS, "ALL")


def api_routes(parse: Parse, tracker_json: TrackerJson) -> list[Route]:
    """Return the routes; `tracker_json` gets a sender id and one of INCLUDE_EVENTS."""

    async def model_parse(request: Request) -> JSONResponse:
        body = await read_json_object(request)
        return JSONResponse(parse(required_text(body, "text")).as_json())

    async def tracker(request: Request) -> JSONResponse:
        sender_id = usable_id(request.path_params["sender_id"], "conversation id")
        found = await tracker_json(sender_id, _included(request))
        if found is None:
            raise Refused("No conversation has this id.", HTTPStatus.NOT_FOUND)
        return JSONResponse(found)

    return [
        Route("/model/parse", model_parse, methods=["POST"]),
        Route("/conversations/{sender_id:path}/tracker", tracker, methods=["GET"]),
    ]


def _included(request: Request) -> str:
    verbosity = request.query_params.get("include_events", DEFAULT_EVENTS).upper()
    if verbosity not in INCLUDE_EVENTS:
        raise Refused(f"'include_events' must be one of {', '.join(INCLUDE_EVENTS)}.")
    return verbosity
