"""POST /api/triage: the decision as a service, without a conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import Request, Security
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute
from fastapi.security import HTTPBearer

from actions.knowledge.service import BadTriageRequest, TriageAnswer, triage_request
from actions.knowledge.service_schema import failure_schema, request_schema
from actions.triage.protocol import Protocol

MAX_BODY_BYTES = 256 * 1024
REFUSALS: dict[int | str, str] = {
    400: "The body does not fit the schema; the message says where.",
    401: "The token is missing or wrong.",
    404: "The service is off: the operator has set no token.",
    413: "The body is too large.",
}


def triage_routes(protocol: Protocol) -> list[APIRoute]:
    """Return the route; the engine guards everything below /api/ with its token."""

    async def triage(request: Request) -> JSONResponse:
        """Decide on findings and answers, without a conversation."""
        return await _answered(request, lambda body: triage_request(body, protocol))

    # The body is read by hand, so that a mistake gets one sentence that says what to mend.
    return [
        APIRoute(
            "/api/triage",
            triage,
            methods=["POST"],
            response_model=TriageAnswer,
            responses={status: _refusal(why) for status, why in REFUSALS.items()},
            openapi_extra={"requestBody": _json_of(request_schema(protocol)) | {"required": True}},
            # Only described here: the engine checks the token of everything below /api/.
            dependencies=[Security(HTTPBearer(auto_error=False))],
        )
    ]


def _refusal(why: str) -> dict[str, Any]:
    return {"description": why} | _json_of(failure_schema())


def _json_of(schema: dict[str, Any]) -> dict[str, Any]:
    return {"content": {"application/json": {"schema": schema}}}


async def _answered(request: Request, decide: Callable[[Any], dict[str, Any]]) -> JSONResponse:
    raw = b""
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > MAX_BODY_BYTES:
            return _refused(f"The body is larger than {MAX_BODY_BYTES} bytes.", 413)
    try:
        return JSONResponse(decide(json.loads(raw)))
    except BadTriageRequest as error:
        return _refused(str(error), 400)
    except (ValueError, RecursionError):
        return _refused("The body is no JSON object.", 400)


def _refused(message: str, status: int) -> JSONResponse:
    return JSONResponse(
        {"status": "failure", "reason": "BadRequest", "message": message, "code": status},
        status_code=status,
    )
