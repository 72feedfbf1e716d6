"""Our own widget's frames; docs/wire/widget-protocol.md is their contract."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.channels.failures import Refused
from bot.channels.limits import Limits
from bot.channels.rest import Handle
from bot.channels.session_tokens import SessionTokens, WebSession
from bot.channels.socketio_rooms import Client, Rooms
from bot.channels.transcript import (
    SHOWN,
    can_answer,
    choices_among,
    message_json,
    reply_id,
    said,
)
from bot.channels.visits import Visits
from bot.conversation.held import StaffTurn
from bot.conversation.messages import BotMessage, UserMessage

JSON = dict[str, Any]

CHANNEL = "socketio"
NAMESPACE = "/"
VERSION = 1
MAX_TEXT = 4_000
MAX_PAYLOAD = 8_000
MAX_HISTORY = 500
_ID = re.compile(r"[A-Za-z0-9_-]{8,64}")


@dataclass(frozen=True, slots=True)
class WidgetProtocol:
    """Answers the widget. What it asks is a method here, under the name of the event."""

    visits: Visits
    handle: Handle
    tokens: SessionTokens
    rooms: Rooms
    limits: Limits

    async def welcome(self, client: Client, token: object) -> None:
        """Send `session`: the first frame of every connection."""
        session = await self._session(token)
        self.rooms.enter(client, session)
        frame = {
            "token": session.token,
            "expires_at": session.expires_at,
            "is_new": not await self.visits.events(session.sender_id),
            **await self._story(client, session),
            **self.visits.about,
            "limits": {"text": MAX_TEXT},
        }
        await self.rooms.tell([client], "session", [frame])

    async def say(self, client: Client, data: Mapping[str, Any]) -> JSON:
        """Answer a message, and acknowledge it once it is stored."""
        session = client.session
        if session is None or await self.visits.has_ended(session.sender_id):
            return _error("ended")
        fault = _fault(data)
        if fault is not None:
            return _error(fault)
        self._count(client, session)
        message = _message(session.sender_id, data)
        await self._announce(client, session, data)
        replies = await self.handle(message)
        if await self.visits.has_ended(session.sender_id):
            # It was deleted while this message was on its way: nothing of it may come back.
            await self.visits.end(session.sender_id)
            return _error("ended")
        await self._reply(session, data["id"], replies)
        client.session = renewed = self.tokens.renewed(session)
        return {
            "ok": True,
            "id": data["id"],
            "token": renewed.token,
            "expires_at": renewed.expires_at,
        }

    async def carry(self, sender_id: str, turn: StaffTurn) -> None:
        """Show in every tab of a session what staff said, or what was said about them."""
        members = self.rooms.members(sender_id, are_widgets=True)
        tabs = [tab for tab in members if turn.turn_id not in tab.read]
        if tabs:
            frame = await self._frame(sender_id, turn.turn_id, list(turn.named()))
            await self.rooms.tell(tabs, "reply", [frame])

    async def history(self, client: Client, _data: Mapping[str, Any]) -> JSON:
        """Return what was said, as `session` has it."""
        session = self._counted(client)
        return {"ok": True, **await self._story(client, session)}

    async def transcript(self, client: Client, _data: Mapping[str, Any]) -> JSON:
        """Return the visitor's own copy of all that was said."""
        session = self._counted(client)
        spoken = said(await self.visits.events(session.sender_id), session.visible_from)
        now = self.tokens.clock()
        copy = {
            "clinic": self.visits.about.get("clinic"),
            "begun_at": spoken[0].at if spoken else now,
            "made_at": now,
            "messages": [one.as_json() for one in spoken],
        }
        return {"ok": True, "transcript": copy}

    async def forget(self, client: Client, _data: Mapping[str, Any]) -> JSON:
        """Delete what was said, end the session, and tell every tab."""
        session = self._counted(client)
        is_kept = await self.visits.end(session.sender_id)
        tabs = self.rooms.members(session.sender_id, are_widgets=True)
        for member in (*tabs, *self.rooms.members(session.sender_id, are_widgets=False)):
            self.rooms.leave(member)
        await self.rooms.tell(tabs, "ended", [{"reason": "forgotten", "kept": is_kept}])
        return {"ok": True, "kept": is_kept}

    async def _session(self, token: object) -> WebSession:
        """Return the session that a token opens, with a token as of now, or a new one.

        An emergency outlasts its token: its card is shown, and nothing of what was said.
        """
        session = self.tokens.read(token)
        if session is None or await self.visits.has_ended(session.sender_id):
            return self.tokens.new()
        if session.is_expired and (await self.visits.state(session.sender_id)).card is None:
            return self.tokens.new()
        return self.tokens.renewed(session)

    async def _story(self, client: Client, session: WebSession) -> JSON:
        """Return what was said, what can be answered, and the card that stands."""
        spoken = said(await self.visits.events(session.sender_id), session.visible_from)
        client.read = frozenset(one.turn for one in spoken)
        state = await self.visits.state(session.sender_id)
        return {
            "history": [one.as_json() for one in spoken[-MAX_HISTORY:]],
            "choices": choices_among(spoken, state.offered),
            "emergency": state.card,
            "language": state.language,
            "paused": state.is_paused,
        }

    async def _announce(self, client: Client, session: WebSession, data: Mapping[str, Any]) -> None:
        """Show the words to the other tabs, and to all that an answer is being made."""
        tabs = self.rooms.members(session.sender_id, are_widgets=True)
        others = [tab for tab in tabs if tab.sid != client.sid]
        shown = {"id": data["id"], "text": data["text"], "at": self.tokens.clock()}
        await self.rooms.tell(others, "said", [shown])
        await self.rooms.tell(tabs, "typing", [{"on": True}])

    async def _reply(
        self, session: WebSession, message_id: str, replies: tuple[BotMessage, ...]
    ) -> None:
        named = [(reply_id(message_id, place), one) for place, one in enumerate(replies)]
        frame = await self._frame(session.sender_id, message_id, named)
        tabs = self.rooms.members(session.sender_id, are_widgets=True)
        await self.rooms.tell(tabs, "reply", [frame])

    async def _frame(
        self, sender_id: str, turn_id: str, named: Sequence[tuple[str, BotMessage]]
    ) -> JSON:
        """Return `reply`: what was said in a turn, and how the conversation stands."""
        state = await self.visits.state(sender_id)
        choices = [name for name, reply in named if can_answer(reply, state.offered)]
        frame: JSON = {
            "turn_id": turn_id,
            "in_reply_to": turn_id,
            "messages": [message_json(name, reply) for name, reply in named],
            "emergency": state.card,
            "language": state.language,
            "paused": state.is_paused,
        }
        return frame | {"choices": choices} if choices else frame

    def _counted(self, client: Client) -> WebSession:
        """Return the socket's session, the request counted. Raises Refused, or Ended."""
        if client.session is None:
            raise Ended
        self._count(client, client.session)
        return client.session

    def _count(self, client: Client, session: WebSession) -> None:
        self.limits.check_address(client.address)
        self.limits.check_sender(session.sender_id)


