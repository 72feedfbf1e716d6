"""Questions about the clinic's methods: heat, walking, massage and so on."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care, is_sms
from actions.give_advice import by_sms
from actions.message import Heard
from actions.places import standing_place
from actions.slots import LASTING, SCREENS, TRIAGE_FORM, presentation_from
from actions.triage.advice import objection_to
from actions.triage.protocol import Disposition

# "Massage", or "hot bath", asks by itself.
MOST_BARE_WORDS = 2
OFFERS = {
    Disposition.CLINIC.value: "utter_recommend_visit",
    Disposition.ROUTINE_OFFER.value: "utter_offer_visit",
}


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
        heard = Heard.from_tracker(tracker).asked()
        if tracker.slots.get("disposition") in LASTING:
            place = standing_place(tracker.slots, self.care.protocol)
            dispatcher.utter_message(text=self.care.say(place, tracker))
            return []
        topic = self.care.protocol.topics[str(heard.intent)]
        is_open = bool((tracker.active_loop or {}).get("name"))
        if any(tracker.slots.get(screen) is None for screen in SCREENS):
            if _asks(heard):
                dispatcher.utter_message(response="utter_safety_first")
            elif heard.requested_slot in SCREENS:
                dispatcher.utter_message(response="utter_noted_but_list")
            return [] if is_open else [FollowupAction(TRIAGE_FORM)]
        if topic.text is not None:
            dispatcher.utter_message(text=self.care.say(topic.text, tracker))
        # By text message there is room for a short answer and the next question alone.
        is_short = is_sms(tracker) and is_open and topic.text is not None
        for code in () if is_short else topic.advice:
            self._advise(code, dispatcher, tracker)
        _offer_again(dispatcher, tracker)
        return []

    def _advise(self, code: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
        """Say one piece of advice, or why it is held back for this person."""
        item = self.care.protocol.advice.items[code]
        reason = self._objection(code, tracker)
        if reason is not None:
            dispatcher.utter_message(
                response="utter_advice_held_back", title=item.title, reason=self.care.fill(reason)
            )
            return
        if is_sms(tracker):
            dispatcher.utter_message(text=by_sms(item, self.care))
            return
        text = self.care.say(item.text, tracker)
        caution = f" {self.care.fill(item.caution)}" if item.caution else ""
        dispatcher.utter_message(
            text=f"{item.title}: {text}{caution} ({item.id}; {self.care.cited(item.sources)}.)"
        )

    def _objection(self, code: str, tracker: Tracker) -> str | None:
        protocol = self.care.protocol
        presentation = presentation_from(tracker.slots, protocol)
        told = tracker.slots.get("disposition") or tracker.slots.get("urgency_so_far")
        level = Disposition(told) if told is not None else Disposition.CLINIC
        return objection_to(code, level, presentation, protocol)


def _offer_again(dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Ask once more about the visit that was offered, so that a question is no dead end."""
    slots = tracker.slots
    is_open = slots.get("contact_purpose") == "consultation" and not slots.get("booking_reference")
    offer = OFFERS.get(str(slots.get("disposition")))
    if is_open and offer is not None and not (tracker.active_loop or {}).get("name"):
        dispatcher.utter_message(response=offer)


def _asks(heard: Heard) -> bool:
    """Tell whether a message asks about a method: "hurt my back in hot yoga" does not."""
    is_bare = len(heard.text.split()) <= MOST_BARE_WORDS and heard.requested_slot is None
    return heard.is_tap() or "?" in heard.text or heard.says("asks_about") or is_bare
