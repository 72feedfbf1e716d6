"""What operators and load balancers ask: version, state, health, counts."""

from __future__ import annotations

import asyncio
import html
import logging
from collections.abc import Awaitable, Callable
from http import HTTPStatus

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse
from starlette.routing import Route

from bot import __version__
from bot.channels.failures import Refused
from bot.channels.metrics import Metrics

logger = logging.getLogger(__name__)

Ready = Callable[[], Awaitable[None]]
READY_TIMEOUT_SECONDS = 2.0
PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<h1>{title}</h1>
<p>Version {version} is running. Messages go to <code>POST /webhooks/rest/webhook</code>:</p>
<pre>curl -d '{{"sender": "me", "message": "hello"}}' {address}webhooks/rest/webhook</pre>
<p><a href="healthz">Health</a>, <a href="readyz">readiness</a>, <a href="version">version</a>.</p>
</html>
"""


def operation_routes(title: str, model_id: str, ready: Ready, metrics: Metrics) -> list[Route]:
    """Return the routes. `ready` raises while messages cannot be served."""

    async def page(request: Request) -> HTMLResponse:
        address = html.escape(str(request.base_url))
        text = PAGE.format(title=html.escape(title), version=__version__, address=address)
        return HTMLResponse(text)

    async def status(_request: Request) -> JSONResponse:
        return JSONResponse(
            {"model_file": "models", "model_id": model_id, "num_active_training_jobs": 0}
        )

    async def version(_request: Request) -> JSONResponse:
        return JSONResponse({"version": __version__, "minimum_compatible_version": __version__})

    async def healthz(_request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def readyz(_request: Request) -> JSONResponse:
        try:
            async with asyncio.timeout(READY_TIMEOUT_SECONDS):
                await ready()
        except Exception as error:
            logger.warning("not ready: %s", type(error).__name__)
            raise Refused("Not ready.", HTTPStatus.SERVICE_UNAVAILABLE) from None
        return JSONResponse({"status": "ok"})

    async def counts(_request: Request) -> PlainTextResponse:
        return PlainTextResponse(metrics.as_text(), media_type="text/plain; version=0.0.4")

    endpoints = {
        "/": page,
        "/status": status,
        "/version": version,
        "/healthz": healthz,
        "/readyz": readyz,
        "/metrics": counts,
    }
    return [Route(path, endpoint, methods=["GET"]) for path, endpoint in endpoints.items()]
