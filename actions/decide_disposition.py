"""The decision, once everything has been asked."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import URGENT, Care
from actions.message import moment_of
from actions.places import standing_place
from actions.queue.desk import StaffDesk, is_called
from actions.slots import DECIDED_AT, LASTING, TODAY, decision_slots, presentation_from
from actions.telling import tell_decision
from actions.triage.decision import Decision, decide
from actions.triage.protocol import Disposition
from actions.triage.staff import StaffLevel

NEXT_STEP = "action_offer_next_step"


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
            place = standing_place(tracker.slots, self.care.protocol)
            dispatcher.utter_message(text=self.care.say(place, tracker), metadata=URGENT)
            return []
        presentation = presentation_from(tracker.slots, self.care.protocol)
        decision = decide(presentation, self.care.protocol)
        kept = decision_slots(decision, presentation, concluded=True)
        following: list[EventType] = []
        if _is_told_whole(decision, tracker):
            # Nobody reads all of it again for a fact that changes none of it.
            dispatcher.utter_message(response="utter_decision_stands")
            stands, following = True, [FollowupAction(NEXT_STEP)]
        else:
            stands = self._tell(decision, dispatcher, tracker)
            kept[DECIDED_AT] = moment_of(tracker, self.care.clock).isoformat()
        events = [*(SlotSet(name, value) for name, value in kept.items()), *following]
        if decision.disposition not in TODAY or (stands and is_called(tracker)):
            return events
        level = StaffLevel(decision.disposition.value)
        return [*events, *await self.desk.call(tracker, level, decision.rule_id)]

    def _tell(self, decision: Decision, dispatcher: CollectingDispatcher, tracker: Tracker) -> bool:
        """Say the decision; return whether it is the same-day answer that stands already."""
        told = (tracker.slots.get("disposition"), tracker.slots.get("rule_id"))
        is_same_day = decision.disposition is Disposition.SAME_DAY
        if is_same_day and told == (decision.disposition.value, decision.rule_id):
            if not _was_told_now(tracker):
                dispatcher.utter_message(response="utter_same_day_stands")
            return True
        is_lower = decision.disposition.urgency < Disposition.SAME_DAY.urgency
        if told[0] == Disposition.SAME_DAY and is_lower:
            dispatcher.utter_message(response="utter_no_longer_today")
        tell_decision(decision, self.care, dispatcher, tracker)
        return False


def _is_told_whole(decision: Decision, tracker: Tracker) -> bool:
    """Tell whether this very answer was given before, at the end of the questions."""
    told = [tracker.slots.get(one) for one in ("disposition", "rule_id", "advice")]
    now = [decision.disposition.value, decision.rule_id, list(decision.advice)]
    is_concluded = (tracker.slots.get("decision_record") or {}).get("concluded")
    return bool(is_concluded) and told == now


def _was_told_now(tracker: Tracker) -> bool:
    """Tell whether the answer was given in this very turn, by the red flag action."""
    return any(event.get("name") == "action_respond_to_red_flags" for event in tracker.events)
