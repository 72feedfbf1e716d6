"""The end of the booking form: a visit is booked, moved, cancelled, or stays."""

from __future__ import annotations

from typing import Any

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.notice import REMINDERS_PROMISE
from actions.booking.offered import Offered
from actions.booking.person import birth_date_of
from actions.booking.requests import ContactRequest, ContactRequests
from actions.booking.values import (
    PATIENT,
    AlreadyBooked,
    Appointment,
    BookingRefused,
    HoldExpired,
    Person,
    SlotTaken,
    SlotUnavailable,
)
from actions.slots import (
    BIRTH_DATE,
    BOOKING_FORM,
    CONTACT_NAME,
    CONTACT_PHONE,
    NOT_GIVEN,
    OWN_PHONE,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_TIME,
    VISIT_WISH,
    WANTS_SOONER,
)
from actions.triage.staff import StaffLevel
from actions.visit_changes import BOOK, CANCEL
from actions.visits import Visits

# What a booking leaves behind in no conversation.
OF_BOOKING = (
    VISIT_TASK, VISIT_TIME, VISIT_WISH, VISIT_OFFERS, VISIT_CONFIRMED, OWN_PHONE, WANTS_SOONER,
    "contact_purpose",
)  # fmt: skip
GONE = (HoldExpired, SlotTaken, SlotUnavailable)


def forgotten_booking() -> list[EventType]:
    """Return the events that forget what was being booked."""
    return [SlotSet(name, None) for name in OF_BOOKING]


class ActionFinishBooking(Action):
    """Writes into the appointment book what was agreed to."""

    def __init__(self, visits: Visits, requests: ContactRequests) -> None:
        """Keep the appointment book, and where requests are written."""
        self.visits = visits
        self.requests = requests

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_finish_booking"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Do it and say so; a time that has gone meanwhile is told, and others are offered."""
        task = tracker.slots.get(VISIT_TASK)
        if tracker.slots.get(VISIT_CONFIRMED) is not True:
            return await self._leave(dispatcher, tracker)
        try:
            if task == BOOK:
                return await self._book(dispatcher, tracker)
            return await self._change(str(task), dispatcher, tracker)
        except GONE:
            dispatcher.utter_message(response="utter_hold_expired")
            stale = Offered.from_json(tracker.slots.get(VISIT_OFFERS)).stale()
            return [
                SlotSet(VISIT_TIME, None),
                SlotSet(VISIT_CONFIRMED, None),
                SlotSet(VISIT_OFFERS, stale.as_json()),
                FollowupAction(BOOKING_FORM),
            ]
        except AlreadyBooked:
            return await self._keep_the_one(dispatcher, tracker)
        except BookingRefused:
            dispatcher.utter_message(response="utter_cannot_change")
            return forgotten_booking()

    async def _book(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        slots = tracker.slots
        born = slots.get(BIRTH_DATE)
        today = self.visits.today(tracker)
        person = Person(
            name=str(slots.get(CONTACT_NAME)),
            birth_date=None if born == NOT_GIVEN else birth_date_of(born, today),
            phone=str(slots.get(CONTACT_PHONE)),
        )
        book, step = self.visits.book, self.visits.step(tracker)
        booked = await self.visits.run(lambda: book.confirm(tracker.sender_id, person, step))
        self._tell("utter_booked", booked, dispatcher, tracker)
        dispatcher.utter_message(response=REMINDERS_PROMISE)
        events = [*forgotten_booking(), SlotSet("booking_reference", booked.reference)]
        if slots.get(WANTS_SOONER):
            await self._ask_for_sooner(booked, tracker)
            events += await self.visits.desk.call(
                tracker, StaffLevel.CALLBACK, slots.get("rule_id")
            )
            dispatcher.utter_message(response="utter_sooner_requested")
        return events

    async def _change(
        self, task: str, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        visits, step = self.visits, self.visits.step(tracker)
        booked = await visits.booked(tracker)
        if booked is None:
            dispatcher.utter_message(response="utter_cannot_change")
            return forgotten_booking()
        book, reference, slot = visits.book, booked.reference, visits.chosen(tracker)
        if task == CANCEL:
            gone = await visits.run(lambda: book.cancel(reference, PATIENT, step))
            dispatcher.utter_message(response="utter_cancelled", **self._named(gone))
            return [*forgotten_booking(), SlotSet("booking_reference", None)]
        if slot is None:
            raise SlotUnavailable
        moved = await visits.run(lambda: book.move(reference, slot, step))
        self._tell("utter_moved", moved, dispatcher, tracker)
        return [*forgotten_booking(), SlotSet("booking_reference", reference)]

    async def _keep_the_one(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Let go of a second time, and offer to move the visit that is there."""
        await self.visits.release(tracker)
        booked = await self.visits.booked(tracker)
        if booked is not None:
            dispatcher.utter_message(response="utter_one_visit", **self._named(booked))
        return forgotten_booking()

    async def _leave(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Leave the visit as it is."""
        await self.visits.release(tracker)
        booked = await self.visits.booked(tracker)
        if booked is None:
            dispatcher.utter_message(response="utter_nothing_booked")
        else:
            dispatcher.utter_message(response="utter_visit_stays", **self._named(booked))
        return forgotten_booking()

    def _tell(
        self,
        response: str,
        booked: Appointment,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> None:
        dispatcher.utter_message(response=response, **self._named(booked))
        url = self.visits.link_to(booked.reference, tracker)
        if url is not None:
            dispatcher.utter_message(response="utter_manage_link", manage_url=url)

    def _named(self, booked: Appointment) -> dict[str, Any]:
        return {"booking_reference": booked.reference, **self.visits.when(booked.slot)}

    async def _ask_for_sooner(self, booked: Appointment, tracker: Tracker) -> None:
        """Write down for staff that the visit is later than it should be."""
        slots, step = tracker.slots, self.visits.step(tracker)
        due = self.visits.due_by(tracker)
        by = "" if due is None else f", due by {self.visits.calendar.day_of(due)}"
        request = ContactRequest(
            turn_id=step.key,
            sender_id=tracker.sender_id,
            purpose="consultation",
            name=str(slots.get(CONTACT_NAME)),
            phone=str(slots.get(CONTACT_PHONE)),
            times=f"sooner than {booked.reference}{by}",
            disposition=slots.get("disposition"),
            rule_id=slots.get("rule_id"),
            requested_at=step.at,
        )
        await self.visits.run(lambda: self.requests.add(request))
