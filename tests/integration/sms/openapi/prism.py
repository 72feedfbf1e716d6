"""Prism, which holds requests and answers against Twilio's published description of its API."""

from __future__ import annotations

import asyncio
import json
import re
from asyncio.subprocess import PIPE, STDOUT
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.simulator.provider import MESSAGES
from widget.tools import prepared

PACKAGES = Path(__file__).parent / "node_modules"
PRISM = PACKAGES / "@stoplight/prism-cli/dist/index.js"
DESCRIPTION = PACKAGES / "@twilio-alpha/mcp/twilio-oai/spec/json/twilio_api_v2010.json"
# It answers with an error where a request or an answer is not as described.
OPTIONS = ("--errors", "--multiprocess=false", "--host=127.0.0.1", "--port=0")
LISTENING = re.compile(rb"listening on (http://127\.0\.0\.1:\d+)")
# What it has to say about an answer that it lets through all the same.
VIOLATIONS = "sl-violations"
SECONDS_TO_START = 60
_MESSAGES = MESSAGES.replace("{account_sid}", "{AccountSid}")
_PATH = f"{_MESSAGES}.json"


@asynccontextmanager
async def mocking(_upstream: str) -> AsyncIterator[str]:
    """Serve what the description gives as examples, to requests that it allows."""
    async with _started("mock") as address:
        yield address


@asynccontextmanager
async def proxying(upstream: str) -> AsyncIterator[str]:
    """Serve what is at an address, where requests and answers are as described."""
    async with _started("proxy", upstream) as address:
        yield address


def fields_of_a_message() -> frozenset[str]:
    """Return what a request for a message may hold, by the description."""
    request = _description()["paths"][_PATH]["post"]["requestBody"]["content"]
    return frozenset(request["application/x-www-form-urlencoded"]["schema"]["properties"])


def is_as_described(status: int, headers: Mapping[str, str]) -> bool:
    """Tell whether an answer has no fault but, at most, a status that is not described."""
    found: list[dict[str, Any]] = json.loads(headers.get(VIOLATIONS, "[]"))
    is_described = status in {200, 201}
    words = "Unable to match the returned status code"
    return (found == []) if is_described else all(words in one["message"] for one in found)


@asynccontextmanager
async def _started(kind: str, *upstream: str) -> AsyncIterator[str]:
    with TemporaryDirectory() as folder:
        description = Path(folder) / "twilio.json"
        description.write_text(json.dumps(_of_messages(_description())), "utf-8")
        words = (str(PRISM), kind, str(description), *upstream, *OPTIONS)
        process = await asyncio.create_subprocess_exec(
            *prepared().node, *words, stdout=PIPE, stderr=STDOUT
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(SECONDS_TO_START):
                address = await _address(process.stdout)
            # A pipe that nobody empties would stop it.
            rest = asyncio.create_task(process.stdout.read())
            yield address
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()
        await rest


def _description() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(DESCRIPTION.read_bytes())
    return found


def _of_messages(description: dict[str, Any]) -> dict[str, Any]:
    """Return what the description says of messages: all its paths would take prism longer to read.

    It calls the addresses of pages `uri`, though none of its own examples names a host.
    """
    paths = {name: one for name, one in description["paths"].items() if name.startswith(_MESSAGES)}
    answer = paths[_PATH]["get"]["responses"]["200"]["content"]["application/json"]
    for one in answer["schema"]["properties"].values():
        if one.get("format") == "uri":
            one["format"] = "uri-reference"
    return description | {"paths": paths}


async def _address(output: asyncio.StreamReader) -> str:
    said = b""
    while line := await output.readline():
        said += line
        if found := LISTENING.search(line):
            return found[1].decode()
    raise AssertionError(f"prism did not start: {said.decode(errors='replace')}")