class Ended(Exception):
    """The session of this socket was ended."""


def refusal(error: Exception) -> JSON:
    """Return what the widget is told when a request came to nothing."""
    match error:
        case Ended():
            return _error("ended")
        case Refused(headers=dict() as headers) if "Retry-After" in headers:
            return _error("rate") | {"retry_after": int(headers["Retry-After"])}
        case Refused():
            return _error("invalid")
        case _:
            return _error("failed")


def _error(reason: str) -> JSON:
    return {"ok": False, "error": reason}


def _fault(data: Mapping[str, Any]) -> str | None:
    """Return what is wrong with a `say`, or None."""
    name, text, payload = data.get("id"), data.get("text"), data.get("payload")
    if not isinstance(name, str) or _ID.fullmatch(name) is None or not isinstance(text, str):
        return "invalid"
    if payload is not None and (not isinstance(payload, str) or len(payload) > MAX_PAYLOAD):
        return "invalid"
    return "too_long" if len(text) > MAX_TEXT else None


def _message(sender_id: str, data: Mapping[str, Any]) -> UserMessage:
    """Return the message; what the visitor saw as their own words is kept beside a payload."""
    payload = data.get("payload")
    return UserMessage(
        sender_id,
        data["text"] if payload is None else payload,
        CHANNEL,
        data["id"],
        {} if payload is None else {SHOWN: data["text"]},
    )
