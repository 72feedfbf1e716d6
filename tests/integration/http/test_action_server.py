"""Our action server answers as rasa-sdk's own does, except that no error echoes the request."""

from __future__ import annotations

import asyncio
import json
import zlib
from contextlib import asynccontextmanager

import httpx
import pytest
import rasa_sdk
from rasa_sdk import Action
from rasa_sdk.endpoint import create_app
from rasa_sdk.interfaces import ActionExecutionRejection
from sanic import Sanic

from bot.channels.action_server import action_server, executor_of

SECRET = "what the person wrote"


class Greets(Action):
    def name(self):
        return "action_greet"

    async def run(self, dispatcher, tracker, domain):
        dispatcher.utter_message(text=f"Hello {tracker.sender_id}", buttons=[{"title": "A"}])
        return [{"event": "slot", "name": "seen", "value": True}]


class Rejects(Action):
    def name(self):
        return "action_reject"

    async def run(self, dispatcher, tracker, domain):
        raise ActionExecutionRejection("action_reject", "not now")


class Breaks(Action):
    def name(self):
        return "action_break"

    async def run(self, dispatcher, tracker, domain):
        raise RuntimeError(tracker.latest_message["text"])


EXECUTOR = executor_of([Greets(), Rejects(), Breaks()])


def client_of(app):
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://actions.test")


@asynccontextmanager
async def started(app):
    """Sanic's ASGI side begins with the lifespan protocol, which httpx does not speak."""
    inbox, outbox = asyncio.Queue(), asyncio.Queue()
    scope = {"type": "lifespan", "asgi": {"version": "3.0"}}
    served = asyncio.create_task(app(scope, inbox.get, outbox.put))
    await inbox.put({"type": "lifespan.startup"})
    assert (await outbox.get())["type"] == "lifespan.startup.complete"
    yield
    await inbox.put({"type": "lifespan.shutdown"})
    await served


def call(action):
    tracker = {
        "sender_id": "ann",
        "slots": {},
        "latest_message": {"text": SECRET},
        "events": [],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": None,
    }
    return {
        "next_action": action,
        "sender_id": "ann",
        "tracker": tracker,
        "domain": {"x": 1},
        "version": rasa_sdk.__version__,
    }


@pytest.mark.parametrize("action", ["action_greet", "action_reject", "action_unknown", ""])
async def test_answers_are_those_of_rasa_sdk(action):
    Sanic.test_mode = True
    theirs = create_app(EXECUTOR)
    async with client_of(action_server(EXECUTOR)) as client:
        ours = await client.post("/webhook", json=call(action))
    async with started(theirs), client_of(theirs) as client:
        expected = await client.post("/webhook", json=call(action))
    Sanic.unregister_app(theirs)
    assert (ours.status_code, ours.json()) == (expected.status_code, expected.json())


async def test_a_compressed_call_is_read():
    async with client_of(action_server(EXECUTOR)) as client:
        answer = await client.post(
            "/webhook",
            content=zlib.compress(json.dumps(call("action_greet")).encode()),
            headers={"Content-Encoding": "deflate"},
        )
    assert answer.json()["responses"][0]["text"] == "Hello ann"


async def test_a_failing_action_shows_and_logs_nothing_of_the_conversation(caplog):
    async with client_of(action_server(EXECUTOR)) as client:
        answer = await client.post("/webhook", json=call("action_break"))
    assert answer.status_code == 500
    assert answer.json() == {"error": "The action failed with RuntimeError."}
    assert SECRET not in caplog.text


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"null", b"[" * 50_000])
async def test_a_broken_call_is_400(body):
    async with client_of(action_server(EXECUTOR)) as client:
        assert (await client.post("/webhook", content=body)).status_code == 400


async def test_health_and_the_list_of_actions():
    async with client_of(action_server(EXECUTOR)) as client:
        assert (await client.get("/health")).json() == {"status": "ok"}
        names = [item["name"] for item in (await client.get("/actions")).json()]
    assert names == ["action_greet", "action_reject", "action_break"]
