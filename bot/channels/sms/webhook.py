"""The routes that Twilio calls: a text that came in, and what became of one that went out."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from http import HTTPStatus

from starlette.background import BackgroundTask
from starlette.requests import ClientDisconnect, Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.body import read_bounded
from bot.channels.failures import Refused
from bot.channels.sms.form import MAX_BODY_BYTES, form_fields, inbound
from bot.channels.sms.ports import Outbox
from bot.channels.sms.reception import Reception
from bot.channels.sms.signature import Fields, is_signed
from bot.channels.sms.twilio import report_address, reported
from bot.channels.sms.twiml import twiml

logger = logging.getLogger(__name__)

WEBHOOK = "/webhooks/twilio/webhook"
STATUS = "/webhooks/twilio/status"
HEALTH = "/webhooks/twilio/"
SIGNATURE = "X-Twilio-Signature"
REPEATED = "I-Twilio-Idempotency-Token"
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True, slots=True)
class Webhooks:
    """Answers Twilio. `public_url` is how Twilio sees this server; None: as the request says."""

    token: str = field(repr=False)
    public_url: str | None
    reception: Reception
    outbox: Outbox

    def routes(self) -> list[Route]:
        """Return the routes of the channel."""
        return [
            Route(WEBHOOK, _only_twiml(self.receive), methods=["POST"]),
            Route(STATUS, _only_twiml(self.report), methods=["POST"]),
            Route(HEALTH, _health, methods=["GET"]),
        ]

    async def receive(self, request: Request) -> Response:
        """Take a text in and answer with what to send."""
        fields = await self._signed_fields(request)
        text = inbound(fields, request.headers.get(REPEATED))
        if text is None:
            raise Refused("From or MessageSid is missing.")
        answer = await self.reception.receive(text)
        if await request.is_disconnected():
            await self.reception.was_not_sent(answer)
            return twiml()
        texts = [(body, self._report_to(text_id)) for text_id, body in answer.texts]
        # Noted once the answer is out: whoever dies before sends it once more rather than never.
        return twiml(texts, background=BackgroundTask(self.reception.was_sent, answer))

    async def report(self, request: Request) -> Response:
        """Keep what Twilio says became of a text."""
        outcome = reported(dict(await self._signed_fields(request)))
        text_id = request.query_params.get("text", "")
        if outcome is not None:
            await self.outbox.report(int(text_id) if _is_id(text_id) else None, outcome)
        return twiml()

    async def _signed_fields(self, request: Request) -> Fields:
        """Return the form of a request that Twilio signed. Raises Refused."""
        body = await read_bounded(request, MAX_BODY_BYTES)
        try:
            fields = form_fields(body)
        except ValueError:
            raise Refused("The form has too many fields.") from None
        if not is_signed(self.token, self._address(request), fields, _header(request)):
            raise Refused("The signature is missing or wrong.", HTTPStatus.FORBIDDEN)
        return fields

    def _address(self, request: Request) -> str:
        """Return the address that Twilio called, its query as it was written."""
        base = self.public_url or f"{request.url.scheme}://{request.url.netloc}"
        query = request.scope["query_string"].decode("latin-1")
        return f"{base}{request.url.path}{'?' if query else ''}{query}"

    def _report_to(self, text_id: int | None) -> str | None:
        if self.public_url is None or text_id is None:
            return None
        return report_address(f"{self.public_url}{STATUS}", text_id)


def closed_routes() -> list[Route]:
    """Return the routes of a channel that is off: still no error page that could be texted."""

    async def closed(_request: Request) -> Response:
        return twiml(status=HTTPStatus.NOT_FOUND)

    return [Route(path, closed, methods=["POST"]) for path in (WEBHOOK, STATUS)]


async def _health(_request: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _only_twiml(endpoint: Endpoint) -> Endpoint:
    """Return an endpoint whose errors are empty TwiML too: a person must not be texted a page."""

    async def answer(request: Request) -> Response:
        try:
            return await endpoint(request)
        except Refused as refused:
            logger.warning("request of twilio refused", extra={"status": int(refused.status)})
            return twiml(status=refused.status)
        except ClientDisconnect:
            raise
        except Exception as error:
            logger.error("request of twilio failed", extra={"error": type(error).__name__})
            return twiml(status=HTTPStatus.INTERNAL_SERVER_ERROR)

    return answer


def _header(request: Request) -> str | None:
    return request.headers.get(SIGNATURE)


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < len(str(2**63))
