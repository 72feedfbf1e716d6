"""What comes after the answer: a visit, a call from staff, or coming back."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.care import Care
from actions.contact import FORM as CONTACT_FORM
from actions.triage.protocol import Disposition


class ActionOfferNextStep(Action):
    """Offers a visit where the decision allows one, and takes a number where staff must call."""

    def __init__(self, care: Care) -> None:
        """Keep the clinic's hours."""
        self.care = care

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_offer_next_step"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer what fits the disposition: nothing that delays urgent care, nothing twice."""
        if tracker.slots.get("booking_reference"):
            return []
        match tracker.slots.get("disposition"):
            case Disposition.SAME_DAY:
                dispatcher.utter_message(
                    **self.care.by_hours("utter_contact_for_callback", tracker)
                )
                return [SlotSet("contact_purpose", "callback"), FollowupAction(CONTACT_FORM)]
            case Disposition.CLINIC:
                dispatcher.utter_message(response="utter_recommend_visit")
                return [SlotSet("contact_purpose", "consultation")]
            case Disposition.ROUTINE if tracker.slots.get("contact_purpose") == "consultation":
                # Home care is enough, yet a visit was what the person came for.
                dispatcher.utter_message(response="utter_offer_visit")
                return []
            case Disposition.ROUTINE_OFFER:
                dispatcher.utter_message(response="utter_offer_visit")
                return [SlotSet("contact_purpose", "consultation")]
            case _:
                return []
