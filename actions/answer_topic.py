"""Questions about the clinic's methods: heat, walking, massage and so on."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.respond_to_red_flags import TRIAGE_FORM
from actions.slots import SCREENS


class ActionAnswerTopic(Action):
    """Answers with the clinic's advice, fitted to the person; never before the safety screens."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_answer_topic"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say what the method is about and whether it suits this person."""
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        topic = self.care.protocol.topics[intent]
        if any(tracker.slots.get(screen) is None for screen in SCREENS):
            dispatcher.utter_message(response="utter_safety_first")
            is_open = bool((tracker.active_loop or {}).get("name"))
            return [] if is_open else [FollowupAction(TRIAGE_FORM)]
        parts = [self.care.say(topic.text, tracker)] if topic.text is not None else []
        parts += [self._advice(code, tracker) for code in topic.advice]
        dispatcher.utter_message(text="\n".join(parts))
        return []

    def _advice(self, code: str, tracker: Tracker) -> str:
        """Return one piece of advice, or why it is held back for this person."""
        item = self.care.protocol.advice.items[code]
        withheld = {
            one["code"]: one["reason"] for one in tracker.slots.get("advice_withheld") or ()
        }
        if code in withheld:
            return f"{item.title}: not for you at this time. {self.care.fill(withheld[code])}"
        text = self.care.say(item.text, tracker)
        caution = f" {self.care.fill(item.caution)}" if item.caution else ""
        return f"{item.title}: {text}{caution} ({item.id}; {self.care.cited(item.sources)}.)"
