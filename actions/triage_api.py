"""POST /api/triage: the decision as a service, without a conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse
from fastapi.routing import APIRoute

from actions.knowledge.service import (
    BadTriageRequest,
    TriageAnswer,
    TriageRequest,
    triage_request,
)
from actions.triage.protocol import Protocol

MAX_BODY_BYTES = 256 * 1024


def triage_routes(protocol: Protocol) -> list[APIRoute]:
    """Return the route; the engine guards everything below /api/ with its token."""

    async def triage(request: Request) -> JSONResponse:
        """Decide on findings and answers, without a conversation."""
        return await _answered(request, lambda body: triage_request(body, protocol))

    # The body is read by hand, so that a mistake gets one sentence that says what to mend.
    body = {"required": True, "content": {"application/json": {"schema": _request_schema()}}}
    return [
        APIRoute(
            "/api/triage",
            triage,
            methods=["POST"],
            response_model=TriageAnswer,
            openapi_extra={"requestBody": body},
        )
    ]


def _request_schema() -> dict[str, Any]:
    """Return the JSON schema of a request, with the finding's own written in place."""
    schema = TriageRequest.model_json_schema()
    parts = schema.pop("$defs")
    schema["properties"]["findings"]["items"] = parts["TriageFinding"]
    return schema


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
