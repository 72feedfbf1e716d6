"""Keeping a request for a visit or a call."""

from __future__ import annotations

import asyncio

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.requests import ContactRequest, ContactRequests
from actions.care import Care
from actions.message import moment_of
from actions.queue.desk import StaffDesk, is_called
from actions.slots import CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES, LANGUAGE, TODAY, TRIAGE_FORM
from actions.triage.staff import StaffLevel


class ActionSubmitContact(Action):
    """Writes the request down for staff and gives its reference."""

    def __init__(self, care: Care, desk: StaffDesk, requests: ContactRequests) -> None:
        """Keep where requests are written, and who calls staff."""
        self.care = care
        self.desk = desk
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
            requested_at=moment_of(tracker, self.care.clock),
        )
        reference = await asyncio.to_thread(self.requests.add, request)
        dispatcher.utter_message(
            **self.care.by_hours(f"utter_{purpose}_requested", tracker), booking_reference=reference
        )
        events = [SlotSet("booking_reference", reference), SlotSet("contact_purpose", None)]
        events += await self._tell_staff(tracker)
        if slots.get("disposition") is None and slots.get(LANGUAGE) is None:
            dispatcher.utter_message(response="utter_go_on_meanwhile")
            events.append(FollowupAction(TRIAGE_FORM))
        return events

    async def _tell_staff(self, tracker: Tracker) -> list[EventType]:
        """Have staff see what was asked for: they call for a visit as well."""
        return await self.desk.call(tracker, _level(tracker), tracker.slots.get("rule_id"))


def _level(tracker: Tracker) -> StaffLevel:
    """Return why staff are to call: an urgent answer that they were not told of, or the wish."""
    disposition = tracker.slots.get("disposition")
    if disposition in TODAY and not is_called(tracker):
        return StaffLevel(str(disposition))
    return StaffLevel.CALLBACK
