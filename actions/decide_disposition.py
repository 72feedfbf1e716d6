"""The decision, once everything has been asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.slots import LASTING, decision_slots, presentation_from
from actions.telling import tell_decision
from actions.triage.decision import decide
from actions.triage.protocol import Disposition


class ActionDecideDisposition(Action):
    """Sends the presentation to triage, tells the decision and keeps it."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_decide_disposition"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Decide and say so; a same-day answer that was given already is only confirmed.

        An emergency that was told is never lowered here.
        """
        if tracker.slots.get("disposition") in LASTING:
            place = self.care.protocol.dispositions[Disposition(tracker.slots["disposition"])]
            dispatcher.utter_message(text=self.care.say(place.text, tracker))
            return []
        decision = decide(presentation_from(tracker.slots, self.care.protocol), self.care.protocol)
        told = (tracker.slots.get("disposition"), tracker.slots.get("rule_id"))
        is_same_day = decision.disposition is Disposition.SAME_DAY
        if is_same_day and told == (decision.disposition.value, decision.rule_id):
            dispatcher.utter_message(response="utter_same_day_stands")
        else:
            tell_decision(decision, self.care, dispatcher, tracker)
        return [SlotSet(name, value) for name, value in decision_slots(decision).items()]
