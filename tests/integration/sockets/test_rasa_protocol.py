"""Rasa's socket.io protocol, over a real server."""

from __future__ import annotations

import pytest


async def session_of(connection, session_id=None):
    await connection.client.emit("session_request", {"session_id": session_id})
    return await connection.next("session_confirm")


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_person_is_greeted_over_both_transports(served, connect, transport):
    connection = await connect(served.address, transports=[transport])
    token = await session_of(connection)
    assert isinstance(token, str), "rasa-webchat stores a plain string"
    await connection.client.emit("user_uttered", {"message": "/greet", "session_id": token})
    last = await connection.next("bot_uttered", 2)
    assert {choice["payload"] for choice in last["quick_replies"]} >= {"/report_pain"}
