"""POST /api/triage: the decision as a service, without a conversation."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from actions.knowledge.service import BadTriageRequest, triage_request
from actions.triage.protocol import Protocol

MAX_BODY_BYTES = 256 * 1024


def triage_routes(protocol: Protocol) -> list[Route]:
    """Return the route; the engine guards everything below /api/ with its token."""

    async def triage(request: Request) -> JSONResponse:
        return await _answered(request, lambda body: triage_request(body, protocol))

    return [Route("/api/triage", triage, methods=["POST"])]


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
