"""A visit, booked or about to be, when something more urgent comes up."""

from __future__ import annotations

import logging

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker

from actions.booking.offered import slot_from_text
from actions.finish_booking import forgotten_booking
from actions.slots import VISIT_TASK, VISIT_TIME
from actions.triage.staff import StaffLevel
from actions.visits import Visits

logger = logging.getLogger(__name__)

HAS_VISIT = "has_visit"


async def set_aside(
    visits: Visits, dispatcher: CollectingDispatcher, tracker: Tracker
) -> list[EventType]:
    """Let go of a time that is held, say not to wait for a visit, and have staff know of it.

    The visit stays booked: only a person can tell whether it is still of use. What goes wrong here
    must not keep back the answer to a danger.
    """
    try:
        held = slot_from_text(tracker.slots.get(VISIT_TIME))
        await visits.release(tracker)
        booked = await visits.booked(tracker)
        if booked is not None:
            turn_id = visits.step(tracker).key
            await visits.desk.note(tracker.sender_id, turn_id, HAS_VISIT, StaffLevel.SAME_DAY)
            dispatcher.utter_message(
                response="utter_visit_does_not_wait", **visits.when(booked.slot)
            )
        elif held is not None:
            dispatcher.utter_message(response="utter_visit_not_booked", **visits.when(held))
    # Whatever is wrong with the book or the queue, the person gets the answer to a danger.
    except Exception as error:
        logger.error("a visit was not looked up", extra={"error": type(error).__name__})
    return forgotten_booking() if tracker.slots.get(VISIT_TASK) is not None else []
