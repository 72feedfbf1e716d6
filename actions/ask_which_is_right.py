"""Which of two contradicting answers is right."""

from __future__ import annotations

import json
from typing import Any

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.contradiction import OPEN
from actions.wording import in_words

# The intent and the entity that carry each fact in a button's payload.
TOLD_BY = {
    "pain_duration": ("inform_duration", "duration"),
    "pain_severity": ("inform_severity", "severity"),
    "age": ("inform_age", "age"),
    "leg_pain": ("inform_leg_pain", "leg_pain"),
    "daily_function": ("inform_function", "daily_function"),
    "pain_trend": ("inform_trend", "pain_trend"),
}


class ActionAskWhichIsRight(Action):
    """Names both answers and has the person choose."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol's words for facts."""
        self.care = care

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_which_is_right"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask it, with a button for each answer."""
        open_one = tracker.slots[OPEN]
        fact = open_one["fact"]
        kind = self.care.protocol.facts[fact]
        intent, entity = TOLD_BY[fact]
        buttons = [
            {
                "title": in_words(kind, value).capitalize(),
                "payload": f"/{intent}{json.dumps({entity: value})}",
            }
            for value in _both(open_one)
        ]
        dispatcher.utter_message(
            response="utter_which_is_right",
            fact=kind.label,
            earlier=in_words(kind, open_one["earlier"]),
            now=in_words(kind, open_one["now"]),
            buttons=buttons,
        )
        return []


def _both(open_one: dict[str, Any]) -> tuple[Any, Any]:
    return open_one["earlier"], open_one["now"]
