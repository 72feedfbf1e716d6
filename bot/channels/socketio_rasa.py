"""Rasa's socket.io protocol, for clients that were made for Rasa.

A session's id is a token that this server signed. Whatever else a client brings as its id opens a
new conversation, bound to its socket: knowing an id opens nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from bot.channels.body import clean_json, identifier
from bot.channels.failures import Refused
from bot.channels.limits import Limits
from bot.channels.rest import Handle
from bot.channels.session_tokens import SessionTokens, WebSession
from bot.channels.socketio_rooms import Client, Mailboxes, Rooms
from bot.channels.socketio_shapes import bot_uttered_frames
from bot.channels.visits import Visits
from bot.conversation.held import StaffTurn
from bot.conversation.messages import BotMessage, UserMessage

CHANNEL = "socketio"
CUSTOM_DATA = "customData"


@dataclass(frozen=True, slots=True, kw_only=True)
class RasaOptions:
    """Rasa's own options of the channel, with Rasa's defaults."""

    user_message_evt: str = "user_uttered"
    bot_message_evt: str = "bot_uttered"
    namespace: str = "/"
    session_persistence: bool = False
    metadata_key: str = "metadata"


@dataclass(frozen=True, slots=True)
class RasaProtocol:
    """Answers `session_request` and `user_uttered`."""

    visits: Visits
    handle: Handle
    tokens: SessionTokens
    rooms: Rooms
    limits: Limits
    options: RasaOptions
    mailboxes: Mailboxes = field(default_factory=Mailboxes)

    async def session_request(self, client: Client, data: Mapping[str, Any]) -> None:
        """Confirm a session, and deliver what came while nobody of it was connected."""
        try:
            self.limits.check_address(client.address)
        except Refused:
            await self._apologise(client)
            return
        session = await self._bound(client, data.get("session_id"))
        await self.rooms.emit(
            "session_confirm", session.token, to=client.sid, namespace=client.namespace
        )
        waiting = self.mailboxes.take(session.sender_id)
        await self.rooms.tell([client], self.options.bot_message_evt, waiting)

    async def user_uttered(self, client: Client, data: Mapping[str, Any]) -> None:
        """Answer a message; whatever is wrong with it, the person is not met with silence."""
        text = data.get("message", "")
        session = await self._bound(client, data.get("session_id"))
        try:
            self.limits.check_address(client.address)
            self.limits.check_sender(session.sender_id)
            if not isinstance(text, str):
                raise Refused("'message' must be a string.")
            metadata = self._metadata(data)
            message_id = identifier(data, "message_id") or identifier(metadata, "message_id")
        except Refused:
            await self._apologise(client)
            return
        replies = await self.handle(
            UserMessage(session.sender_id, text, CHANNEL, message_id, metadata)
        )
        await self._deliver(session.sender_id, replies)

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Show what staff said, or what was said about them; it waits for whoever is away."""
        await self._deliver(sender_id, turn.messages)

    async def missed(self, client: Client, since: float) -> None:
        """Deliver what a socket was sent after the last sign of life from its other end.

        It goes to the sockets that took its place, else it waits for the next one.
        """
        if client.session is None:
            return
        lately = [(at, frame) for at, frame in client.sent if at >= since]
        members = self.rooms.members(client.session.sender_id, are_widgets=False)
        if not members:
            self.mailboxes.keep(client.session.sender_id, [frame for _, frame in lately])
        for member in members:
            new_to_it = [frame for at, frame in lately if at < member.entered_at]
            await self.rooms.tell([member], self.options.bot_message_evt, new_to_it)

    async def _bound(self, client: Client, presented: object) -> WebSession:
        """Return the socket's session: that of the token presented, else its own or a new one."""
        current = client.session
        if current is not None and presented in (current.token, None):
            return current
        session = None
        if self.options.session_persistence:
            session = await self._known(presented)
        session = session or client.session or self.tokens.new()
        self.rooms.enter(client, session)
        client.entered_at = monotonic()
        return session

    async def _known(self, presented: object) -> WebSession | None:
        """Return the session of a token that still opens it.

        An emergency outlasts its token: the person must not start over as if nothing were wrong.
        """
        session = self.tokens.read(presented)
        if session is None or await self.visits.has_ended(session.sender_id):
            return None
        if not session.is_expired:
            return session
        state = await self.visits.state(session.sender_id)
        return None if state.card is None else self.tokens.renewed(session)

    async def _deliver(self, sender_id: str, replies: tuple[BotMessage, ...]) -> None:
        frames = bot_uttered_frames(replies)
        members = self.rooms.members(sender_id, are_widgets=False)
        if not members:
            self.mailboxes.keep(sender_id, frames)
        now = monotonic()
        for member in members:
            member.sent.extend((now, frame) for frame in frames)
        await self.rooms.tell(members, self.options.bot_message_evt, frames)

    async def _apologise(self, client: Client) -> None:
        frames = bot_uttered_frames([self.visits.apology()])
        await self.rooms.tell([client], self.options.bot_message_evt, frames)

    def _metadata(self, data: Mapping[str, Any]) -> dict[str, Any]:
        """Return what a client sends beside the words, some as JSON in a text."""
        found: dict[str, Any] = {}
        for key in (CUSTOM_DATA, self.options.metadata_key):
            value = data.get(key)
            found |= _object_in(value) if isinstance(value, str) else _object(value)
        return found


def _object_in(text: str) -> dict[str, Any]:
    try:
        return _object(clean_json(text)) if text else {}
    except (ValueError, RecursionError):
        return {}


def _object(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}
