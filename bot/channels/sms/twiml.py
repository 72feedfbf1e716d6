"""TwiML: what a request of Twilio is answered with. Anything else might be texted to a person."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from xml.sax.saxutils import escape, quoteattr

from starlette.background import BackgroundTask
from starlette.responses import Response

MEDIA_TYPE = "text/xml; charset=utf-8"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


def twiml(
    texts: Sequence[tuple[str, str | None]] = (),
    status: HTTPStatus = HTTPStatus.OK,
    background: BackgroundTask | None = None,
) -> Response:
    """Return texts to send, each with the address for reports of it; none sends nothing."""
    messages = "".join(
        f"<Message{_attribute(report_to)}>{escape(text)}</Message>" for text, report_to in texts
    )
    body = f"{_HEAD}<Response>{messages}</Response>" if messages else f"{_HEAD}<Response/>"
    return Response(body, status, media_type=MEDIA_TYPE, background=background)


def _attribute(report_to: str | None) -> str:
    return "" if report_to is None else f" statusCallback={quoteattr(report_to)}"
