"""Whether a sign of danger is new or worse, asked where the level depends on it."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.newness import UNDATED
from actions.triage.protocol import Disposition


class ActionAskNewOrWorse(Action):
    """Asks it in the protocol's signed words, with what to do at once if the answer is yes."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_new_or_worse"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask it; whoever walks away now has been told where to go."""
        protocol = self.care.protocol
        signs = tracker.slots.get(UNDATED) or []
        questions = [protocol.red_flags[sign].ask_if_new for sign in signs]
        if len(questions) == 1 and questions[0] is not None:
            question = self.care.fill(questions[0])
        else:
            question = self.care.say(protocol.texts["ask_if_new"], tracker)
        if tracker.slots.get("urgency_so_far") == Disposition.EMERGENCY:
            question += " " + self.care.say(protocol.texts["if_new_go_now"], tracker)
        dispatcher.utter_message(response="utter_new_or_worse", question=question)
        return []
