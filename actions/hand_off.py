"""Whoever writes in a language in which no questions can be asked is passed on to a person."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.contact import FORM as CONTACT_FORM
from actions.introduction import introduce

SLOT = "hand_off"


class ActionHandOff(Action):
    """Says so in that language, names the signs of danger, and takes a number."""

    def __init__(self, care: Care) -> None:
        """Keep the protocol's words."""
        self.care = care

    def name(self) -> str:
        """Return the name that config.yml gives to the interrupt."""
        return "action_hand_off"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Pass the person on, unless a number is being taken already."""
        done: list[EventType] = [SlotSet(SLOT, None)]
        if (tracker.active_loop or {}).get("name") == CONTACT_FORM:
            return done
        events = introduce(dispatcher, tracker)
        return [*done, *events, *pass_on(self.care, dispatcher, tracker)]


def pass_on(care: Care, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Say what to look out for and that a person can help, and take a number."""
    dispatcher.utter_message(text=care.say(care.protocol.texts["safety_net"], tracker))
    dispatcher.utter_message(**care.by_hours("utter_hand_off", tracker))
    return [SlotSet("contact_purpose", "callback"), FollowupAction(CONTACT_FORM)]
