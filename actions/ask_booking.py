"""The questions of the booking form: which time, which number, and the read-back."""

from __future__ import annotations

from datetime import date
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.offered import Offered, slot_to_text
from actions.booking.offers import Fit, Offer, Supply, offer
from actions.booking.person import phone_of
from actions.booking.phone_words import phone_in_words
from actions.booking.values import Slot, UnsoundPerson
from actions.booking.wishes import Wish
from actions.care import is_sms
from actions.slots import (
    BIRTH_DATE,
    CONTACT_PHONE,
    NOT_GIVEN,
    OWN_PHONE,
    VISIT_CONFIRMED,
    VISIT_OFFERS,
    VISIT_TASK,
    VISIT_WISH,
    WANTS_SOONER,
)
from actions.triage.staff import StaffLevel
from actions.visit_changes import BOOK, CANCEL, MOVE, REFUSED, WANTED
from actions.visits import Visits

# What is said before the times, by how they fit the wish.
REMARKS = {
    Fit.NEAR: "utter_wish_near",
    Fit.TAKEN: "utter_wish_taken",
    Fit.NEVER: "utter_wish_never",
    Fit.NO_EARLIER: "utter_none_earlier",
    Fit.NO_LATER: "utter_none_later",
    Fit.EARLIER_OTHERWISE: "utter_earlier_otherwise",
    Fit.LATER_OTHERWISE: "utter_later_otherwise",
    Fit.ALL_SHOWN: "utter_all_times_shown",
}
UNGRANTABLE = frozenset({Fit.TAKEN, Fit.NEVER, Fit.EARLIER_OTHERWISE, Fit.LATER_OTHERWISE})


class ActionAskBookingSlot(Action):
    """Offers up to three times; the same ones again while nothing else is wished."""

    def __init__(self, visits: Visits) -> None:
        """Keep the appointment book."""
        self.visits = visits

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_booking_slot"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say how the times fit what was wished, and offer them."""
        kept = tracker.slots.get(VISIT_OFFERS) or {}
        before = Offered.from_json(kept)
        wish = Wish.from_json(tracker.slots.get(VISIT_WISH))
        supply = await self.visits.supply(tracker)
        free = [one for one in before.slots if one in supply.free]
        if not before.is_stale and free:
            if kept.get("unclear"):
                dispatcher.utter_message(response="utter_which_time")
            found, events = Offer(tuple(free), Fit.GRANTED), []
        else:
            found = offer(supply, wish, before.slots, before.seen_starts)
            events = await self._remark(found, wish, supply, dispatcher, tracker)
        self._offer(found.slots, dispatcher, domain)
        # A wish that cannot be granted is told once, and does not bind what comes after.
        lasting = Wish() if found.fit in UNGRANTABLE else wish.limits()
        return [
            *events,
            SlotSet(VISIT_OFFERS, before.showing(found.slots).as_json()),
            SlotSet(VISIT_WISH, lasting.as_json() or None),
        ]

    async def _remark(
        self,
        found: Offer,
        wish: Wish,
        supply: Supply,
        dispatcher: CollectingDispatcher,
        tracker: Tracker,
    ) -> list[EventType]:
        """Say what has to be said of times that are not as wished, or not soon enough."""
        due = self.visits.due_by(tracker)
        if found.fit in REMARKS:
            dispatcher.utter_message(response=REMARKS[found.fit])
        if due is None or not found.slots or found.slots[-1].start < due:
            return []
        is_soon_enough = any(one.start < due for one in supply.free)
        day = self.visits.last_day(due, supply)
        if is_soon_enough:
            dispatcher.utter_message(response="utter_times_late", due_day=day)
            return []
        if tracker.slots.get(WANTS_SOONER):
            dispatcher.utter_message(response="utter_times_late_still", due_day=day)
            return []
        said = self.visits.care.by_hours("utter_no_early_time", tracker)
        dispatcher.utter_message(**said, due_day=day)
        called = await self.visits.desk.call(
            tracker, StaffLevel.CALLBACK, tracker.slots.get("rule_id")
        )
        return [*called, SlotSet(WANTS_SOONER, value=True)]

    def _offer(
        self, slots: tuple[Slot, ...], dispatcher: CollectingDispatcher, domain: DomainDict
    ) -> None:
        times = [
            {
                "title": self.visits.title(one),
                "payload": f'/inform_contact{{"offer": "{slot_to_text(one)}"}}',
            }
            for one in slots
        ]
        response = "utter_offer_times" if slots else "utter_no_time_free"
        dispatcher.utter_message(
            response=response, buttons=[*times, *_buttons_of("utter_other_times", domain)]
        )


