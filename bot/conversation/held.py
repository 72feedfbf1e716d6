"""Conversations in which a person of the house writes in place of the assistant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.conversation.events import BotUttered, Event
from bot.conversation.messages import TURN, BotMessage

# The name of a turn that staff made begins so, and no other does.
STAFF_TURN = "staff-"
# And so the one of these in which the assistant speaks for a person who has not answered.
LATE_TURN = f"{STAFF_TURN}late-"


@dataclass(frozen=True, slots=True)
class Held:
    """One such conversation. Times are seconds since 1970.

    `version` counts its turns. `waiting_since` is when the visitor wrote what no person has
    answered yet, `silence_since` what not even the assistant has; None when nothing waits.
    `by` is empty when nobody knows who holds it.
    """

    sender_id: str
    by: str
    channel: str
    version: int
    latest_event_at: float
    waiting_since: float | None
    silence_since: float | None


@dataclass(frozen=True, slots=True)
class StaffTurn:
    """What was said in a turn that staff made: by them, and by the assistant about them."""

    turn_id: str
    at: float
    messages: tuple[BotMessage, ...]

    def named(self) -> Iterator[tuple[str, BotMessage]]:
        """Yield each message with the id by which every client knows it."""
        for place, message in enumerate(self.messages):
            yield message_id(self.turn_id, place), message


def message_id(turn_id: str, place: int) -> str:
    """Return the id of the message at this place of a turn that staff made."""
    return f"{turn_id}.{place}"


def staff_turns(events: Iterable[Event]) -> list[StaffTurn]:
    """Return the turns that staff made, oldest first."""
    turns: dict[str, StaffTurn] = {}
    for event in events:
        if not isinstance(event, BotUttered):
            continue
        name = turn_of(event.message)
        if name is not None:
            before = turns[name].messages if name in turns else ()
            turns[name] = StaffTurn(name, event.timestamp, (*before, event.message))
    return list(turns.values())


def turn_of(message: BotMessage) -> str | None:
    """Return the turn of staff's to which a message belongs, or None when it is an answer."""
    name = message.metadata.get(TURN)
    return name if isinstance(name, str) and name.startswith(STAFF_TURN) else None
