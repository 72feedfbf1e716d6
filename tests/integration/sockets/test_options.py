"""Rasa's options of the channel, and what is on without them."""

from __future__ import annotations

from contextlib import asynccontextmanager

import pytest
from socketio.exceptions import ConnectionError as Refused

from bot.app import build
from bot.settings import read_settings
from tests.integration.sockets.conftest import serving, widget


@pytest.fixture
def start_with(trained_project, tmp_path, clock):
    """Return a function that serves the project under other channel options."""
    project = tmp_path / "project"
    project.mkdir()
    for part in trained_project.iterdir():
        if part.name in {"actions", "data", "models"} or part.suffix == ".yml":
            (project / part.name).symlink_to(part)

    @asynccontextmanager
    async def served(credentials: str):
        (project / "credentials.yml").unlink()
        (project / "credentials.yml").write_text(credentials)
        settings = read_settings(tmp_path, {"BACKLINE_RATE_LIMIT": "off"})
        async with serving(build(project, settings, clock=clock).asgi) as (address, _):
            yield address

    return served


async def test_names_namespace_and_path_are_the_sites_own(start_with, connect):
    options = """
    socketio:
      user_message_evt: said
      bot_message_evt: answered
      namespace: /chat
      socketio_path: /sockets
      metadata_key: extra
      session_persistence: true
      opening_payloads: [/greet]
    """
    async with start_with(options) as address:
        connection = await connect(address, socketio_path="/sockets", namespaces=["/chat"])
        connection.client.on("*", connection.note, namespace="/chat")
        await connection.client.emit("session_request", {}, namespace="/chat")
        token = await connection.next("session_confirm")
        message = {"message": "/greet", "session_id": token, "extra": {"a": 1}}
        await connection.client.emit("said", message, namespace="/chat")
        assert "assistant of" in (await connection.next("answered"))["text"]
        # Our widget stays in its own place.
        other = await connect(address, socketio_path="/sockets", auth=widget())
        assert (await other.next("session"))["is_new"] is True


async def test_without_persistence_each_socket_is_its_own_conversation(start_with, connect):
    async with start_with("socketio:\n  opening_payloads: [/greet]\n") as address:
        first = await connect(address)
        await first.client.emit("session_request", {})
        token = await first.next("session_confirm")
        await first.client.emit("user_uttered", {"message": "my back hurts", "session_id": token})
        await first.next("bot_uttered")
        second = await connect(address)
        await second.client.emit("session_request", {"session_id": token})
        assert await second.next("session_confirm") != token


async def test_a_channel_that_is_not_named_is_not_served(start_with, connect):
    async with start_with("rest:\n") as address:
        with pytest.raises(Refused):
            await connect(address, auth=widget())