class ActionAskOwnPhone(Action):
    """Asks for a number to call; by text message first whether it is the one that is used."""

    def __init__(self, visits: Visits) -> None:
        """Keep who knows the numbers that text messages come from."""
        self.visits = visits

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_booking_form_contact_phone"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask for it."""
        told = own = tracker.slots.get(OWN_PHONE)
        if told in (None, WANTED):
            own = await self._own_number(tracker) if is_sms(tracker) else None
        if own in (None, REFUSED):
            asks = "utter_no_number_here" if told == WANTED else "utter_ask_contact_phone"
            dispatcher.utter_message(response=asks)
            return [SlotSet(OWN_PHONE, REFUSED)] if told == WANTED else []
        dispatcher.utter_message(response="utter_use_this_phone", own_number=phone_in_words(own))
        return [SlotSet(OWN_PHONE, own)]

    async def _own_number(self, tracker: Tracker) -> str | None:
        """Return the number that the texts come from, where the clinic can call it."""
        number = await self.visits.phone_of(tracker.sender_id)
        try:
            return number and phone_of(number, self.visits.calendar.phone_regions)
        except UnsoundPerson:
            return None


class ActionAskBookingConfirmed(Action):
    """Reads back what will be booked, moved or cancelled, and asks for a yes."""

    def __init__(self, visits: Visits) -> None:
        """Keep the appointment book."""
        self.visits = visits

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_booking_confirmed"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Read it back; after a no, ask what to change."""
        task, chosen = tracker.slots.get(VISIT_TASK), self.visits.chosen(tracker)
        if task == BOOK and _was_denied(tracker):
            dispatcher.utter_message(response="utter_what_to_change_of_visit")
            return []
        said: dict[str, Any] = {} if chosen is None else self.visits.when(chosen)
        if task in (MOVE, CANCEL):
            booked = await self.visits.booked(tracker)
            said |= {} if booked is None else self.visits.when_booked(booked)
            dispatcher.utter_message(response=f"utter_check_{task}", **said)
            return []
        said["phone"] = phone_in_words(str(tracker.slots.get(CONTACT_PHONE)))
        born = tracker.slots.get(BIRTH_DATE)
        if born == NOT_GIVEN:
            dispatcher.utter_message(response="utter_check_visit_without_birth_date", **said)
        else:
            dispatcher.utter_message(
                response="utter_check_visit", born=_in_words(str(born)), **said
            )
        return []


def _was_denied(tracker: Tracker) -> bool:
    """Tell whether the message said no to what was read back, and no yes was heard in it."""
    told = [
        event["value"]
        for event in tracker.events
        if event["event"] == "slot" and event["name"] == VISIT_CONFIRMED
    ]
    return False in told and True not in told


def _in_words(birth_date: str) -> str:
    born = date.fromisoformat(birth_date)
    return f"{born:%B} {born.day}, {born.year}"


def _buttons_of(response: str, domain: DomainDict) -> list[dict[str, str]]:
    """Return the buttons that a response of the domain has, to stand behind an action's own."""
    variations = (domain.get("responses") or {}).get(response) or [{}]
    return list(variations[0].get("buttons") or ())
