"""One alert on its way to the staff on call: by e-mail, or to a webhook. No word of a patient."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from typing import Protocol
from zoneinfo import ZoneInfo

import httpx

from actions.queue.addresses import AlertAddresses, MailServer, mail_server, webhook_url
from actions.queue.notes import UNREACHED
from actions.queue.outbox import OVERDUE, ClaimedAlert

TIMEOUT_SECONDS = 10.0


class Route(Protocol):
    """A way for alerts to reach staff."""

    @property
    def name(self) -> str:
        """What the database calls it."""

    def send(self, alert: ClaimedAlert) -> None:
        """Send; raises OSError, smtplib.SMTPException or httpx.HTTPError."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where staff are: the clinic's `zone`, and the `public_url` of its console if that is set.

    `rules` is the version of the rules that are followed there, and whether a physician signed it.
    """

    zone: ZoneInfo
    public_url: str | None
    rules: str

    def link(self, item_id: int) -> str | None:
        """Return where an item of the queue can be seen, by whoever may log in."""
        return f"{self.public_url.rstrip('/')}/staff/queue/{item_id}" if self.public_url else None


def routes_to(addresses: AlertAddresses, zone: ZoneInfo, rules: str) -> tuple[Route, ...]:
    """Return the ways that the operator has set up. Raises BadAddress."""
    place = Place(zone, addresses.public_url, rules)
    routes: list[Route] = []
    if addresses.smtp is not None:
        routes.append(MailRoute(mail_server(addresses.smtp), place))
    if addresses.webhook is not None:
        routes.append(WebhookRoute(webhook_url(addresses.webhook), place))
    return tuple(routes)


@dataclass(frozen=True, slots=True)
class MailRoute:
    """Sends an alert as an e-mail."""

    server: MailServer
    place: Place
    name: str = "smtp"

    def send(self, alert: ClaimedAlert) -> None:
        """Hand the e-mail to the server; one refused recipient does not stop the others."""
        with _connected(self.server) as connection:
            connection.send_message(
                mail_of(alert, self.place, self.server),
                from_addr=self.server.sender,
                to_addrs=list(self.server.recipients),
            )


@dataclass(frozen=True, slots=True)
class WebhookRoute:
    """Sends an alert as JSON."""

    url: str
    place: Place
    name: str = "webhook"

    def send(self, alert: ClaimedAlert) -> None:
        """Post it; any answer but 2xx is a failure."""
        answer = httpx.post(self.url, json=json_of(alert, self.place), timeout=TIMEOUT_SECONDS)
        answer.raise_for_status()


def json_of(alert: ClaimedAlert, place: Place) -> dict[str, str | int | None]:
    """Return an alert as the webhook gets it; times are UTC. `alert_id` is the same in a repeat."""
    return {
        "alert_id": alert.id,
        "kind": alert.kind,
        "item_id": alert.item.id,
        "level": alert.item.level.value,
        "rule_id": alert.item.rule_id,
        "rules": place.rules,
        "opened_at": _utc(alert.item.opened_at),
        "due_at": _utc(alert.item.due_at),
        "link": place.link(alert.item.id),
    }


def mail_of(alert: ClaimedAlert, place: Place, server: MailServer) -> EmailMessage:
    """Return an alert as an e-mail; times are the clinic's."""
    item = alert.item
    mail = EmailMessage()
    mail["From"] = server.sender
    mail["To"] = ", ".join(server.recipients)
    prefix = {OVERDUE: "OVERDUE: ", UNREACHED: "NOT REACHED BY TEXT: "}.get(alert.kind, "")
    mail["Subject"] = f"{prefix}{item.level.value}, item {item.id} of the queue"
    mail["Message-ID"] = f"<backline-{alert.id}-{item.turn_id}@{server.sender.partition('@')[2]}>"
    mail["Date"] = datetime.fromtimestamp(item.opened_at, UTC)
    lines = [
        f"Item: {item.id}",
        f"Level: {item.level.value}",
        f"Rule: {item.rule_id or 'none'} of {place.rules}",
        f"Waiting since: {_local(item.opened_at, place)}",
        f"To be looked at by: {_local(item.due_at, place)}",
        place.link(item.id)
        or f"Look at it with: backline queue list, then backline queue close {item.id}",
    ]
    mail.set_content("\n".join(lines) + "\n")
    return mail


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """Lend a connection, under TLS and logged in as far as the server's address says."""
    context = ssl.create_default_context()
    if server.tls == "from the start":
        connection: smtplib.SMTP = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
    with connection:
        if server.tls == "upgrade":
            connection.starttls(context=context)
        if server.user:
            connection.login(server.user, server.password)
        yield connection


def _utc(seconds: float) -> str:
    return datetime.fromtimestamp(round(seconds), UTC).isoformat()


def _local(seconds: float, place: Place) -> str:
    moment = datetime.fromtimestamp(seconds, place.zone)
    return f"{moment:%A, %Y-%m-%d %H:%M} {moment.tzname()}"
