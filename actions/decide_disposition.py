"""The decision, once everything has been asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import URGENT, Care
from actions.message import moment_of
from actions.queue.desk import StaffDesk, is_called
from actions.slots import DECIDED_AT, LASTING, TODAY, decision_slots, presentation_from
from actions.telling import tell_decision
from actions.triage.decision import decide
from actions.triage.protocol import Disposition
from actions.triage.staff import StaffLevel


class ActionDecideDisposition(Action):
    """Sends the presentation to triage, tells the decision and keeps it."""

    def __init__(self, care: Care, desk: StaffDesk) -> None:
        """Keep the protocol, and who calls staff."""
        self.care = care
        self.desk = desk

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
            dispatcher.utter_message(text=self.care.say(place.text, tracker), metadata=URGENT)
            return []
        presentation = presentation_from(tracker.slots, self.care.protocol)
        decision = decide(presentation, self.care.protocol)
        told = (tracker.slots.get("disposition"), tracker.slots.get("rule_id"))
        is_same_day = decision.disposition is Disposition.SAME_DAY
        stands = is_same_day and told == (decision.disposition.value, decision.rule_id)
        if stands and _was_told_now(tracker):
            pass
        elif stands:
            dispatcher.utter_message(response="utter_same_day_stands")
        else:
            is_lower = decision.disposition.urgency < Disposition.SAME_DAY.urgency
            if told[0] == Disposition.SAME_DAY and is_lower:
                dispatcher.utter_message(response="utter_no_longer_today")
            tell_decision(decision, self.care, dispatcher, tracker)
        kept = decision_slots(decision, presentation, concluded=True)
        kept[DECIDED_AT] = moment_of(tracker, self.care.clock).isoformat()
        events = [SlotSet(name, value) for name, value in kept.items()]
        if decision.disposition not in TODAY or (stands and is_called(tracker)):
            return events
        level = StaffLevel(decision.disposition.value)
        return [*events, *await self.desk.call(tracker, level, decision.rule_id)]


def _was_told_now(tracker: Tracker) -> bool:
    """Tell whether the answer was given in this very turn, by the red flag action."""
    return any(event.get("name") == "action_respond_to_red_flags" for event in tracker.events)
