"""The screen that every message passes."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher
from rasa_sdk.interfaces import Action, Tracker
from rasa_sdk.types import DomainDict

from actions.hearing import hear
from actions.message import Heard
from actions.triage.protocol import Protocol


class ActionValidateSlotMappings(Action):
    """Listens for signs of danger in every message, whatever was being asked."""

    def __init__(self, protocol: Protocol) -> None:
        """Keep the protocol that says which signs there are."""
        self.protocol = protocol

    def name(self) -> str:
        """Return the name under which Rasa runs it after every message."""
        return "action_validate_slot_mappings"

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: DomainDict
    ) -> list[EventType]:
        """Set the slots that the message changes."""
        changes = hear(Heard.from_tracker(tracker), tracker.slots, self.protocol)
        return [SlotSet(name, value) for name, value in changes.items()]
