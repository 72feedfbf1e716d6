"""How long it has hurt, or the unit of a number that came without one."""

from __future__ import annotations

import json

from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.numbers import PENDING

# Days of each unit, as the protocol reads "a month".
DAYS_OF = {"day": 1, "week": 7, "month": 30, "year": 365}


class ActionAskPainDuration(Action):
    """Asks for the length of the present pain."""

    def name(self) -> str:
        """Return the name by which the form finds the question for its slot."""
        return "action_ask_pain_duration"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Ask for the unit when there is a number already, else for all of it."""
        number = tracker.slots.get(PENDING)
        if number is None:
            dispatcher.utter_message(response="utter_how_long")
            return []
        buttons = [
            {
                "title": f"{number:g} {unit}s",
                "payload": f"/inform_duration{json.dumps({'duration': number * days})}",
            }
            for unit, days in DAYS_OF.items()
        ]
        dispatcher.utter_message(
            response="utter_duration_needs_unit", number=f"{number:g}", buttons=buttons
        )
        return []
