"""endpoints.yml and credentials.yml: where other programs are, and the channels in and out.

Both may name variables of the environment as `${NAME}`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from bot.assistant.problems import did_you_mean
from bot.assistant.yaml_reader import Fields, Node

ENDPOINTS_FILE = "endpoints.yml"
CREDENTIALS_FILE = "credentials.yml"
VARIABLE = re.compile(r"\$\{([^}]*)\}")
WEB_ADDRESS = re.compile(r"https?://[^\s/]+\S*")
ENDPOINT_MENDS = {
    "lock_store": "set BACKLINE_REDIS_URL to share locks between processes",
    "event_broker": "read events from the database",
    "models": "the model is trained from this folder",
    "nlu": "messages are understood in this process",
    "nlg": "responses stand in domain.yml",
}
TRACKER_STORE_KEYS = ("dialect", "url", "host", "port", "db", "username", "password", "query")
# For each channel: its options, beside `opening_payloads`.
CHANNELS: Mapping[str, tuple[str, ...]] = {
    "rest": (),
    "socketio": (
        "user_message_evt",
        "bot_message_evt",
        "namespace",
        "session_persistence",
        "socketio_path",
        "metadata_key",
    ),
    "twilio": ("unclear_choice",),
}
# Rasa's options that are not supported, each with its mend.
CHANNEL_MENDS: Mapping[str, Mapping[str, str]] = {
    "socketio": dict.fromkeys(
        ("jwt_key", "jwt_method"),
        "sessions are signed with BACKLINE_SECRET_KEY, and BACKLINE_ALLOWED_ORIGINS says whose"
        " pages may connect",
    ),
    "twilio": {
        "account_sid": "set TWILIO_ACCOUNT_SID in the environment instead",
        "auth_token": "set TWILIO_AUTH_TOKEN in the environment instead",
        "twilio_number": "set TWILIO_FROM in the environment instead",
    },
}
SOCKET_PATH = re.compile(r"/?[\w.-]+(/[\w.-]+)*/?")


@dataclass(frozen=True, slots=True)
class Endpoints:
    """Where other programs are.

    `action_url` None means that custom actions run in this process.
    """

    action_url: str | None = None
    tracker_store: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Credentials:
    """The options of each channel, by the channel's name."""

    channels: Mapping[str, Mapping[str, Any]] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def serves_rest(self) -> bool:
        """Whether the REST channel is on: where it is named, or where no channel is."""
        return "rest" in self.channels or not self.channels


def read_endpoints(node: Node, environment: Mapping[str, str]) -> Endpoints:
    """Read endpoints.yml; raises Misread, and notes what else is wrong."""
    fields = _expanded(node, environment).fields(
        optional=("action_endpoint", "tracker_store"), refused=ENDPOINT_MENDS
    )
    return Endpoints(
        action_url=fields.read("action_endpoint", _read_action_url, None),
        tracker_store=fields.read("tracker_store", _read_tracker_store, None),
    )


def read_credentials(node: Node, environment: Mapping[str, str]) -> Credentials:
    """Read credentials.yml; raises Misread, and notes what else is wrong."""
    channels = _expanded(node, environment).named(_read_channel)
    return Credentials(channels)


def _expanded(node: Node, environment: Mapping[str, str]) -> Node:
    """Return the node with `${NAME}` replaced in every text."""
    match node.value:
        case dict():
            found: Any = {key: _expanded(part, environment) for key, part in node.value.items()}
        case tuple():
            found = tuple(_expanded(part, environment) for part in node.value)
        case str():
            found = VARIABLE.sub(lambda match: _variable(match[1], node, environment), node.value)
        case _:
            found = node.value
    return replace(node, value=found)


def _variable(name: str, node: Node, environment: Mapping[str, str]) -> str:
    if name not in environment:
        node.note(f"the environment has no variable {name}")
    # A text that stands for the missing value spares the author a second complaint about it.
    return environment.get(name, f"http://{name}")


def _read_action_url(node: Node) -> str:
    mend = "only `url` is supported"
    refused = dict.fromkeys(
        ("token", "token_name", "headers", "params", "basic_auth", "cafile"), mend
    )
    fields = node.fields("url", refused=refused)
    url = fields["url"].text()
    if WEB_ADDRESS.fullmatch(url) is None:
        fields["url"].fail("expected an address such as http://127.0.0.1:5055/webhook")
    return url


def _read_tracker_store(node: Node) -> dict[str, Any]:
    fields = node.fields("type", optional=TRACKER_STORE_KEYS)
    kind = fields["type"].text()
    if kind != "SQL":
        fields["type"].fail(f"conversations are kept in SQL, not in {kind!r}: write type: SQL")
    return node.plain_mapping()


def _read_channel(name: str, node: Node) -> dict[str, Any]:
    if name not in CHANNELS:
        node.fail(f"there is no channel {name!r}.{did_you_mean(name, CHANNELS)}")
    if node.value is None:
        return {}
    fields = node.fields(
        optional=("opening_payloads", *CHANNELS[name]), refused=CHANNEL_MENDS.get(name, {})
    )
    for payload in fields.read("opening_payloads", Node.items, ()):
        if not payload.text().startswith("/"):
            payload.note(f"an opening payload begins with a slash: /{payload.text()}")
    _check_sockets(fields)
    return node.plain_mapping()


def _check_sockets(fields: Fields) -> None:
    """Note what the socket options cannot be."""
    fields.flag("session_persistence", default=False)
    for key in ("user_message_evt", "bot_message_evt", "metadata_key"):
        fields.read(key, Node.text, None)
    if not fields.read("namespace", Node.text, "/").startswith("/"):
        fields["namespace"].note("a namespace begins with a slash, such as /chat")
    if SOCKET_PATH.fullmatch(fields.read("socketio_path", Node.text, "/socket.io")) is None:
        fields["socketio_path"].note("expected a path such as /socket.io")
