"""Sending through Twilio: one POST, and a look at what was sent where a try was cut off."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any

import httpx

from bot.conversation.deliveries import Delivery, Outcome

VERSION = "2010-04-01"
TIMEOUT_SECONDS = 15.0
OPTED_OUT = "21610"
# The account, not this text, is what these complain of: they pass once the operator mends it.
MENDABLE = frozenset({HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND})
CLOCK_SKEW = timedelta(seconds=5)
STATES = {
    **dict.fromkeys(("accepted", "scheduled", "queued", "sending"), Delivery.ACCEPTED),
    "sent": Delivery.SENT,
    "delivered": Delivery.DELIVERED,
    "read": Delivery.DELIVERED,
    "undelivered": Delivery.UNDELIVERED,
    "failed": Delivery.FAILED,
    "canceled": Delivery.FAILED,
}


class TryAgain(Exception):
    """The provider did not take a text, though it may later.

    `is_in_doubt` when it may have taken it all the same. `after_seconds` is what it asks for.
    """

    def __init__(
        self, reason: str, *, is_in_doubt: bool = False, after_seconds: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_in_doubt = is_in_doubt
        self.after_seconds = after_seconds


@dataclass(frozen=True, slots=True)
class Account:
    """Whose texts these are. `report_to` is where Twilio reports what became of them."""

    sid: str
    token: str = field(repr=False)
    sender: str
    api_base: str
    report_to: str | None


class TwilioSender:
    """Sends texts for one account."""

    def __init__(self, account: Account) -> None:
        """Prepare connections; nothing is sent yet."""
        self._account = account
        self._client = httpx.AsyncClient(
            auth=(account.sid, account.token), timeout=TIMEOUT_SECONDS, follow_redirects=False
        )
        self._url = f"{account.api_base}/{VERSION}/Accounts/{account.sid}/Messages.json"

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()

    async def send(self, number: str, text: str, text_id: int) -> Outcome:
        """Hand a text over; an outcome of `failed` is for good. Raises TryAgain."""
        form = {"To": number, "Body": text, **self._sender()}
        if self._account.report_to is not None:
            form["StatusCallback"] = report_address(self._account.report_to, text_id)
        try:
            answer = await self._client.post(self._url, data=form)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise TryAgain(type(error).__name__) from None
        except httpx.HTTPError as error:
            # The request may have gone out; its answer did not come back.
            raise TryAgain(type(error).__name__, is_in_doubt=True) from None
        return _outcome(answer)

    async def find(
        self, number: str, text: str, since: float, others: Collection[str]
    ) -> Outcome | None:
        """Return what became of a text that may have been sent since then, or None.

        `others` are the provider's ids of texts that are accounted for. Raises TryAgain when it
        cannot be found out.
        """
        earliest = datetime.fromtimestamp(since, UTC) - CLOCK_SKEW
        query = {"To": number, "PageSize": "100"}
        try:
            answer = await self._client.get(self._url, params=query)
            answer.raise_for_status()
            sent = answer.json()["messages"]
        except (httpx.HTTPError, ValueError, KeyError) as error:
            raise TryAgain(type(error).__name__, is_in_doubt=True) from None
        for one in sent:
            is_ours = one.get("body") == text and one.get("sid") not in others
            if is_ours and _created_at(one) >= earliest:
                return _reported(one)
        return None

    def _sender(self) -> dict[str, str]:
        sender = self._account.sender
        return {"MessagingServiceSid" if sender.startswith("MG") else "From": sender}


def report_address(report_to: str, text_id: int) -> str:
    """Return where Twilio reports what became of one text."""
    return f"{report_to}?text={text_id}"


def reported(fields: Mapping[str, str]) -> Outcome | None:
    """Return what a status callback says, or None for a status that says nothing here."""
    status = fields.get("MessageStatus") or fields.get("SmsStatus") or ""
    provider_id = fields.get("MessageSid") or fields.get("SmsSid")
    if status.lower() not in STATES or not provider_id:
        return None
    return Outcome(STATES[status.lower()], provider_id, fields.get("ErrorCode") or None)


def _outcome(answer: httpx.Response) -> Outcome:
    status = answer.status_code
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise TryAgain("429", after_seconds=_seconds(answer.headers.get("Retry-After")))
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise TryAgain(str(status), is_in_doubt=True)
    if status in MENDABLE:
        raise TryAgain(str(status))
    body = _json(answer)
    if answer.is_success:
        if not body.get("sid"):
            raise TryAgain("no sid", is_in_doubt=True)
        return _reported(body)
    return Outcome(Delivery.FAILED, None, str(body.get("code") or status))


def _reported(message: Mapping[str, Any]) -> Outcome:
    state = STATES.get(str(message.get("status")), Delivery.ACCEPTED)
    code = message.get("error_code")
    return Outcome(state, str(message["sid"]), None if code is None else str(code))


def _json(answer: httpx.Response) -> Mapping[str, Any]:
    try:
        body = answer.json()
    except ValueError:
        return {}
    return body if isinstance(body, dict) else {}


def _created_at(message: Mapping[str, Any]) -> datetime:
    try:
        return parsedate_to_datetime(str(message.get("date_created")))
    except (TypeError, ValueError):
        return datetime.fromtimestamp(0, UTC)


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isdecimal() else None
