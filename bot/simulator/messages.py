"""Messages as Twilio's API shows them."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import format_datetime
from http import HTTPStatus
from typing import Any

VERSION = "2010-04-01"
LONGEST_BODY = 1600


@dataclass(slots=True)
class Message:
    """One message, in the state that it has reached."""

    account_sid: str
    sender: str
    to: str
    body: str
    direction: str = "outbound-api"
    status: str = "queued"
    error_code: int | None = None
    report_to: str | None = None
    sid: str = field(default_factory=lambda: f"SM{uuid.uuid4().hex}")
    created_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def as_json(self) -> dict[str, Any]:
        """Return the keys of Twilio's Message resource."""
        created = format_datetime(self.created_at)
        uri = f"/{VERSION}/Accounts/{self.account_sid}/Messages/{self.sid}"
        return {
            "account_sid": self.account_sid,
            "api_version": VERSION,
            "body": self.body,
            "date_created": created,
            "date_sent": None if self.status == "queued" else created,
            "date_updated": created,
            "direction": self.direction,
            "error_code": self.error_code,
            "error_message": None,
            "from": self.sender,
            "messaging_service_sid": self.sender if self.sender.startswith("MG") else None,
            "num_media": "0",
            "num_segments": "1",
            "price": None,
            "price_unit": "USD",
            "sid": self.sid,
            "status": self.status,
            "subresource_uris": {"media": f"{uri}/Media.json"},
            "to": self.to,
            "uri": f"{uri}.json",
        }


class Refusal(Exception):
    """What Twilio answers to a request that it does not take."""

    def __init__(
        self, code: int, message: str, status: HTTPStatus = HTTPStatus.BAD_REQUEST
    ) -> None:
        super().__init__(message)
        self.status = status
        self.body: dict[str, Any] = {
            "code": code,
            "message": message,
            "more_info": f"https://www.twilio.com/docs/errors/{code}",
            "status": int(status),
        }


def checked(form: dict[str, str], account_sid: str) -> Message:
    """Return the message that a request asks for. Raises Refusal with Twilio's codes."""
    to, body = form.get("To", ""), form.get("Body", "")
    sender = form.get("From") or form.get("MessagingServiceSid") or ""
    if not to:
        raise Refusal(21604, "A 'To' phone number is required.")
    if not to.startswith("+") or not to[1:].isdecimal():
        raise Refusal(21211, "The 'To' number is not a valid phone number.")
    if not sender:
        raise Refusal(21603, "A 'From' phone number is required.")
    if not body:
        raise Refusal(21602, "Message body is required.")
    if len(body) > LONGEST_BODY:
        raise Refusal(21617, "The message body exceeds the 1600 character limit.")
    return Message(account_sid, sender, to, body, report_to=form.get("StatusCallback"))
