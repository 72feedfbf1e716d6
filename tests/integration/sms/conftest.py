"""The real assistant with its text message channel, called as Twilio calls it."""

from __future__ import annotations

import itertools
import xml.etree.ElementTree as ET
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import httpx
import pytest
from twilio.request_validator import RequestValidator

from bot.app import App
from bot.channels.sms.webhook import STATUS, WEBHOOK

TOKEN = "0123456789abcdef0123456789abcdef"
SID = "AC00000000000000000000000000000001"
OUR_NUMBER = "+15005550006"
PATIENT = "+12125550123"
PUBLIC_URL = "https://clinic.example"
ENVIRON = {
    "TWILIO_AUTH_TOKEN": TOKEN,
    "BACKLINE_ENCRYPTION_KEY": "a key of some length for tests",
    "BACKLINE_PUBLIC_URL": PUBLIC_URL,
}


@dataclass
class Carrier:
    """Twilio's side of the webhook: signs as Twilio's own library does."""

    app: App
    client: httpx.AsyncClient
    numbers: itertools.count = field(default_factory=lambda: itertools.count(1))
    token: str = TOKEN
    public_url: str = PUBLIC_URL

    async def post(self, path: str, form: dict[str, str], **headers: str) -> httpx.Response:
        url = f"{self.public_url}{path}"
        signature = RequestValidator(self.token).compute_signature(url, form)
        return await self.client.post(
            path, data=form, headers={"X-Twilio-Signature": signature, **headers}
        )

    def form(self, body: str, **fields: str) -> dict[str, str]:
        sid = f"SM{next(self.numbers):032x}"
        return {
            "MessageSid": sid,
            "SmsSid": sid,
            "AccountSid": SID,
            "From": PATIENT,
            "To": OUR_NUMBER,
            "Body": body,
            "NumMedia": "0",
            "FromCity": "",
            **fields,
        }

    async def text(self, body: str, **fields: str) -> list[str]:
        """Text something; return what the answer texts back."""
        response = await self.post(WEBHOOK, self.form(body, **fields))
        assert response.status_code == 200
        return texts_of(response)

    async def says(self, *bodies: str, **fields: str) -> str:
        """Text several things; return the answer to the last as one string."""
        texts: list[str] = []
        for body in bodies:
            texts = await self.text(body, **fields)
        return "\n".join(texts)

    async def reports(self, text_id: int, status: str, sid: str = "SMout", code: str = "") -> None:
        form = {"MessageSid": sid, "MessageStatus": status, "ErrorCode": code}
        response = await self.post(f"{STATUS}?text={text_id}", form)
        assert response.status_code == 200


def texts_of(response: httpx.Response) -> list[str]:
    assert response.headers["content-type"].startswith("text/xml")
    root = ET.fromstring(response.text)  # noqa: S314  (our own server's)
    assert root.tag == "Response"
    return [message.text or "" for message in root.findall("Message")]


@pytest.fixture
async def carrier(running, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Carrier]:
    # What is tested here must not hang on how busy the machine is.
    monkeypatch.setattr("bot.texting.PATIENCE_SECONDS", 120.0)
    async with running(**ENVIRON) as app:
        transport = httpx.ASGITransport(app.asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside:5005") as client:
            yield Carrier(app, client)
