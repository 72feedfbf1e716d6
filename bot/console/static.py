"""The console's files: style, script, htmx and icon, from memory, kept by browsers by their tag."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from functools import cache
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

FOLDER = Path(__file__).parent / "static"
TYPES = {
    "console.css": "text/css",
    "console.js": "text/javascript",
    "htmx.min.js": "text/javascript",
    "icon.svg": "image/svg+xml",
}
# Their addresses change with their content.
HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@cache
def _files() -> Mapping[str, bytes]:
    return {name: (FOLDER / name).read_bytes() for name in TYPES}


@cache
def addresses() -> Mapping[str, str]:
    """Return the address of each file by name."""
    return {
        name: f"/staff/static/{hashlib.sha256(content).hexdigest()[:16]}/{name}"
        for name, content in _files().items()
    }


def static_routes() -> list[Route]:
    """Return the route below /staff; only the files named here are served."""

    async def serve(request: Request) -> Response:
        name = request.path_params["name"]
        if addresses().get(name) != request.url.path:
            return PlainTextResponse("Not here.", HTTPStatus.NOT_FOUND)
        return Response(_files()[name], media_type=TYPES[name], headers=HEADERS)

    return [Route("/static/{tag}/{name}", serve, methods=["GET"])]
