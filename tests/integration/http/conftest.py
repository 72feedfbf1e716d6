"""The real application over real ASGI, its engine a plain recorder of what it was handed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest

from bot.channels.web import Service, WebOptions, web_app
from bot.conversation.messages import BotMessage, UserMessage
from bot.conversation.turn import Intent, ParsedMessage

TOKEN = "s3cret-tökén"


@dataclass
class Recorder:
    """Answers every message with `replies`, and remembers the messages."""

    replies: tuple[BotMessage, ...] = (BotMessage(text="Hello."),)
    messages: list[UserMessage] = field(default_factory=list)
    error: Exception | None = None
    seconds: float = 0.0

    async def handle(self, message: UserMessage) -> tuple[BotMessage, ...]:
        if self.error is not None:
            raise self.error
        self.messages.append(message)
        return self.replies

    def parse(self, text: str) -> ParsedMessage:
        return ParsedMessage(text, Intent("greet", 0.9))

    async def tracker_json(self, sender_id: str, include_events: str) -> dict[str, object] | None:
        if sender_id == "nobody":
            return None
        return {"sender_id": sender_id, "asked": include_events}

    async def ready(self) -> None:
        if self.error is not None:
            raise self.error

    def now(self) -> float:
        return self.seconds


@pytest.fixture
def recorder() -> Recorder:
    return Recorder()


def client_of(recorder: Recorder, **options: object) -> httpx.AsyncClient:
    given = {"title": "A clinic", "model_id": "abc", "now": recorder.now, "rate_limit": "off"}
    service = Service(
        handle=recorder.handle,
        parse=recorder.parse,
        tracker_json=recorder.tracker_json,
        ready=recorder.ready,
    )
    app = web_app(service, WebOptions(**(given | options)))  # type: ignore[arg-type]
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://backline.test")


@pytest.fixture
async def client(recorder: Recorder) -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(recorder, api_token=TOKEN) as client:
        yield client
