"""Writing with visitors in the assistant's place: who is in which conversation, and the words."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Protocol
from urllib.parse import quote

from bot.channels.transcript import Said, said
from bot.console.panels import Call, Page, Panel, Redirect, Refusal, Route
from bot.console.rendering import TEMPLATES
from bot.console.side_panels import SidePanel
from bot.conversation.deliveries import NEVER_ARRIVED, Delivery
from bot.conversation.events import Event
from bot.conversation.held import Held
from bot.conversation.messages import BY
from bot.conversation.tracker import Tracker
from bot.handover.desk import MAX_TEXT, Handover
from bot.handover.refusals import HandoverRefused, Why

NAME = "talk"
HOME = f"/staff/{NAME}"
REASONS = {
    Why.UNKNOWN: (404, "There is no such conversation."),
    Why.NOT_HELD: (409, "You are not in this conversation any more. Take it over first."),
    Why.UNREACHABLE: (409, "Nothing can be sent where this person wrote from. Call them."),
    Why.OPTED_OUT: (409, "This person asked for no more text messages. Call them."),
    Why.ENDED: (409, "This person ended and deleted the chat. Call them."),
    Why.EMPTY: (422, "There was nothing to send: write something first."),
    Why.TOO_LONG: (422, "This is too long to be sent at once. Send it in two parts."),
}
ARRIVALS = {
    Delivery.WAITING: "on its way",
    Delivery.SENDING: "on its way",
    Delivery.ANSWERED: "sent",
    Delivery.ACCEPTED: "sent",
    Delivery.SENT: "sent",
    Delivery.DELIVERED: "delivered",
}
NOT_ARRIVED = "did not arrive"


class Conversations(Protocol):
    """What is asked of the store; methods raise StoreFailure."""

    async def load(self, sender_id: str) -> Tracker | None:
        """Return a conversation, or None."""

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation."""

    async def held(self) -> list[Held]:
        """Return the conversations that staff hold."""

    async def deliveries(self, sender_id: str) -> Mapping[str, Delivery]:
        """Return how far the texts of each turn have come, by turn."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was said. `who` is them, us or person; `by` a user name of staff."""

    at: float
    text: str
    who: str
    by: str
    buttons: Sequence[str]
    arrival: str
    has_failed: bool


@dataclass(frozen=True, slots=True)
class TalkPages:
    """The handlers."""

    handover: Handover
    store: Conversations

    async def count(self) -> int:
        """Return how many visitors wait for a person."""
        return sum(one.waiting_since is not None for one in await self.store.held())

    async def show(self, call: Call) -> Page:
        """Show who is in which conversation."""
        held = sorted(
            await self.store.held(),
            key=lambda one: (one.by != call.staff, one.waiting_since or float("inf")),
        )
        return Page("talk/talk.html", {"held": held, "quoted": _quoted})

    async def show_one(self, call: Call) -> Page:
        """Show what is said in one conversation, and where to answer."""
        return await self._page(call)

    async def take(self, call: Call) -> Redirect:
        """Take a conversation over, in the name of whoever is logged in."""
        name = call.path["conversation"]
        try:
            await self.handover.take(name, call.staff, instead_of=call.given("instead_of") or None)
        except HandoverRefused as refused:
            raise _refusal(refused) from None
        return Redirect(_address(name), "You are in this chat. The program is silent.")

    async def say(self, call: Call) -> Page | Redirect:
        """Say something; what cannot be sent stays in the field."""
        name, words = call.path["conversation"], call.given("text")
        message_id = call.given("message_id") or secrets.token_hex(8)
        try:
            await self.handover.say(name, call.staff, words, message_id)
        except HandoverRefused as refused:
            refusal = _refusal(refused)
            if refused.why is Why.UNKNOWN:
                raise refusal from None
            return await self._page(call, refusal)
        return Redirect(f"{_address(name)}#answer")

    async def release(self, call: Call) -> Redirect:
        """Let the assistant answer again."""
        name = call.path["conversation"]
        try:
            await self.handover.release(name, call.staff)
        except HandoverRefused as refused:
            raise _refusal(refused) from None
        return Redirect(HOME, "Handed back: the program answers again, and the person knows.")

    def side(self) -> SidePanel:
        """Return what stands on top of a transcript: who answers there."""
        return SidePanel("talk/bar.html", "top", self._bar)

    async def _bar(self, name: str, _call: Call) -> dict[str, Any] | None:
        tracker = await self.store.load(name)
        if tracker is None or tracker.latest_channel not in self.handover.reach:
            return None
        return {"address": _address(name), "is_paused": tracker.is_paused, "by": tracker.held_by}

    async def _page(self, call: Call, refusal: Refusal | None = None) -> Page:
        name = call.path["conversation"]
        tracker = await self.store.load(name)
        if tracker is None:
            raise Refusal(*REASONS[Why.UNKNOWN])
        spoken = said(await self.store.events(name))
        arrived = await self.store.deliveries(name)
        held = next((one for one in await self.store.held() if one.sender_id == name), None)
        values: dict[str, Any] = {
            "conversation": name,
            "address": _address(name),
            "transcript": f"/staff/transcripts/{quote(name, safe='')}",
            "channel": tracker.latest_channel or "",
            "lines": [_line(one, arrived) for one in spoken],
            "held": held,
            "mine": held is not None and held.by == call.staff,
            "problem": "" if refusal is None else refusal.message,
            "written": call.given("text") if refusal is not None else "",
            "message_id": secrets.token_hex(8),
            "max_text": MAX_TEXT,
        }
        return Page("talk/one.html", values, HTTPStatus.OK if refusal is None else refusal.status)


def talk_panel(pages: TalkPages) -> Panel:
    """Return the panel."""
    about = "conversation"
    return Panel(
        NAME,
        "Chats",
        15,
        TEMPLATES / NAME,
        (
            Route("GET", "", "viewer", pages.show, "talk.list"),
            Route("GET", "/{conversation}", "viewer", pages.show_one, "talk.view", about),
            Route("POST", "/{conversation}/take", "reviewer", pages.take, "talk.take", about),
            Route("POST", "/{conversation}/say", "reviewer", pages.say, "talk.say", about),
            Route(
                "POST", "/{conversation}/release", "reviewer", pages.release, "talk.release", about
            ),
        ),
        pages.count,
    )


def _line(one: Said, arrived: Mapping[str, Delivery]) -> Line:
    message = one.message
    if message is None:
        return Line(one.at, one.text, "them", "", (), "", has_failed=False)
    state = arrived.get(one.turn)
    return Line(
        at=one.at,
        text=one.text,
        who="person" if message.is_by_person else "us",
        by=str(message.metadata.get(BY) or ""),
        buttons=[button.title for button in message.buttons],
        arrival="" if state is None else ARRIVALS.get(state, NOT_ARRIVED),
        has_failed=state in NEVER_ARRIVED,
    )


def _refusal(refused: HandoverRefused) -> Refusal:
    if refused.why is Why.HELD:
        message = f"{refused.held_by} is in this chat. Open it again to take it from them."
        return Refusal(HTTPStatus.CONFLICT, message)
    return Refusal(*REASONS[refused.why])


def _quoted(name: str) -> str:
    return quote(name, safe="")


def _address(name: str) -> str:
    return f"{HOME}/{_quoted(name)}"
