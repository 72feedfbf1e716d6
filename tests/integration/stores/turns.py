"""Turns as the agent would hand them in."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from bot.conversation.events import ActionExecuted, BotUttered, Event, SlotSet, UserUttered
from bot.conversation.messages import BotMessage, Button, UserMessage
from bot.conversation.records import TurnRecord
from bot.conversation.tracker import Tracker
from bot.conversation.turn import Entity, Intent, ParsedMessage

NOON = 1_700_000_000.0


def turn_of(
    before: Tracker | str,
    text: str = "hello",
    message_id: str | None = None,
    slots: Iterable[tuple[str, Any]] = (),
    **changes: Any,
) -> TurnRecord:
    """Return the turn in which a person wrote `text`, had the slots set, and was answered."""
    tracker = Tracker(before) if isinstance(before, str) else before
    at = NOON + tracker.version
    parsed = ParsedMessage(
        text,
        Intent("greet", 0.9),
        (Intent("greet", 0.9), Intent("deny", 0.1)),
        (Entity("number", 3.0, 0, 1, "backline_quantities", details={"low": 2.0}),),
    )
    reply = BotMessage(f"You said: {text}", (Button("Yes", "/affirm"),), metadata={"why": "test"})
    events: tuple[Event, ...] = (
        UserUttered(parsed, "rest", message_id, timestamp=at),
        *(SlotSet(name, value, timestamp=at) for name, value in slots),
        ActionExecuted("utter_hello", "RulePolicy", 1.0, timestamp=at),
        BotUttered(reply, timestamp=at),
        ActionExecuted("action_listen", "RulePolicy", 1.0, timestamp=at),
    )
    after = replace(tracker.applying(*events), version=tracker.version + 1)
    record = TurnRecord(
        turn_id=uuid.uuid4().hex,
        message=UserMessage(tracker.sender_id, text, "rest", message_id),
        tracker=after,
        events=events,
        replies=(reply,),
        failed=False,
        received_at=at,
    )
    return replace(record, **changes)
