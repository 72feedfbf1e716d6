"""The one gentle question after words of despair."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care


class ActionAskSelfHarmCheck(Action):
    """Asks whether the person thinks of ending their life, in the protocol's signed words."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_self_harm_check"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask it."""
        question = self.care.say(self.care.protocol.texts["despair_check"], tracker)
        dispatcher.utter_message(response="utter_self_harm_check", question=question)
        return []
