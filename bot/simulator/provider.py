"""A small Twilio: takes messages by its API, brings them to phones, and calls webhooks, signed.

It can misbehave in the ways that a provider does: see `Faults`.
"""

from __future__ import annotations

import asyncio
import secrets
import uuid
import xml.etree.ElementTree as ET
from base64 import b64decode
from dataclasses import dataclass, field, replace
from http import HTTPStatus

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bot.channels.sms.commands import Command, command_in
from bot.channels.sms.form import form_fields
from bot.channels.sms.signature import signature
from bot.simulator.messages import VERSION, Message, Refusal, checked

WEBHOOK_SECONDS = 15.0
MESSAGES = f"/{VERSION}/Accounts/{{account_sid}}/Messages"
UNREACHABLE = 30003
OPTED_OUT = 21610


@dataclass(slots=True)
class Faults:
    """How the stand-in misbehaves; the counts go down with each request that they hit."""

    too_many: int = 0
    server_errors: int = 0
    # The message is taken, and the answer is lost.
    lost_answers: int = 0
    unreachable: set[str] = field(default_factory=set)
    sends_twice: bool = False
    reports_backwards: bool = False
    delay_seconds: float = 0.0


@dataclass(slots=True)
class Phone:
    """A phone in somebody's hand: what came in, in order."""

    number: str
    inbox: asyncio.Queue[str] = field(default_factory=asyncio.Queue)


