"""The clinic's advice that fits, each with its caution, and when to come back."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import SMS_CHANNELS, Care
from actions.triage.protocol import AdviceItem


class ActionGiveAdvice(Action):
    """Passes on the advice that the decision chose, and always the safety net."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_give_advice"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say each piece of advice, then when to come back."""
        book = self.care.protocol.advice
        codes = tracker.slots.get("advice") or []
        parts = [self._item(book.items[code], tracker) for code in codes]
        activity = book.activity_notes.get(tracker.slots.get("activity") or "")
        if codes and activity is not None:
            parts.append(self.care.say(activity, tracker))
        if parts:
            dispatcher.utter_message(text="\n".join(parts))
        safety_net = self.care.protocol.texts["safety_net"]
        dispatcher.utter_message(text=self.care.say(safety_net, tracker))
        return []

    def _item(self, item: AdviceItem, tracker: Tracker) -> str:
        text = self.care.say(item.text, tracker)
        if tracker.get_latest_input_channel() in SMS_CHANNELS:
            return text
        caution = f" {self.care.fill(item.caution)}" if item.caution else ""
        return f"- {item.title}: {text}{caution} ({item.id}; {self.care.cited(item.sources)}.)"
