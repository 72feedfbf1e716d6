"""A visit that is booked: when it is, moving it, calling it off."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop, EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.offered import Offered
from actions.booking.values import Appointment, AppointmentState
from actions.booking.wish_reading import WishReader
from actions.finish_booking import forgotten_booking
from actions.hearing_visit import GIVEN
from actions.slots import (
    ABOUT_VISIT,
    BOOKING_FORM,
    TODAY,
    TRIAGE_FORM,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_WISH,
)
from actions.visit_changes import BOOK, CANCEL, MOVE, PERSON
from actions.visits import Visits


class ActionChangeBooking(Action):
    """Tells of the visit that was booked here, and opens the form that moves or cancels it."""

    def __init__(self, visits: Visits, reader: WishReader) -> None:
        """Keep the appointment book, and the words for what is wanted."""
        self.visits = visits
        self.reader = reader

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_change_booking"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Do what the words ask for; without a visit, say so."""
        heard = [SlotSet(ABOUT_VISIT, None)] if tracker.slots.get(ABOUT_VISIT) else []
        return [*heard, *await self._change(dispatcher, tracker)]

    async def _change(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        form = (tracker.active_loop or {}).get("name")
        if form == BOOKING_FORM:
            return await self._inside(dispatcher, tracker)
        booked = await self.visits.booked(tracker)
        if booked is None:
            return await self._without_visit(dispatcher, tracker)
        if self._is_of_person(tracker):
            when = self.visits.when(booked.slot)
            dispatcher.utter_message(response="utter_change_person", **when)
            return []
        task = self._task(tracker)
        if form == TRIAGE_FORM and task == MOVE:
            # What is asked now may bring the visit forward: it is moved after that.
            dispatcher.utter_message(response="utter_visit_after_safety")
            return []
        return self._begin(task, booked, dispatcher, tracker)

    def _begin(
        self,
        task: str | None,
        booked: Appointment,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> list[EventType]:
        said = {"booking_reference": booked.reference, **self.visits.when(booked.slot)}
        if task is None:
            dispatcher.utter_message(response="utter_visit_is", **said)
            return []
        if task == MOVE and tracker.slots.get("disposition") in TODAY:
            dispatcher.utter_message(response="utter_visit_not_now")
            return []
        wish = tracker.slots.get(VISIT_WISH)
        set_anew = (VISIT_WISH, VISIT_OFFERS)
        kept = [event for event in forgotten_booking() if event["name"] not in set_anew]
        # "Earlier" and "later" are seen from the time that the visit has.
        seen_from = Offered((booked.slot,)).as_json()
        return [
            *kept,
            SlotSet(VISIT_WISH, wish if task == MOVE else None),
            SlotSet(VISIT_OFFERS, seen_from if task == MOVE else None),
            SlotSet(VISIT_TASK, task),
            FollowupAction(BOOKING_FORM),
        ]

    async def _inside(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
        """Let the form go on with a wish; end it when what it books is not wanted any more."""
        told = {event["name"] for event in tracker.events if event["event"] == "slot"}
        if not told.isdisjoint(GIVEN):
            return []
        if tracker.slots.get(VISIT_TASK) == BOOK and self._task(tracker) == CANCEL:
            await self.visits.release(tracker)
            dispatcher.utter_message(response="utter_nothing_booked")
            return [*forgotten_booking(), ActiveLoop(None), SlotSet("requested_slot", None)]
        dispatcher.utter_message(response="utter_finish_booking_first")
        return []

    async def _without_visit(
        self, dispatcher: CollectingDispatcher, tracker: Tracker
    ) -> list[EventType]:
        """Tell what became of the visit; "another time" for one that was called off finds one."""
        asked = tracker.slots.get("booking_reference")
        former = await self.visits.former(tracker)
        is_decided = tracker.slots.get("disposition") is not None
        is_wish = bool(tracker.slots.get(VISIT_WISH))
        is_over = former is not None and former.state is not AppointmentState.CANCELLED
        if former is None and asked is None and is_decided and is_wish:
            # "Could I come Thursday after all?" wants the visit that was not taken.
            return [FollowupAction("action_take_contact")]
        if former is None or asked not in (None, former.reference):
            response = "utter_change_booking" if asked is None else "utter_change_request"
            dispatcher.utter_message(response=response)
        elif is_decided and self._task(tracker) == MOVE:
            return [FollowupAction("action_take_contact")]
        else:
            response = "utter_visit_is_over" if is_over else "utter_visit_is_off"
            dispatcher.utter_message(response=response, **self.visits.when(former.slot))
        return []

    def _is_of_person(self, tracker: Tracker) -> bool:
        """Tell whether the name, the birth date or the number of the visit is called wrong."""
        normal = self.reader.normal(tracker.latest_message.get("text") or "")
        return not PERSON.isdisjoint(self.reader.words.parts_amended(normal))

    def _task(self, tracker: Tracker) -> str | None:
        """Return what is wanted, None where it is only asked about."""
        message = tracker.latest_message
        tapped = [e.get("value") for e in message.get("entities") or () if e["entity"] == "task"]
        if tapped:
            return str(tapped[-1])
        words, normal = self.reader.words, self.reader.normal(message.get("text") or "")
        if words.has("cancelling", normal):
            return CANCEL
        if words.has("moving", normal):
            return MOVE
        return None
