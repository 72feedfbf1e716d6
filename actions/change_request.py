"""The number of a request that was made: told, or put right."""

from __future__ import annotations

import asyncio
from typing import Any

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.requests import ContactRequests
from actions.contact import FORM
from actions.message import Heard
from actions.phones import digits_of, phone_in, without_phone
from actions.slots import BOOKING_FORM, CONTACT_PHONE, Slots

SLOT = "about_request"
WANTS_PERSON = "talk_to_person"
MOST_WORDS_BESIDE = 2


def about_request(heard: Heard, slots: Slots) -> dict[str, Any]:
    """Return the number that a message puts right, or True where it asks about the request.

    Whoever wants a person is answered by what opens a request.
    """
    is_made = slots.get("booking_reference") and slots.get(CONTACT_PHONE)
    is_open = heard.active_form in {FORM, BOOKING_FORM} or slots.get("contact_purpose")
    is_deaf = heard.is_tap() or heard.is_taken_over or heard.asked().intent == WANTS_PERSON
    if not is_made or is_open or is_deaf:
        return {}
    phone = phone_in(heard.text)
    if phone is not None and digits_of(phone) != digits_of(str(slots[CONTACT_PHONE])):
        is_alone = len(without_phone(heard.text).split()) <= MOST_WORDS_BESIDE
        return {SLOT: phone} if is_alone or heard.says("of_number") else {}
    return {SLOT: True} if heard.says("asks_of_request") else {}


class ActionChangeRequest(Action):
    """Puts the number of a request right, or tells it."""

    def __init__(self, requests: ContactRequests) -> None:
        """Keep where requests are written."""
        self.requests = requests

    def name(self) -> str:
        """Return the name that an interrupt of config.yml has."""
        return "action_change_request"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Write the number into the request that was made here; a visit has a page of its own."""
        said, events = tracker.slots.get(SLOT), [SlotSet(SLOT, None)]
        reference = str(tracker.slots.get("booking_reference"))
        if not isinstance(said, str):
            is_kept = await asyncio.to_thread(self.requests.has, tracker.sender_id, reference)
            response = "utter_request_is_noted" if is_kept else "utter_visit_number"
            dispatcher.utter_message(response=response)
            return events
        is_put_right = await asyncio.to_thread(
            self.requests.put_right, tracker.sender_id, reference, said
        )
        if not is_put_right:
            dispatcher.utter_message(response="utter_visit_number")
            return events
        dispatcher.utter_message(response="utter_request_changed", contact_phone=said)
        return [*events, SlotSet(CONTACT_PHONE, said)]
