"""The clinic's advice that fits, each with its caution, and when to come back."""

from __future__ import annotations

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import SMS_CHANNELS, Care
from actions.slots import LASTING
from actions.triage.advice import UNKNOWN_INJURY
from actions.triage.protocol import AdviceItem

# The advice that the remarks by activity belong to.
MODIFYING = "A10"


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
        items = [book.items[code] for code in tracker.slots.get("advice") or ()]
        plan = book.plans[tracker.slots.get("injury_type") or UNKNOWN_INJURY]
        parts = [self._item(item, plan.notes.get(item.id), tracker) for item in items]
        activity = book.activity_notes.get(tracker.slots.get("activity") or "")
        # The remark tells how to change an activity: where that is withheld, so is the remark.
        if MODIFYING in (item.id for item in items) and activity is not None:
            parts.append(self.care.say(activity, tracker))
        if parts and not _is_sms(tracker):
            sources = dict.fromkeys(source for item in items for source in item.sources)
            parts.append(f"({self.care.cited(sources)}.)")
        if parts:
            dispatcher.utter_message(text="\n".join(parts))
        if tracker.slots.get("disposition") not in LASTING:
            safety_net = self.care.protocol.texts["safety_net"]
            dispatcher.utter_message(text=self.care.say(safety_net, tracker))
        return []

    def _item(self, item: AdviceItem, note: str | None, tracker: Tracker) -> str:
        """Return one piece of advice; `note` fits it to the kind of injury."""
        text = self.care.say(item.text, tracker)
        said = text if note is None else f"{text} {self.care.fill(note)}"
        if _is_sms(tracker):
            return said
        caution = f" {self.care.fill(item.caution)}" if item.caution else ""
        return f"- {item.title} ({item.id}): {said}{caution}"


def _is_sms(tracker: Tracker) -> bool:
    return tracker.get_latest_input_channel() in SMS_CHANNELS
