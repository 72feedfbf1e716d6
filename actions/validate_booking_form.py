"""What the booking form asks for, and what it takes as an answer."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.forms import REQUESTED_SLOT, FormValidationAction
from rasa_sdk.interfaces import ActionExecutionRejection, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.offered import Offered, slot_from_text
from actions.booking.person import birth_date_of, name_of, phone_of
from actions.booking.values import SlotTaken, SlotUnavailable, UnsoundPerson
from actions.hearing_visit import GIVEN
from actions.message import Heard
from actions.not_understood import open_again, say_not_understood
from actions.only_danger import asks_who
from actions.phones import phone_refused
from actions.slots import (
    AGE,
    BIRTH_DATE,
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    DURATION,
    FACTS,
    NOT_GIVEN,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_TIME,
)
from actions.visit_changes import BOOK, CANCEL, MOVE
from actions.visits import Visits

Slot = dict[str, Any]
ASKED_FOR = {
    BOOK: (VISIT_TIME, CONTACT_NAME, BIRTH_DATE, CONTACT_PHONE, VISIT_CONFIRMED),
    MOVE: (VISIT_TIME, VISIT_CONFIRMED),
    CANCEL: (VISIT_CONFIRMED,),
}


class ValidateBookingForm(FormValidationAction):
    """Holds the chosen time while the person is asked for, and takes only what can be."""

    def __init__(self, visits: Visits) -> None:
        """Keep the appointment book."""
        self.visits = visits

    def name(self) -> str:
        """Return the name by which Rasa finds a form's validation."""
        return "validate_booking_form"

    async def required_slots(
        self,
        domain_slots: list[str],
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
        domain: DomainDict,
    ) -> list[str]:
        """Ask for what the task needs; without a task, ask for it."""
        return [*ASKED_FOR.get(tracker.slots.get(VISIT_TASK) or "", (VISIT_TASK,))]

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Take what the message gave, and tell at once when the time is no longer kept.

        Raises ActionExecutionRejection when it gave nothing for this form: what it told of the pain
        is another's to answer.
        """
        told = {event["name"] for event in tracker.events if event["event"] == "slot"}
        if not _is_opening(tracker) and told.isdisjoint(GIVEN):
            if _tells_nothing(tracker, told):
                return self._miss(dispatcher, tracker)
            raise ActionExecutionRejection(self.name())
        events = await super().run(dispatcher, tracker, domain)
        if VISIT_TIME in told or not await self._has_lost_time(tracker):
            return events
        dispatcher.utter_message(response="utter_hold_expired")
        kept = [event for event in events if event.get("name") not in (REQUESTED_SLOT, VISIT_TIME)]
        lost = _look_again(tracker) | {VISIT_TIME: None, REQUESTED_SLOT: VISIT_TIME}
        return [*kept, *(SlotSet(name, value) for name, value in lost.items())]

    def _miss(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Say that the message was not understood, and ask again."""
        asked = tracker.slots.get(REQUESTED_SLOT)
        missed = say_not_understood(Heard.from_tracker(tracker), dispatcher, tracker.slots)
        return [missed, SlotSet(REQUESTED_SLOT, asked)]

    async def _has_lost_time(self, tracker: Tracker) -> bool:
        """Tell whether the chosen time ran out and was taken; while it is free, keep it anew."""
        slot = self.visits.chosen(tracker)
        if slot is None:
            return False
        now = self.visits.now(tracker)
        book, conversation = self.visits.book, tracker.sender_id
        held = await self.visits.run(lambda: book.held_by(conversation, now=now))
        if held is not None and held.slot == slot:
            return False
        try:
            await self.visits.hold(slot, tracker)
        except (SlotTaken, SlotUnavailable):
            return True
        return False

    async def validate_booking_slot(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep the time for some minutes, or say that it has gone."""
        slot = slot_from_text(value)
        if slot is None:
            return {VISIT_TIME: None}
        try:
            await self.visits.hold(slot, tracker)
        except (SlotTaken, SlotUnavailable):
            dispatcher.utter_message(response="utter_time_gone", **self.visits.when(slot))
            return {VISIT_TIME: None} | _look_again(tracker)
        if tracker.slots.get(VISIT_TASK) == BOOK and not _is_opening(tracker):
            minutes = int(self.visits.calendar.hold.total_seconds() // 60)
            dispatcher.utter_message(
                response="utter_time_held", minutes=str(minutes), **self.visits.when(slot)
            )
        return {VISIT_TIME: value}

    def validate_contact_name(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep a name in one line."""
        if value is None:
            return {CONTACT_NAME: None}
        try:
            return {CONTACT_NAME: name_of(str(value))}
        except UnsoundPerson:
            _say("utter_name_unclear", dispatcher, tracker)
            return {CONTACT_NAME: None}

    def validate_birth_date(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep a date on which somebody can have been born; it may be left out."""
        if value is None:
            return {BIRTH_DATE: None}
        if value == NOT_GIVEN:
            _say("utter_declined", dispatcher, tracker)
            return {BIRTH_DATE: value}
        try:
            return {BIRTH_DATE: birth_date_of(value, self.visits.today(tracker)).isoformat()}
        except UnsoundPerson:
            return {BIRTH_DATE: None} | _refuse("utter_birth_date_unclear", dispatcher, tracker)

    def validate_contact_phone(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Keep a number that the clinic can call."""
        if value is None:
            return {CONTACT_PHONE: None}
        try:
            return {CONTACT_PHONE: phone_of(str(value), self.visits.calendar.phone_regions)}
        except UnsoundPerson as refused:
            is_foreign = refused.problem == "foreign"
            response = "utter_phone_foreign" if is_foreign else phone_refused(str(value))
            return {CONTACT_PHONE: None} | _refuse(response, dispatcher, tracker)

    def validate_booking_confirmed(
        self, value: Any, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> Slot:
        """Take a no as the wish to change something; to cancelling it is a no."""
        is_final = value is True or tracker.slots.get(VISIT_TASK) != BOOK
        return {VISIT_CONFIRMED: value if is_final else None}


def _say(response: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> None:
    """Say what is wrong with an answer; of what was told before the form opened, nothing."""
    if not _is_opening(tracker):
        dispatcher.utter_message(response=response)


def _refuse(response: str, dispatcher: CollectingDispatcher, tracker: Tracker) -> Slot:
    """Say what is wrong with an answer, the second time with ways out; return the count."""
    _say(response, dispatcher, tracker)
    heard = Heard.from_tracker(tracker)
    return {} if _is_opening(tracker) else open_again(heard, dispatcher, tracker.slots)


def _is_opening(tracker: Tracker) -> bool:
    """Tell whether the form opens in this turn, with what is known already."""
    return any(
        event["event"] == "active_loop" and event.get("name") == BOOKING_FORM
        for event in tracker.events
    )


def _tells_nothing(tracker: Tracker, told: set[str]) -> bool:
    """Tell whether a message only looks like news of the pain, as a stray name may."""
    heard = Heard.from_tracker(tracker)
    is_news = (heard.intent or "").startswith(("inform_", "report_", "correct_"))
    facts = {*FACTS} - ({DURATION, AGE} if asks_who(heard) else set())
    return is_news and told.isdisjoint((*facts, "findings"))


def _look_again(tracker: Tracker) -> Slot:
    stale = Offered.from_json(tracker.slots.get(VISIT_OFFERS)).stale()
    return {VISIT_OFFERS: stale.as_json(), VISIT_CONFIRMED: None}
