"""GET /widget.js: the built chat widget, from memory, with a tag by which a browser keeps it."""

from __future__ import annotations

import gzip
import hashlib
from http import HTTPStatus
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

SCRIPT = Path(__file__).parent / "widget" / "widget.js"
# Short, as pages name the script without a version: a mended widget is everywhere soon.
HEADERS = {
    "Cache-Control": "public, max-age=300",
    "Vary": "Accept-Encoding",
    # Pages of all hosts may load it; what it may say here is decided by the origins.
    "Cross-Origin-Resource-Policy": "cross-origin",
}


def widget_routes() -> list[Route]:
    """Return the route of the script that a page embeds."""
    plain = SCRIPT.read_bytes()
    # No time stamp inside: every process of this version gives the same bytes.
    packed = gzip.compress(plain, mtime=0)
    tag = f'"{hashlib.sha256(plain).hexdigest()[:20]}"'

    async def script(request: Request) -> Response:
        headers = HEADERS | {"ETag": tag}
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers |= {"Content-Encoding": "gzip"}
            return Response(packed, media_type="text/javascript", headers=headers)
        return Response(plain, media_type="text/javascript", headers=headers)

    return [Route("/widget.js", script, methods=["GET"])]
