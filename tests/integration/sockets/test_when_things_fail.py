"""The real server in a process of its own, killed and started again; connections that are cut."""

from __future__ import annotations

import asyncio
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.integration.sockets.conftest import said_by_persons, widget

ROOT = Path(__file__).parents[3]


class Process:
    """`backline run` on one port, again and again."""

    def __init__(self, tmp_path: Path) -> None:
        self.environ = {
            **os.environ,
            "BACKLINE_DATABASE_URL": f"sqlite:///{tmp_path}/test.db",
            "BACKLINE_SECRET_KEY": "the same for each start of this test",
            "BACKLINE_RATE_LIMIT": "off",
        }
        self.port = "0"
        self.process: subprocess.Popen[str] | None = None

    def start(self) -> str:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "run", "--port", self.port],
            cwd=ROOT,
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        line = self.process.stdout.readline()
        assert "ready at" in line, line + self.process.stderr.read()
        address = line.split()[-1]
        self.port = address.rpartition(":")[2]
        return address

    def stop(self, how: signal.Signals) -> float:
        """Stop the process; return how many seconds that took."""
        began = time.monotonic()
        self.process.send_signal(how)
        self.process.communicate(timeout=40)
        return time.monotonic() - began


# What an idle visitor would hold a stopping server up for.
LONGEST_POLL_SECONDS = 25


@pytest.fixture
def process(trained_project, tmp_path):
    process = Process(tmp_path)
    yield process
    if process.process is not None:
        process.process.kill()
        process.process.communicate()


async def begun(connect, address, token=None, **options):
    connection = await connect(address, auth=widget(token), **options)
    return connection, await connection.next("session")


@pytest.mark.slow
async def test_a_killed_server_goes_on_in_the_middle_of_the_conversation(process, connect):
    address = await asyncio.to_thread(process.start)
    connection, session = await begun(connect, address)
    await connection.say("my back hurts", "message-1")
    before = connection.all("reply")[0]
    await asyncio.to_thread(process.stop, signal.SIGKILL)
    await asyncio.to_thread(process.start)
    again, resumed = await begun(connect, address, session["token"])
    assert resumed["is_new"] is False
    assert [one["id"] for one in resumed["history"]] == ["message-1", "message-1.0", "message-1.1"]
    assert resumed["choices"] == before["choices"]
    # The client could not know whether its last word arrived: it says it again.
    await again.say("my back hurts", "message-1")
    assert again.all("reply")[0]["messages"] == before["messages"]
    ack = await again.say("none", "message-2")
    assert ack["ok"] is True
    assert again.all("reply")[1]["messages"][-1]["custom"]["about"] == "illness_signs"


@pytest.mark.slow
@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_server_that_is_asked_to_stop_does_not_wait_for_idle_visitors(
    process, connect, transport
):
    address = await asyncio.to_thread(process.start)
    connection, _ = await begun(connect, address, transports=[transport])
    assert await asyncio.to_thread(process.stop, signal.SIGTERM) < LONGEST_POLL_SECONDS
    await connection.next("disconnect")


async def test_a_reply_made_while_the_line_was_cut_is_there_after_the_reconnect(start, connect):
    async with start() as served:
        connection, session = await begun(connect, served.address)
        await connection.say("my back hurts", "message-1")
        sender = next(iter(conversations(served)))
        async with served.app.locks.holding(sender):
            await connection.client.emit("say", {"id": "message-2", "text": "none"})
            await connection.settle()
            await connection.client.eio.disconnect(abort=True)
            await connection.settle()
        # However slow the machine, the turn ends by itself, with nobody there.
        for _ in range(100):
            await connection.settle(0.2)
            if await served.app.store.stored_reply(sender, "message-2"):
                break
        again, resumed = await begun(connect, served.address, session["token"])
        ids = [one["id"] for one in resumed["history"]]
        assert ids == ["message-1", "message-1.0", "message-1.1", "message-2", "message-2.0"]
        await again.say("none", "message-2")
        (frame,) = again.all("reply")
        assert [one["id"] for one in frame["messages"]] == ["message-2.0"]


async def test_a_visitor_who_reads_slowly_holds_up_nobody(start, connect):
    async with start() as served:
        slow, session = await begun(connect, served.address)
        # Its end of the line takes nothing in any more.
        slow.client.eio.ws._response.connection.transport.pause_reading()
        quick, _ = await begun(connect, served.address, session["token"])
        for number in range(20):
            ack = await quick.say("hello", f"message-{number}")
            assert ack["ok"] is True
        assert len(quick.all("reply")) == 20


@pytest.mark.parametrize("is_back_before_it_is_noticed", [True, False])
async def test_rasas_clients_get_what_was_said_into_a_dead_line_once(
    start, connect, monkeypatch, is_back_before_it_is_noticed
):
    monkeypatch.setattr("bot.channels.socketio.PING_SECONDS", 1)
    monkeypatch.setattr("bot.channels.socketio.PONG_SECONDS", 1)
    async with start() as served:
        first = await connect(served.address)
        await first.client.emit("session_request", {})
        token = await first.next("session_confirm")
        await first.client.emit("user_uttered", {"message": "/greet", "session_id": token})
        first.client.eio.ws._response.connection.transport.pause_reading()
        await first.settle(0.7)
        assert first.all("bot_uttered") == []
        if not is_back_before_it_is_noticed:
            await first.settle(3)
        second = await connect(served.address)
        await second.client.emit("session_request", {"session_id": token})
        await second.next("bot_uttered", 2)
        await second.settle(1)
        texts = [frame["text"] for frame in second.all("bot_uttered")]
        assert len(texts) == len(set(texts)), "nothing twice"
        assert "assistant of" in texts[0]


async def test_while_the_database_is_locked_the_visitor_hears_so_and_tries_again(start, connect):
    async with start() as served:
        connection, _ = await begun(connect, served.address)
        await connection.say("my back hurts", "message-1")
        other = sqlite3.connect(served.root / "var" / "backline.db", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        ack = await connection.say("none", "message-2")
        assert ack["ok"] is True, "the words are kept on disk until the database takes them"
        assert "911" in connection.all("reply")[-1]["messages"][-1]["text"]
        assert (await connection.ask("forget"))["error"] == "failed", "and not called deleted"
        other.execute("ROLLBACK")
        other.close()
        assert (await connection.say("none", "message-3"))["ok"] is True
        spoken = (await connection.ask("history"))["history"]
        mine = [one["text"] for one in spoken if one["who"] == "user"]
        assert mine == ["my back hurts", "none", "none"]


def conversations(served):
    return {event["sender_id"] for event in said_by_persons(served)}
