"""What a caller gets who asked for what cannot be given: Rasa's error JSON."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot import __version__

REASONS = {
    HTTPStatus.BAD_REQUEST: "BadRequest",
    HTTPStatus.UNAUTHORIZED: "NotAuthenticated",
    HTTPStatus.FORBIDDEN: "NotAuthorized",
    HTTPStatus.NOT_FOUND: "NotFound",
    HTTPStatus.METHOD_NOT_ALLOWED: "MethodNotAllowed",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "TooLarge",
    HTTPStatus.TOO_MANY_REQUESTS: "TooManyRequests",
    HTTPStatus.SERVICE_UNAVAILABLE: "Unavailable",
}


class Refused(Exception):
    """A request that cannot be served. `message` is plain English for the caller."""

    def __init__(
        self,
        message: str,
        status: HTTPStatus = HTTPStatus.BAD_REQUEST,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.headers = headers


def failure(refused: Refused) -> JSONResponse:
    """Return the refusal with Rasa's keys."""
    body: dict[str, Any] = {
        "version": __version__,
        "status": "failure",
        "message": refused.message,
        "reason": REASONS.get(refused.status, "Failed"),
        "details": {},
        "help": None,
        "code": int(refused.status),
    }
    return JSONResponse(body, status_code=refused.status, headers=refused.headers)


async def on_refused(_request: Request, error: Exception) -> JSONResponse:
    """Answer a `Refused` that a route raised."""
    if not isinstance(error, Refused):
        raise error
    return failure(error)


async def on_http_exception(request: Request, error: Exception) -> JSONResponse:
    """Answer what the router found: an unknown route, a wrong method."""
    if not isinstance(error, HTTPException):
        raise error
    messages = {
        HTTPStatus.NOT_FOUND: f"Nothing is served at {request.url.path}.",
        HTTPStatus.METHOD_NOT_ALLOWED: f"{request.method} is not served at {request.url.path}.",
    }
    status = HTTPStatus(error.status_code)
    return failure(Refused(messages.get(status, error.detail), status, error.headers))


async def on_crash(_request: Request, _error: Exception) -> JSONResponse:
    """Answer an error that nobody foresaw, without any detail of it."""
    return failure(Refused("Something went wrong here.", HTTPStatus.INTERNAL_SERVER_ERROR))
