"""A phone in the terminal, a stand-in for Twilio and the assistant, all in one process."""

from __future__ import annotations

import asyncio
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import fields
from pathlib import Path

import httpx
import uvicorn
from rich.console import Console
from starlette.types import ASGIApp

from bot.app import build
from bot.channels.sms.alphabet import segment_count
from bot.channels.sms.webhook import WEBHOOK
from bot.settings import Settings
from bot.simulator.provider import Faults, Phone, Provider

# Of a range that belongs to nobody.
CLINIC = "+15005550006"
LEAVE = "/quit"
FAULT = "/fault"
PAUSE_SECONDS = 0.2


async def run_trial(root: Path, settings: Settings, number: str) -> None:
    """Run all three until the person leaves."""
    api, web = _listener(), _listener()
    token = secrets.token_hex(16)
    async with httpx.AsyncClient() as client:
        provider = Provider(
            account_sid=f"AC{secrets.token_hex(16)}",
            token=token,
            number=CLINIC,
            webhook=f"{_address(web)}{WEBHOOK}",
            client=client,
        )
        trial = {
            "twilio_account_sid": provider.account_sid,
            "twilio_auth_token": token,
            "twilio_from": CLINIC,
            "twilio_api_base": _address(api),
            "public_url": _address(web),
            "encryption_key": settings.encryption_key or secrets.token_hex(16),
        }
        app = build(root, settings.model_copy(update=trial))
        async with app, _serving(provider.app(), api), _serving(app.asgi, web):
            console = Console(highlight=False)
            console.print(
                f"The stand-in for Twilio answers at {_address(api)} for the account "
                f"{provider.account_sid} with the token {token}.",
                soft_wrap=True,
            )
            await _chat(provider, provider.phone(number), console)
            await provider.settled()


async def _chat(provider: Provider, phone: Phone, console: Console) -> None:
    """Read lines as texts, and show what arrives."""
    names = " ".join(field.name for field in fields(Faults))
    console.print(f"Text the clinic's number. {LEAVE} leaves; {FAULT} NAME [NUMBER] sets a fault:")
    console.print(f"  {names}")
    showing = asyncio.create_task(_show(phone, console))
    try:
        while (line := await _line(console)) is not None:
            if line.startswith(FAULT):
                console.print(_set_fault(provider.faults, line.split()[1:], phone.number))
                continue
            await provider.text(phone.number, line)
            await provider.settled()
            await asyncio.sleep(PAUSE_SECONDS)
    finally:
        showing.cancel()


async def _line(console: Console) -> str | None:
    """Return the next line, or None when the person leaves."""
    try:
        line = (await asyncio.to_thread(console.input, "[bold]you[/]> ")).strip()
    except (EOFError, KeyboardInterrupt):
        return None
    return None if line == LEAVE else line


def _set_fault(faults: Faults, words: list[str], number: str) -> str:
    """Set a fault as a line asks for; return what to show."""
    name, amount = (words[0] if words else ""), (words[1] if len(words) > 1 else "1")
    kinds = {field.name: getattr(faults, field.name) for field in fields(Faults)}
    if name not in kinds or not amount.isdecimal():
        return f"no such fault; there are: {' '.join(kinds)}"
    match kinds[name]:
        case bool():
            setattr(faults, name, amount != "0")
        case set() as numbers:
            numbers.add(number) if amount != "0" else numbers.discard(number)
        case float():
            setattr(faults, name, float(amount))
        case _:
            setattr(faults, name, int(amount))
    return f"{name} is now {getattr(faults, name)}"


async def _show(phone: Phone, console: Console) -> None:
    while True:
        text = await phone.inbox.get()
        console.print(f"[dim]{len(text)} characters, {segment_count(text)} segment(s)[/]")
        console.print(text, markup=False, soft_wrap=True)


@asynccontextmanager
async def _serving(asgi: ASGIApp, listener: socket.socket) -> AsyncIterator[None]:
    config = uvicorn.Config(asgi, log_config=None, lifespan="off", access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve([listener]))
    try:
        yield
    finally:
        server.should_exit = True
        await task


def _listener() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen()
    return listener


def _address(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"
