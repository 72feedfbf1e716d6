"""What is said once in a conversation, before anything else."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Tracker


def introduce(dispatcher: CollectingDispatcher, tracker: Tracker) -> list[EventType]:
    """Say what this is and what to do in an emergency, unless that was done."""
    if tracker.slots.get("introduced"):
        return []
    dispatcher.utter_message(response="utter_introduction")
    if tracker.slots.get("writes_for_other"):
        dispatcher.utter_message(response="utter_for_whom")
    return [SlotSet("introduced", value=True)]
