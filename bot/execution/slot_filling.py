"""Slot mappings: what a message tells, whatever was being asked."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.assistant.domain import Domain
from bot.assistant.slots import SlotMapping, SlotSpec
from bot.conversation.events import SlotSet
from bot.conversation.tracker import Tracker
from bot.conversation.turn import ParsedMessage

_NOTHING_SAID = object()

# Runs last and on every message, whatever the mappings say.
SCREEN = "action_validate_slot_mappings"


@dataclass(frozen=True, slots=True)
class SlotFiller:
    """Fills slots from the latest message by the mappings of the domain, as Rasa 3 does."""

    domain: Domain

    def fill(self, tracker: Tracker) -> tuple[SlotSet, ...]:
        """Return the slots that the latest message fills; custom mappings are left to actions."""
        message = tracker.latest_message
        if message is None:
            return ()
        ignored = self._slots_ignoring(message, tracker)
        events = []
        for slot in self.domain.slots.values():
            if slot.name in ignored:
                continue
            value = _first_value(slot, message, tracker)
            if value is not _NOTHING_SAID:
                events.append(SlotSet(name=slot.name, value=value))
        return tuple(events)

    def trigger_values(self, form: str, tracker: Tracker) -> tuple[SlotSet, ...]:
        """Return the slots that the intent which opens a form fills (`from_trigger_intent`)."""
        message = tracker.latest_message
        if message is None or tracker.active_loop is not None:
            return ()
        return tuple(
            SlotSet(name=slot, value=mapping.value)
            for slot in self.domain.forms[form].required_slots
            for mapping in self.domain.slots[slot].mappings
            if mapping.type == "from_trigger_intent" and _applies(mapping, message, tracker)
        )

    def _slots_ignoring(self, message: ParsedMessage, tracker: Tracker) -> frozenset[str]:
        """Return the open form's slots when the form ignores this intent."""
        form = self.domain.forms.get(tracker.active_loop or "")
        if form is None or message.intent.name not in form.ignored_intents:
            return frozenset()
        return frozenset(form.required_slots)


def custom_mapping_actions(domain: Domain, tracker: Tracker) -> tuple[str, ...]:
    """Return the actions that custom mappings name for this message, each once."""
    message = tracker.latest_message
    if message is None:
        return ()
    named = {
        mapping.action: None
        for slot in domain.slots.values()
        for mapping in slot.mappings
        if mapping.type == "custom" and mapping.action is not None
        if mapping.action != SCREEN and _applies(mapping, message, tracker)
    }
    return tuple(named)


def _first_value(slot: SlotSpec, message: ParsedMessage, tracker: Tracker) -> Any:
    """Return the value of the first mapping that applies, or the mark that none does."""
    for mapping in slot.mappings:
        if _applies(mapping, message, tracker):
            value = _value(mapping, slot, message)
            if value is not _NOTHING_SAID:
                return value
    return _NOTHING_SAID


def _applies(mapping: SlotMapping, message: ParsedMessage, tracker: Tracker) -> bool:
    if not _is_for_intent(mapping, message):
        return False
    return not mapping.conditions or any(
        condition.active_loop == tracker.active_loop
        and condition.requested_slot in {None, tracker.requested_slot}
        for condition in mapping.conditions
    )


def _is_for_intent(mapping: SlotMapping, message: ParsedMessage) -> bool:
    name = message.intent.name
    return (not mapping.intents or name in mapping.intents) and name not in mapping.not_intents


def _value(mapping: SlotMapping, slot: SlotSpec, message: ParsedMessage) -> Any:
    match mapping.type:
        case "from_entity":
            return _from_entities(mapping, slot, message)
        case "from_text":
            return message.text if message.text.strip() else _NOTHING_SAID
        case "from_intent":
            return mapping.value
        case _:
            return _NOTHING_SAID


def _from_entities(mapping: SlotMapping, slot: SlotSpec, message: ParsedMessage) -> Any:
    values = [
        found.value
        for found in message.entities
        if (found.entity, found.role, found.group) == (mapping.entity, mapping.role, mapping.group)
    ]
    if not values:
        return _NOTHING_SAID
    return values if slot.type == "list" else values[-1]
