"""Asking again, some days after self-care was advised."""

from __future__ import annotations

import asyncio
import logging

from rasa_sdk.events import EventType, FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.booking.rechecks import Rechecks
from actions.care import Care, is_sms
from actions.message import moment_of
from actions.slots import LANGUAGE, TRIAGE_FORM

logger = logging.getLogger(__name__)

# The advice is ready and only waits for this; the engine ends an action after ten seconds.
PATIENCE_SECONDS = 3.0


class ActionRecheck(Action):
    """Says why we write, and opens the triage form: it asks the safety questions first."""

    def name(self) -> str:
        """Return the name by which due re-checks call it."""
        return "action_recheck"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Say so, and who we are; nothing that was told about danger before counts for now."""
        dispatcher.utter_message(response="utter_recheck")
        return [SlotSet("introduced", value=True), FollowupAction(TRIAGE_FORM)]


async def promise_recheck(
    rechecks: Rechecks, care: Care, dispatcher: CollectingDispatcher, tracker: Tracker
) -> None:
    """Plan to ask again, and say so; say honestly where nobody will be written to.

    Nothing is promised that could not be written down, and advice never waits long for it.
    """
    if tracker.slots.get(LANGUAGE) is not None:
        return
    if is_sms(tracker):
        moment = moment_of(tracker, care.clock)
        planning = asyncio.to_thread(rechecks.plan, tracker.sender_id, moment)
        try:
            await asyncio.wait_for(planning, PATIENCE_SECONDS)
        except Exception as error:  # whatever it is, the advice goes out
            logger.error("re-check not planned", extra={"error": type(error).__name__})
            return
    dispatcher.utter_message(response="utter_recheck_promise", recheck_days=f"{rechecks.days}")
