"""What we send, and what the stand-in answers, is what Twilio's own description of its API says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from itertools import groupby
from urllib.parse import parse_qs

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from twilio.base.exceptions import TwilioRestException

from bot.channels.sms.courier import pause_after
from bot.channels.sms.twilio import Account, TryAgain, TwilioSender
from bot.channels.sms.webhook import STATUS
from bot.conversation.deliveries import Delivery, Outcome
from bot.simulator.messages import Message
from bot.simulator.provider import MESSAGES
from tests.integration.sms.conftest import OUR_NUMBER, PATIENT, SID, TOKEN
from tests.integration.sms.openapi.prism import (
    fields_of_a_message,
    is_as_described,
    mocking,
    proxying,
)
from tests.integration.sms.provided import free_socket, serving
from tests.integration.sms.test_consent import EMERGENCY
from tests.integration.sms.town import Town, open_town, twilio_client

SERVICE = f"MG{0xA:032x}"


def listen(town: Town) -> list[httpx.Response]:
    """Return the list that every answer to the assistant's own sender will be in."""
    heard: list[httpx.Response] = []

    async def hear(response: httpx.Response) -> None:
        heard.append(response)

    town.carrier.app.texting.sender._client.event_hooks["response"].append(hear)
    return heard


@asynccontextmanager
async def sending(account: Account) -> AsyncIterator[TwilioSender]:
    sender = TwilioSender(account)
    try:
        yield sender
    finally:
        await sender.close()


@pytest.mark.parametrize("sender", [OUR_NUMBER, SERVICE], ids=["a number", "a service"])
async def test_what_the_assistant_sends_is_what_twilio_takes(running, clock, monkeypatch, sender):
    async with open_town(running, clock, monkeypatch, mocking, TWILIO_FROM=sender) as town:
        heard = listen(town)
        await town.late(EMERGENCY)
        await town.work()
        states = set(await town.states())
    assert states == {"accepted"}
    assert {answer.status_code for answer in heard} == {201}
    assert all(is_as_described(answer.status_code, answer.headers) for answer in heard)
    forms = [parse_qs(answer.request.content.decode()) for answer in heard]
    assert all(form.keys() <= fields_of_a_message() for form in forms)
    assert [form["StatusCallback"][0].partition("?")[2] for form in forms] == [
        f"text={number}" for number in range(1, len(forms) + 1)
    ]
    assert all(STATUS in form["StatusCallback"][0] for form in forms)


async def test_what_twilio_would_not_take_is_noticed():
    async with mocking("") as base:
        for sender, report_to in [("MG1", None), (OUR_NUMBER, "clinic.example/status")]:
            async with sending(Account(SID, TOKEN, sender, base, report_to)) as wrong:
                outcome = await wrong.send(PATIENT, "hello", 1)
            assert outcome == Outcome(Delivery.FAILED, None, "422")


async def test_what_the_stand_in_answers_the_assistant_is_as_described(running, clock, monkeypatch):
    async with open_town(running, clock, monkeypatch, proxying) as town:
        heard = listen(town)
        town.provider.faults.too_many = town.provider.faults.lost_answers = 1
        await town.late(EMERGENCY)
        for attempts in range(3):
            await town.work()
            town.clock.now += pause_after(attempts + 1)
        assert set(await town.states()) == {"delivered"}
        first = town.provider.messages[0]
        found = await town.carrier.app.texting.sender.find(PATIENT, first.body, 0.0, ())
        assert found == Outcome(Delivery.DELIVERED, first.sid)
        town.provider.opted_out.add(PATIENT)
        await town.late("what now?")
        await town.work()
    statuses = [answer.status_code for answer in heard]
    # Too many; taken, but the answer lost; taken, one by one; looked up; opted out.
    assert [status for status, _ in groupby(statuses)] == [429, 502, 201, 200, 400]
    assert all(is_as_described(answer.status_code, answer.headers) for answer in heard)


async def test_what_it_answers_twilios_own_client_is_as_described(running, clock, monkeypatch):
    async with open_town(running, clock, monkeypatch, proxying) as town:
        client = twilio_client(town)
        said = {"to": PATIENT, "from_": OUR_NUMBER, "body": "hello"}
        town.provider.faults.unreachable.add(PATIENT)
        sent = await asyncio.to_thread(client.messages.create, **said)
        await town.provider.settled()
        fetched = await asyncio.to_thread(client.messages(sent.sid).fetch)
        assert (fetched.status, fetched.error_code) == ("undelivered", 30003)
        assert await asyncio.to_thread(client.messages.list, to=PATIENT)
        town.provider.faults.too_many = 1
        town.provider.opted_out.add(PATIENT)
        codes = [await refused(client.messages.create, **said) for _ in range(2)]
        codes.append(await refused(client.messages.create, **said | {"to": "5550123"}))
        codes.append(await refused(client.messages(f"SM{0:032x}").fetch))
    assert codes == [20429, 21610, 21211, 20404]
    answers = client.http_client.responses
    assert [one.status_code for one in answers] == [201, 200, 200, 429, 400, 400, 404]
    assert all(is_as_described(one.status_code, one.headers) for one in answers)


async def refused(call: Callable[..., object], **words: str) -> int:
    """Return the code with which Twilio's client says that a call was refused."""
    with pytest.raises(TwilioRestException) as refusal:
        await asyncio.to_thread(call, **words)
    return refusal.value.code


WRONG = (
    {"sid": "SM1"},
    {"status": "underway"},
    {"error_code": "30003"},
    {"num_segments": 1},
    {"account_sid": "AC1"},
)


async def test_a_stand_in_that_answers_otherwise_is_noticed():
    sound = Message(SID, OUR_NUMBER, PATIENT, "hello").as_json()
    answers = iter([sound, *(sound | wrong for wrong in WRONG)])

    async def answer(_request: Request) -> JSONResponse:
        return JSONResponse(next(answers), 201)

    app = Starlette(routes=[Route(f"{MESSAGES}.json", answer, methods=["POST"])])
    async with (
        serving(app, free_socket()) as upstream,
        proxying(upstream) as base,
        sending(Account(SID, TOKEN, OUR_NUMBER, base, None)) as sender,
    ):
        assert await sender.send(PATIENT, "hello", 1) == Outcome(Delivery.ACCEPTED, sound["sid"])
        for _ in WRONG:
            with pytest.raises(TryAgain, match="500"):
                await sender.send(PATIENT, "hello", 1)
