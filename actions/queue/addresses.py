"""Where alerts go: BACKLINE_ALERT_SMTP and BACKLINE_ALERT_WEBHOOK, read and checked at start."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

import httpx

from actions.knowledge.problems import did_you_mean

SMTP = "BACKLINE_ALERT_SMTP"
WEBHOOK = "BACKLINE_ALERT_WEBHOOK"
SMTP_EXAMPLE = (
    "write it like smtp://user:password@host:587/?from=bot@clinic.example&to=staff@clinic.example"
)
# Ports of the protocol: handing in mail, plain or upgraded; and under TLS from the first byte.
PORTS = {"smtp": 587, "smtps": 465}
OPTIONS = ("from", "to", "tls")
LOOPBACK = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[!-~]+@[!-~]+")


class BadAddress(Exception):
    """An address of alerts cannot be used; str() is one line and holds no password."""

    def __init__(self, variable: str, message: str) -> None:
        line = f"{variable}: {message}"
        self.problems = (line,)
        super().__init__(line)


@dataclass(frozen=True, slots=True)
class AlertAddresses:
    """What the operator set, as it was written; `public_url` is where staff find the console."""

    smtp: str | None = field(default=None, repr=False)
    webhook: str | None = field(default=None, repr=False)
    public_url: str | None = None


@dataclass(frozen=True, slots=True)
class MailServer:
    """A server that takes e-mail. `tls` is "none", "upgrade" (STARTTLS) or "from the start"."""

    host: str
    port: int
    tls: str
    user: str
    password: str = field(repr=False)
    sender: str
    recipients: tuple[str, ...]


def mail_server(url: str) -> MailServer:
    """Return the server of a URL such as `smtp://user:pass@host:587/?from=a@b&to=c@d&tls=1`.

    Several recipients are separated by commas. Without `tls`, the connection is upgraded to TLS.
    Raises BadAddress.
    """
    parts = _split(SMTP, url, PORTS)
    options = _options(parts)
    tls = _tls(parts, options.get("tls", "1"))
    if tls == "none" and parts.username and parts.hostname not in LOOPBACK:
        raise BadAddress(SMTP, "tls=0 would send the password in the clear; leave it out")
    return MailServer(
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=_addresses("from", options)[0],
        recipients=_addresses("to", options),
    )


def webhook_url(url: str) -> str:
    """Return a usable http or https URL. Raises BadAddress."""
    _split(WEBHOOK, url, ("http", "https"))
    try:
        httpx.URL(url)
    except httpx.InvalidURL:
        raise BadAddress(WEBHOOK, "this is no address; host or port is wrong") from None
    return url


def _split(variable: str, url: str, schemes: Mapping[str, int] | tuple[str, ...]) -> SplitResult:
    """Return the parts of a URL whose scheme, host and port are sound."""
    try:
        parts = urlsplit(url)
        is_sound = bool(parts.hostname) and parts.port != 0
    except ValueError:
        raise BadAddress(variable, "this is no address; host or port is wrong") from None
    if parts.scheme not in schemes:
        raise BadAddress(variable, f"must begin with {' or '.join(f'{one}://' for one in schemes)}")
    if not is_sound or re.search(r"[\x00-\x20\x7f]", url):
        raise BadAddress(variable, "this is no address; host or port is wrong")
    return parts


def _options(parts: SplitResult) -> dict[str, str]:
    # In an e-mail address a plus is a plus, not a space.
    pairs = parse_qsl(parts.query.replace("+", "%2B"), keep_blank_values=True)
    for name, _ in pairs:
        if name not in OPTIONS:
            raise BadAddress(SMTP, f"unknown option {name!r}.{did_you_mean(name, OPTIONS)}")
    if parts.path not in {"", "/"} or parts.fragment:
        raise BadAddress(SMTP, f"something follows the host that is no option; {SMTP_EXAMPLE}")
    return dict(pairs)


def _tls(parts: SplitResult, wanted: str) -> str:
    if wanted not in {"0", "1"}:
        raise BadAddress(SMTP, "tls is 0 or 1")
    if parts.scheme == "smtps":
        return "from the start"
    return "upgrade" if wanted == "1" else "none"


def _addresses(option: str, options: Mapping[str, str]) -> tuple[str, ...]:
    found = tuple(one.strip() for one in options.get(option, "").split(","))
    for one in found:
        if not _ADDRESS.fullmatch(one):
            raise BadAddress(SMTP, f"option {option!r} needs an e-mail address; {SMTP_EXAMPLE}")
    return found
