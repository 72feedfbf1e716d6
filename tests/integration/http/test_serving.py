"""The server around any application: it announces itself, and finishes turns before it stops."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]
SLOW = """
import asyncio, sys, time
from bot.channels.web import Service, WebOptions, web_app
from bot.cli_serve import serve
from bot.conversation.messages import BotMessage

async def handle(message):
    print("begun", flush=True)
    await asyncio.sleep(1)
    return (BotMessage(text="finished"),)

async def ready():
    pass

service = Service(handle=handle, parse=None, tracker_json=None, ready=ready)
options = WebOptions(title="Slow", model_id="m", now=time.monotonic)
sys.exit(serve(web_app(service, options), "127.0.0.1", 0))
"""


@pytest.fixture
def slow_server():
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


@pytest.mark.slow
def test_a_turn_in_flight_is_finished_before_the_server_stops(slow_server):
    line = slow_server.stdout.readline()
    assert line.startswith("Backline is ready at http://127.0.0.1:")
    answers = []

    def send():
        answers.append(
            httpx.post(
                line.split()[-1] + "/webhooks/rest/webhook",
                json={"sender": "ann", "message": "hello"},
                timeout=20,
            )
        )

    sender = threading.Thread(target=send)
    sender.start()
    assert slow_server.stdout.readline() == "begun\n"
    slow_server.send_signal(signal.SIGTERM)
    sender.join(timeout=20)
    assert answers[0].json() == [{"recipient_id": "ann", "text": "finished"}]
    assert slow_server.wait(timeout=20) in {0, -signal.SIGTERM}
    assert slow_server.stderr.read() == ""
