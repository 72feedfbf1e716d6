"""A patient's phone, the stand-in provider and the assistant, each on a port of its own."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass

import httpx
import pytest
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.rest import Client

from bot.channels.sms.courier import Courier
from bot.channels.sms.webhook import WEBHOOK
from bot.simulator.provider import Provider
from tests.conftest import Clock
from tests.integration.sms.conftest import PATIENT, SID, TOKEN, Carrier, texts_of
from tests.integration.sms.provided import address, environ_for, free_socket, serving, standing_in
from tests.integration.sms.test_webhook import rows

# Serves in front of what is at an address, and yields its own.
Front = Callable[[str], AbstractAsyncContextManager[str]]


@dataclass
class Town:
    """A patient's phone, the provider, and the clinic's server."""

    carrier: Carrier
    provider: Provider
    clock: Clock

    async def late(self, body: str) -> None:
        """Text something whose answer is not ready in time, so that the outbox delivers it."""
        form = self.carrier.form(body)
        assert texts_of(await self.carrier.post(WEBHOOK, form)) == []
        await self.until_due()

    async def until_due(self, people: int = 1) -> None:
        """Wait until the texts to so many people are released to the courier."""
        query = "SELECT count(DISTINCT recipient) FROM outbox WHERE state = 'waiting' AND due_at <="
        async with asyncio.timeout(60):
            while await rows(self.carrier, f"{query} {self.clock.now}") != [(people,)]:  # noqa: ASYNC110
                await asyncio.sleep(0.02)

    async def work(self) -> None:
        """Let the courier run once, and every report come in."""
        await self.courier.run()
        await self.provider.settled()

    @property
    def courier(self) -> Courier:
        (job,) = self.carrier.app.texting.jobs
        return job

    @property
    def received(self) -> list[str]:
        return list(self.provider.phone(PATIENT).inbox._queue)

    def provider_now(self) -> float:
        return time.time()

    async def states(self) -> list[str]:
        return [row[0] for row in await rows(self.carrier, "SELECT state FROM outbox ORDER BY id")]


@asynccontextmanager
async def open_town(
    running,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
    front: Front = nullcontext,
    **environ: str,
) -> AsyncIterator[Town]:
    """Start everything; what the assistant sends to the provider goes through `front`."""
    monkeypatch.setattr("bot.texting.PATIENCE_SECONDS", 0.0)
    monkeypatch.setattr("bot.channels.sms.courier.SPACING_SECONDS", 0.0)
    # The courier works when a test says so.
    monkeypatch.setattr("bot.execution.jobs.Jobs.start", lambda _jobs: None)
    listener = free_socket()
    base = address(listener)
    async with (
        standing_in(base) as (provider, upstream),
        front(upstream) as api_base,
        running(**environ_for(api_base, base) | environ) as app,
        serving(app.asgi, listener),
        httpx.AsyncClient(base_url=base) as client,
    ):
        yield Town(Carrier(app, client, public_url=base), provider, clock)


class Redirected(TwilioHttpClient):
    """Twilio's own, unmodified but for the host: it has no option for one without TLS."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self.base = base
        self.responses: list[Response] = []

    def request(self, method, url, *args, **more):
        url = url.replace("https://api.twilio.com", self.base)
        self.responses.append(super().request(method, url, *args, **more))
        return self.responses[-1]


def twilio_client(town: Town) -> Client:
    """Return Twilio's client, which calls what the town's assistant calls."""
    base = str(town.carrier.app.texting.sender._account.api_base)
    return Client(SID, TOKEN, http_client=Redirected(base))
