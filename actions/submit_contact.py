"""Keeping a request for a visit or a call."""

from __future__ import annotations

import asyncio

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.requests import ContactRequest, ContactRequests
from actions.care import Care
from actions.respond_to_red_flags import TRIAGE_FORM
from actions.slots import CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES


class ActionSubmitContact(Action):
    """Writes the request down for staff and gives its reference."""

    def __init__(self, care: Care, requests: ContactRequests) -> None:
        """Keep where requests are written."""
        self.care = care
        self.requests = requests

    def name(self) -> str:
        """Return the name that data/rules.yml uses."""
        return "action_submit_contact"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Keep the request; the database works on a thread, so that others are not held up."""
        slots = tracker.slots
        purpose = slots.get("contact_purpose") or "callback"
        request = ContactRequest(
            turn_id=tracker.latest_message["metadata"]["turn_id"],
            sender_id=tracker.sender_id,
            purpose=purpose,
            name=slots.get(CONTACT_NAME) or "",
            phone=slots.get(CONTACT_PHONE) or "",
            times=slots.get(CONTACT_TIMES),
            disposition=slots.get("disposition"),
            rule_id=slots.get("rule_id"),
            requested_at=self.care.clock(),
        )
        reference = await asyncio.to_thread(self.requests.add, request)
        dispatcher.utter_message(response=f"utter_{purpose}_requested", booking_reference=reference)
        events = [SlotSet("booking_reference", reference), SlotSet("contact_purpose", None)]
        if slots.get("disposition") is None:
            dispatcher.utter_message(response="utter_go_on_meanwhile")
            events.append(FollowupAction(TRIAGE_FORM))
        return events
