"""What comes after the answer: a visit, a call from staff, or coming back."""

from __future__ import annotations

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.offered import Offered
from actions.booking.values import Appointment
from actions.care import Care, is_sms
from actions.contact import FORM as CONTACT_FORM
from actions.finish_booking import forgotten_booking
from actions.slots import (
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    SECOND_PERSON,
    TODAY,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_TIME,
)
from actions.triage.protocol import Disposition
from actions.visit_changes import MOVE
from actions.visits import Visits


class ActionOfferNextStep(Action):
    """Offers a visit where the decision allows one, and takes a number where staff must call."""

    def __init__(self, care: Care, visits: Visits) -> None:
        """Keep the clinic's hours and its appointment book."""
        self.care = care
        self.visits = visits

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_offer_next_step"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Offer what fits the disposition: nothing that delays urgent care, nothing twice.

        A visit that is booked or being booked is looked at in the light of what was told since; not
        that of somebody else, of whom was told before in this conversation.
        """
        level = tracker.slots.get("disposition")
        booked = await self.visits.booked(tracker)
        is_own = tracker.slots.get("booking_reference") or not tracker.slots.get(SECOND_PERSON)
        if booked is not None and not is_own:
            return self._offer(level, dispatcher, tracker)
        if booked is not None and level not in TODAY:
            return await self._with_visit(booked, dispatcher, tracker)
        if tracker.slots.get(VISIT_TASK) is not None and level not in TODAY:
            return self._go_on(dispatcher, tracker)
        if tracker.slots.get("booking_reference") and booked is None:
            return []
        return self._offer(level, dispatcher, tracker)

    def _offer(
        self, level: str | None, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        match level:
            case Disposition.SAME_DAY:
                # Whose name and number are known is asked for neither: the request says the rest.
                if not all(map(tracker.slots.get, (CONTACT_NAME, CONTACT_PHONE))):
                    said = self.care.by_hours("utter_contact_after_warning", tracker)
                    dispatcher.utter_message(**said)
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

    async def _with_visit(
        self, booked: Appointment, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Bring a visit forward that is later than it should be; else let it stand."""
        due = self.visits.due_by(tracker)
        if due is None or booked.slot.start < due:
            dispatcher.utter_message(
                response="utter_visit_still_fits", **self.visits.when(booked.slot)
            )
            return forgotten_booking()
        dispatcher.utter_message(
            response="utter_visit_moves_up",
            due_day=self.visits.last_day(due, await self.visits.supply(tracker)),
            **self.visits.when_booked(booked),
        )
        return [
            *forgotten_booking(),
            SlotSet(VISIT_TASK, MOVE),
            FollowupAction(BOOKING_FORM),
        ]

    def _go_on(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Go on with the visit that was being booked, with another time where it has to be.

        By text message the question itself says so: all of an answer must fit.
        """
        if not is_sms(tracker):
            dispatcher.utter_message(response="utter_back_to_booking")
        due, chosen = self.visits.due_by(tracker), self.visits.chosen(tracker)
        events = [SlotSet(VISIT_CONFIRMED, None), FollowupAction(BOOKING_FORM)]
        if chosen is None or due is None or chosen.start < due:
            return events
        stale = Offered.from_json(tracker.slots.get(VISIT_OFFERS)).stale()
        return [SlotSet(VISIT_TIME, None), SlotSet(VISIT_OFFERS, stale.as_json()), *events]
