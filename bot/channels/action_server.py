"""rasa-sdk's action webhook, for custom actions that run in a process of their own.

The same routes and answers as `rasa_sdk.endpoint`, except that an error never echoes the request
(rasa-sdk answers it with the whole conversation) and that a broken body is 400.
"""

from __future__ import annotations

import json
import logging
import zlib
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any, Protocol

from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import (
    ActionExecutionRejection,
    ActionMissingDomainException,
    ActionNotFoundException,
)
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.types import ASGIApp

from bot.channels.guard import Shield

logger = logging.getLogger(__name__)

RETRY_WITH_DOMAIN = 449
REJECTIONS = (ActionExecutionRejection, ActionNotFoundException, ActionMissingDomainException)
STATUS_OF: dict[type[Exception], int] = {
    ActionExecutionRejection: HTTPStatus.BAD_REQUEST,
    ActionNotFoundException: HTTPStatus.NOT_FOUND,
    ActionMissingDomainException: RETRY_WITH_DOMAIN,
}


class Executor(Protocol):
    """What runs an action: rasa-sdk's `ActionExecutor`."""

    async def run(self, action_call: Any) -> Any:
        """Return the answer of an action, as a pydantic model, or None."""

    def list_actions(self) -> Any:
        """Return the registered actions, as pydantic models."""


def action_server(executor: Executor) -> ASGIApp:
    """Return the application; it has no authentication and belongs on the loopback address."""

    async def webhook(request: Request) -> JSONResponse:
        call = _read(await request.body(), request.headers.get("content-encoding"))
        if call is None:
            return JSONResponse({"error": "Invalid body request"}, HTTPStatus.BAD_REQUEST)
        try:
            result = await executor.run(call)
        except REJECTIONS as error:
            body = {"error": error.message, "action_name": error.action_name}
            return JSONResponse(body, STATUS_OF[type(error)])
        return JSONResponse(None if result is None else result.model_dump())

    async def actions(_request: Request) -> JSONResponse:
        return JSONResponse([item.model_dump() for item in executor.list_actions()])

    async def health(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    app = Starlette(
        routes=[
            Route("/webhook", webhook, methods=["POST"]),
            Route("/actions", actions, methods=["GET"]),
            Route("/health", health, methods=["GET"]),
        ],
        exception_handlers={Exception: _on_crash},
    )
    return Shield(app, is_https=False)


def executor_of(actions: Iterable[Any]) -> Executor:
    """Return rasa-sdk's executor with these action instances, and no other, registered."""
    executor = ActionExecutor()
    for action in actions:
        executor.register_action(action)
    return executor


async def _on_crash(_request: Request, error: Exception) -> JSONResponse:
    """Answer a failing action with the class of its error and nothing of the request."""
    body = {"error": f"The action failed with {type(error).__name__}."}
    return JSONResponse(body, HTTPStatus.INTERNAL_SERVER_ERROR)


def _read(body: bytes, encoding: str | None) -> dict[str, Any] | None:
    try:
        call = json.loads(zlib.decompress(body) if encoding == "deflate" else body)
    except (ValueError, RecursionError, zlib.error):
        return None
    return call if isinstance(call, dict) else None
