"""What was said in a session, as its visitor sees it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.conversation.checklist import offers_of
from bot.conversation.events import BotUttered, Event, SessionStarted, UserUttered
from bot.conversation.held import message_id, turn_of
from bot.conversation.messages import PERSON, BotMessage

JSON = dict[str, Any]
# Under this key of a message's metadata stands what the visitor saw as their own words.
SHOWN = "shown"
SCALE = "scale"


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said. `turn` names the turn; `message` is None for the visitor's words."""

    id: str
    turn: str
    at: float
    text: str
    message: BotMessage | None = None

    def as_json(self) -> JSON:
        """Return it as it stands in `history`."""
        if self.message is None:
            return {"id": self.id, "who": "user", "text": self.text, "at": self.at}
        return message_json(self.id, self.message) | {"who": "bot", "at": self.at}


def said(events: Iterable[Event], visible_from: float = 0.0) -> list[Said]:
    """Return what was said in the latest session since `visible_from`, oldest first."""
    spoken: list[Said] = []
    early: list[BotUttered] = []
    turn, count = "", 0
    for event in events:
        match event:
            case SessionStarted():
                spoken, early, turn, count = [], [], "", 0
            case UserUttered():
                turn = _turn_of(event)
                words = _words_of(event)
                if words is not None:
                    spoken.append(Said(turn, turn, event.timestamp, words))
                spoken += _numbered(early, turn, 0)
                count, early = len(early), []
            case BotUttered() if (staff_turn := turn_of(event.message)) is not None:
                place = sum(one.turn == staff_turn for one in spoken)
                name, message = message_id(staff_turn, place), event.message
                spoken.append(Said(name, staff_turn, event.timestamp, message.text or "", message))
            case BotUttered() if not turn:
                # The session's own greeting belongs to the message that began the session.
                early.append(event)
            case BotUttered():
                spoken += _numbered([event], turn, count)
                count += 1
    return [one for one in spoken if one.at >= visible_from]


def choices_among(spoken: Sequence[Said], offered: Sequence[str]) -> list[str]:
    """Return the ids of what can be answered now: the messages of the last turn that asked."""
    for last in reversed(spoken):
        if last.message is not None and (offers_of(last.message) or _is_scale(last.message)):
            return [
                one.id
                for one in spoken
                if one.turn == last.turn and one.message and can_answer(one.message, offered)
            ]
    return []


def can_answer(message: BotMessage, offered: Sequence[str]) -> bool:
    """Tell whether a message that was asked last can be answered in the form it has."""
    offers = offers_of(message)
    return _is_scale(message) or (bool(offers) and set(offers) <= set(offered))


def _is_scale(message: BotMessage) -> bool:
    """Tell whether a message asks for a number, which needs no payload."""
    return (message.custom or {}).get("kind") == SCALE


def message_json(message_id: str, message: BotMessage) -> JSON:
    """Return a reply as the widget gets it: `id`, `text`, and what else there is."""
    found: JSON = {"id": message_id, "text": message.text or ""}
    if message.is_by_person:
        found |= {"speaker": PERSON, "label": message.label}
    if message.buttons:
        found["buttons"] = [button.as_json() for button in message.buttons]
    if isinstance(message.custom, Mapping):
        found["custom"] = dict(message.custom)
    if message.image:
        found["image"] = message.image
    return found


def reply_id(message_id: str, place: int) -> str:
    """Return the id of the reply at this place of a turn, from the id of the message it answers."""
    return f"{message_id}.{place}"


def _numbered(events: Iterable[BotUttered], turn: str, first: int) -> Iterator[Said]:
    for place, event in enumerate(events, start=first):
        message = event.message
        yield Said(reply_id(turn, place), turn, event.timestamp, message.text or "", message)


def _turn_of(event: UserUttered) -> str:
    return event.message_id or str(event.metadata.get("turn_id", event.timestamp))


def _words_of(event: UserUttered) -> str | None:
    """Return what the visitor saw as their own words; None for what the page sent by itself."""
    shown = event.metadata.get(SHOWN)
    if not isinstance(shown, str) or not shown:
        return event.parsed.text
    return None if shown == event.parsed.text and event.parsed.is_payload else shown
