"""Taking a name and a number, for a visit or for a call."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import FormValidationAction
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.wish_reading import WishReader
from actions.call_refused import SLOT as CALL_REFUSED
from actions.care import Care
from actions.change_request import WANTS_PERSON
from actions.contact import FORM
from actions.finish_booking import forgotten_booking
from actions.introduction import introduce
from actions.message import Heard
from actions.phones import digits_of, phone_in, phone_refused
from actions.slots import (
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    CONTACT_TIMES,
    FACTS,
    SCREENS,
    TODAY,
    TRIAGE_FORM,
    VISIT_TASK,
    VISIT_TIME,
    VISIT_WISH,
)
from actions.triage.protocol import Disposition
from actions.visit_changes import BOOK
from actions.visits import Visits


class ActionTakeContact(Action):
    """Opens the contact form for what was asked or offered; safety questions go first."""

    def __init__(self, care: Care, visits: Visits) -> None:
        """Keep the clinic's hours and its appointment book."""
        self.care = care
        self.visits = visits

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_take_contact"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Open the form, or say why a visit is not what is needed now."""
        message = tracker.latest_message
        intent = ((message.get("question") or message).get("intent") or {}).get("name")
        disposition = tracker.slots.get("disposition")
        is_booking = (tracker.active_loop or {}).get("name") == BOOKING_FORM
        if is_booking and intent != WANTS_PERSON:
            # What was wished of the time is heard already; the form goes on with it.
            return []
        if said := await self._without_request(intent, tracker):
            dispatcher.utter_message(response=said)
            return []
        if disposition in TODAY and intent == "book_consultation":
            dispatcher.utter_message(response="utter_visit_not_now")
            if disposition == Disposition.SAME_DAY and not _is_screened(tracker):
                return [FollowupAction(TRIAGE_FORM)]
        if intent == WANTS_PERSON or disposition in TODAY:
            await self.visits.release(tracker)
            opened = self._open("callback", dispatcher, tracker)
            return [*(forgotten_booking() if is_booking else ()), *opened]
        if intent == "affirm" and tracker.slots.get("contact_purpose") is None:
            return await self._confirm_nothing(dispatcher, tracker)
        if disposition is None or disposition == Disposition.OUT_OF_SCOPE:
            first = "questions" if _is_screened(tracker) else "safety"
            dispatcher.utter_message(response=f"utter_visit_after_{first}")
            return [SlotSet("contact_purpose", "consultation"), FollowupAction(TRIAGE_FORM)]
        return await self._offer_times(dispatcher, tracker)

    async def _without_request(self, intent: str | None, tracker: Tracker) -> str | None:
        """Return what is said to "OK", which is no request, and to who asks for a call again."""
        if _is_offered(tracker):
            return None
        is_made = bool(tracker.slots.get("booking_reference"))
        if tracker.slots.get("disposition") in TODAY and intent == "affirm":
            return "utter_call_is_noted" if is_made else "utter_same_day_shortly"
        is_call = is_made and tracker.slots.get(CONTACT_PHONE) and intent == WANTS_PERSON
        is_noted = is_call and await self.visits.booked(tracker) is None
        return "utter_request_is_noted" if is_noted else None

    async def _confirm_nothing(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Answer a yes to nothing; the yes of a second window hears of the visit.

        Whoever told of another part of the body was asked if the back hurts as well.
        """
        if tracker.slots.get("disposition") == Disposition.OUT_OF_SCOPE:
            return [SlotSet("disposition", None), FollowupAction(TRIAGE_FORM)]
        booked = await self.visits.booked(tracker)
        if booked is None:
            dispatcher.utter_message(response="utter_nothing_to_confirm")
        else:
            dispatcher.utter_message(response="utter_visit_stays", **self.visits.when(booked.slot))
        return []

    async def _offer_times(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Open the booking form; without any free time, take a request."""
        booked = await self.visits.booked(tracker)
        if booked is not None:
            said = {"booking_reference": booked.reference, **self.visits.when(booked.slot)}
            dispatcher.utter_message(response="utter_one_visit", **said)
            return []
        if not (await self.visits.supply(tracker)).free:
            return self._open("consultation", dispatcher, tracker)
        wish = tracker.slots.get(VISIT_WISH)
        return [
            *forgotten_booking(),
            SlotSet(VISIT_WISH, wish),
            SlotSet("contact_purpose", "consultation"),
            SlotSet(VISIT_TASK, BOOK),
            FollowupAction(BOOKING_FORM),
        ]

    def _open(
        self, purpose: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        is_warned = tracker.slots.get("disposition") in TODAY
        said = "utter_contact_after_warning" if is_warned else f"utter_contact_for_{purpose}"
        dispatcher.utter_message(**self.care.by_hours(said, tracker))
        return [SlotSet("contact_purpose", purpose), FollowupAction(FORM)]


def _told_something(tracker: Tracker) -> bool:
    """Tell whether a message outside of any question told of the pain or a sign of it."""
    is_asked = (tracker.active_loop or {}).get("name") or tracker.slots.get("contact_purpose")
    if is_asked or tracker.slots.get("disposition") is not None:
        return False
    heard = Heard.from_tracker(tracker)
    return bool(heard.filled.intersection(FACTS) or heard.values("finding"))


def _is_offered(tracker: Tracker) -> bool:
    return tracker.slots.get("contact_purpose") is not None


def _is_screened(tracker: Tracker) -> bool:
    return all(tracker.slots.get(screen) is not None for screen in SCREENS)


def _is_open(tracker: Tracker) -> bool:
    return (tracker.active_loop or {}).get("name") == FORM


class ActionDeclineOffer(Action):
    """Takes a "no" to a visit or a call."""

    def __init__(self, care: Care, visits: Visits, reader: WishReader) -> None:
        """Keep the clinic's hours, its appointment book, and the words that refuse."""
        self.care = care
        self.visits = visits
        self.reader = reader

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_decline_offer"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Close the contact form and leave the door open; what was refused is answered then."""
        heard = [SlotSet(CALL_REFUSED, None)] if tracker.slots.get(CALL_REFUSED) else []
        return [*heard, *await self._decline(dispatcher, tracker)]

    async def _decline(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        form = (tracker.active_loop or {}).get("name")
        if form in (BOOKING_FORM, FORM) and not self._is_clear(tracker):
            # "Noah" and "this one" look like a no: nobody loses a visit over that.
            dispatcher.utter_message(response="utter_default")
            return [ActiveLoop(form)]
        if form == BOOKING_FORM:
            return await self._without_time(dispatcher, tracker)
        if _told_something(tracker):
            # "No fever, but my back hurts": a no to nothing that was offered.
            return [*introduce(dispatcher, tracker), FollowupAction(TRIAGE_FORM)]
        if tracker.slots.get("disposition") in TODAY:
            response = "utter_no_call_needed"
        elif tracker.slots.get("contact_purpose") is not None:
            response = "utter_no_contact_needed"
        else:
            response = "utter_nothing_to_confirm"
        was_asking = bool(tracker.slots.get("screen_items"))
        if tracker.slots.get("disposition") is None and was_asking and _is_open(tracker):
            dispatcher.utter_message(response="utter_go_on_without")
            return [SlotSet("contact_purpose", None), FollowupAction(TRIAGE_FORM)]
        dispatcher.utter_message(response=response)
        return [
            ActiveLoop(None),
            SlotSet("requested_slot", None),
            SlotSet("contact_purpose", None),
        ]

    def _is_clear(self, tracker: Tracker) -> bool:
        """Tell whether a message says no in words that say nothing else."""
        heard, words = Heard.from_tracker(tracker), self.reader.words
        normal = self.reader.normal(heard.text)
        return bool(heard.is_tap() or tracker.slots.get(CALL_REFUSED)) or any(
            words.has(one, normal) for one in ("refusing_person", "declining", "cancelling")
        )

    async def _without_time(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Let go of the time; whom no time fits, the clinic can call to find one."""
        await self.visits.release(tracker)
        intent = (tracker.latest_message.get("intent") or {}).get("name")
        asks_time = tracker.slots.get("requested_slot") == VISIT_TIME
        closed = [*forgotten_booking(), ActiveLoop(None), SlotSet("requested_slot", None)]
        if asks_time and intent == "skip":
            said = self.care.by_hours("utter_contact_for_consultation", tracker)
            dispatcher.utter_message(**said)
            wanted = SlotSet("contact_purpose", "consultation")
            return [*closed, wanted, FollowupAction(FORM)]
        booked = await self.visits.booked(tracker)
        if booked is None:
            needs = tracker.slots.get("requested_slot") in (CONTACT_NAME, CONTACT_PHONE)
            response = "utter_needs_name_and_number" if needs else "utter_nothing_booked"
            dispatcher.utter_message(response=response)
        else:
            dispatcher.utter_message(response="utter_visit_stays", **self.visits.when(booked.slot))
        return closed


class ValidateContactForm(FormValidationAction):
    """Asks for times only where a visit is wanted, and for a number that can be called."""

    def __init__(self, care: Care) -> None:
        """Keep the clinic's facts."""
        self.care = care

    def name(self) -> str:
        """Return the name by which Rasa finds a form's validation."""
        return "validate_contact_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Leave out the times for a call: staff call as soon as they can."""
        if tracker.slots.get("contact_purpose") == "callback":
            return [slot for slot in domain_slots if slot != CONTACT_TIMES]
        return domain_slots

    def validate_contact_name(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> dict[str, Any]:
        """Keep a name as it was given."""
        return {"contact_name": value}

    def validate_contact_phone(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> dict[str, Any]:
        """Keep a number that can be dialled."""
        phone = phone_in(str(value))
        if phone is not None and digits_of(phone) == digits_of(self.care.facts["clinic_phone"]):
            dispatcher.utter_message(response="utter_phone_is_ours")
            return {CONTACT_PHONE: None}
        if phone is None:
            dispatcher.utter_message(response=phone_refused(str(value)))
        return {CONTACT_PHONE: phone}

    def validate_contact_times(
        self,
        value: Any,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> dict[str, Any]:
        """Keep the wish as it was given."""
        return {CONTACT_TIMES: value}