@dataclass(slots=True, kw_only=True)
class Provider:
    """The stand-in. `webhook` is where it brings what a phone sends."""

    account_sid: str
    token: str = field(repr=False)
    number: str
    webhook: str
    client: httpx.AsyncClient
    faults: Faults = field(default_factory=Faults)
    messages: list[Message] = field(default_factory=list)
    phones: dict[str, Phone] = field(default_factory=dict)
    opted_out: set[str] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def app(self) -> Starlette:
        """Return the API as an ASGI application."""
        return Starlette(
            routes=[
                Route(f"{MESSAGES}.json", self._create, methods=["POST"]),
                Route(f"{MESSAGES}.json", self._list, methods=["GET"]),
                Route(f"{MESSAGES}/{{sid}}.json", self._fetch, methods=["GET"]),
            ]
        )

    def phone(self, number: str) -> Phone:
        """Return the phone of a number."""
        return self.phones.setdefault(number, Phone(number))

    async def text(self, number: str, body: str, **fields: str) -> httpx.Response:
        """Send a text from a phone to our number, and bring what the answer holds."""
        command = command_in(body, is_opted_out=number in self.opted_out)
        if command is Command.START:
            self.opted_out.discard(number)
        form = self._inbound_form(number, body) | fields
        headers = {"I-Twilio-Idempotency-Token": uuid.uuid4().hex}
        response = await self._signed_post(self.webhook, form, headers)
        if self.faults.sends_twice:
            response = await self._signed_post(self.webhook, form, headers)
        if command is Command.STOP:
            self.opted_out.add(number)
        if response.status_code == HTTPStatus.OK:
            self._bring_answer(number, response.text)
        return response

    async def settled(self) -> None:
        """Return once everything under way has arrived and been reported."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    def _inbound_form(self, number: str, body: str) -> dict[str, str]:
        sid = f"SM{uuid.uuid4().hex}"
        return {
            "ToCountry": "US",
            "SmsMessageSid": sid,
            "NumMedia": "0",
            "FromZip": "",
            "SmsSid": sid,
            "FromState": "",
            "SmsStatus": "received",
            "FromCity": "",
            "Body": body,
            "FromCountry": "US",
            "To": self.number,
            "NumSegments": "1",
            "MessageSid": sid,
            "AccountSid": self.account_sid,
            "From": number,
            "ApiVersion": VERSION,
        }

    def _bring_answer(self, number: str, text: str) -> None:
        """Bring the messages of a TwiML answer to the phone."""
        for verb in ET.fromstring(text).findall("Message"):  # noqa: S314  (our own server's)
            message = Message(
                self.account_sid,
                self.number,
                number,
                verb.text or "",
                "outbound-reply",
                report_to=verb.get("statusCallback"),
            )
            self._bring(message)

    async def _create(self, request: Request) -> Response:
        try:
            self._check(request)
            message = checked(dict(form_fields(await request.body())), self.account_sid)
            if message.to in self.opted_out:
                raise Refusal(OPTED_OUT, "Attempt to send to unsubscribed recipient.")
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)
        taken = replace(message)
        self._bring(message)
        if self.faults.lost_answers > 0:
            self.faults.lost_answers -= 1
            return Response("gone", HTTPStatus.BAD_GATEWAY)
        return JSONResponse(taken.as_json(), HTTPStatus.CREATED)

    async def _list(self, request: Request) -> Response:
        try:
            self._check(request, may_fail=False)
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)
        to = request.query_params.get("To")
        found = [one.as_json() for one in reversed(self.messages) if to in (None, one.to)]
        uri = f"{MESSAGES.format(account_sid=self.account_sid)}.json"
        page = {"first_page_uri": uri, "next_page_uri": None, "previous_page_uri": None}
        sizes = {"page": 0, "page_size": len(found), "start": 0, "end": max(len(found) - 1, 0)}
        return JSONResponse({"messages": found, "uri": uri, **page, **sizes})

    async def _fetch(self, request: Request) -> Response:
        try:
            self._check(request, may_fail=False)
        except Refusal as refusal:
            return JSONResponse(refusal.body, refusal.status)
        for one in self.messages:
            if one.sid == request.path_params["sid"]:
                return JSONResponse(one.as_json())
        missing = Refusal(20404, "The requested resource was not found", HTTPStatus.NOT_FOUND)
        return JSONResponse(missing.body, HTTPStatus.NOT_FOUND)

    def _check(self, request: Request, *, may_fail: bool = True) -> None:
        """Let a request in with the account's name and token, unless a fault is due."""
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        wanted = f"{self.account_sid}:{self.token}"
        is_ours = request.path_params["account_sid"] == self.account_sid
        if scheme.lower() != "basic" or not is_ours or not _same(given, wanted):
            raise Refusal(20003, "Authenticate", HTTPStatus.UNAUTHORIZED)
        if may_fail and self.faults.too_many > 0:
            self.faults.too_many -= 1
            raise Refusal(20429, "Too many requests", HTTPStatus.TOO_MANY_REQUESTS)
        if may_fail and self.faults.server_errors > 0:
            self.faults.server_errors -= 1
            raise Refusal(20500, "Internal server error", HTTPStatus.INTERNAL_SERVER_ERROR)

    def _bring(self, message: Message) -> None:
        self.messages.append(message)
        task = asyncio.create_task(self._deliver(message))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, message: Message) -> None:
        """Bring a message to its phone, and report each step."""
        await asyncio.sleep(self.faults.delay_seconds)
        if message.to in self.opted_out and message.direction == "outbound-reply":
            # As Twilio does with an answer to STOP: it goes nowhere.
            message.status, message.error_code = "failed", OPTED_OUT
            steps = ["failed"]
        elif message.to in self.faults.unreachable:
            message.status, message.error_code = "undelivered", UNREACHABLE
            steps = ["queued", "sent", "undelivered"]
        else:
            message.status = "delivered"
            self.phone(message.to).inbox.put_nowait(message.body)
            steps = ["queued", "sent", "delivered"]
        for step in reversed(steps) if self.faults.reports_backwards else steps:
            await self._report(message, step)

    async def _report(self, message: Message, status: str) -> None:
        if message.report_to is None:
            return
        form = {
            "SmsSid": message.sid,
            "SmsStatus": status,
            "MessageStatus": status,
            "To": message.to,
            "MessageSid": message.sid,
            "AccountSid": self.account_sid,
            "From": message.sender,
            "ApiVersion": VERSION,
        }
        if message.error_code is not None and status in {"failed", "undelivered"}:
            form["ErrorCode"] = str(message.error_code)
        await self._signed_post(message.report_to, form, {})

    async def _signed_post(
        self, url: str, form: dict[str, str], headers: dict[str, str]
    ) -> httpx.Response:
        signed = {"X-Twilio-Signature": signature(self.token, url, list(form.items())), **headers}
        return await self.client.post(url, data=form, headers=signed, timeout=WEBHOOK_SECONDS)


def _same(given: str, wanted: str) -> bool:
    try:
        return secrets.compare_digest(b64decode(given, validate=True), wanted.encode())
    except ValueError:
        return False
