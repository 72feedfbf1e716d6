"""Backline and a stand-in for Twilio, each on a port of its own."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from starlette.types import ASGIApp

from bot.channels.sms.webhook import WEBHOOK
from bot.simulator.provider import Provider
from tests.integration.sms.conftest import ENVIRON, OUR_NUMBER, SID, TOKEN


def free_socket() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving(app: ASGIApp, listener: socket.socket) -> AsyncIterator[str]:
    """Serve an application while the block runs."""
    config = uvicorn.Config(app, log_config=None, lifespan="off")
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    async with asyncio.timeout(30):
        while not server.started:  # noqa: ASYNC110  (uvicorn offers no event)
            await asyncio.sleep(0.01)
    try:
        yield address(listener)
    finally:
        server.should_exit = True
        await task


@asynccontextmanager
async def standing_in(
    webhook_base: str = "http://127.0.0.1:9",
) -> AsyncIterator[tuple[Provider, str]]:
    """Serve a stand-in that calls a Backline at this address."""
    async with httpx.AsyncClient() as client:
        provider = Provider(
            account_sid=SID,
            token=TOKEN,
            number=OUR_NUMBER,
            webhook=f"{webhook_base}{WEBHOOK}",
            client=client,
        )
        async with serving(provider.app(), free_socket()) as url:
            yield provider, url
        await provider.settled()


def environ_for(api_base: str, public_url: str) -> dict[str, str]:
    return ENVIRON | {
        "TWILIO_API_BASE": api_base,
        "TWILIO_ACCOUNT_SID": SID,
        "TWILIO_FROM": OUR_NUMBER,
        "BACKLINE_PUBLIC_URL": public_url,
    }
