"""A form: asks for its slots, one at a time, until it has them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.assistant.domain import Domain, FormSpec
from bot.conversation.events import (
    ActionExecuted,
    ActionRejected,
    ActiveLoop,
    Event,
    SlotSet,
)
from bot.conversation.tracker import REQUESTED_SLOT, Tracker
from bot.execution.custom_actions import ActionRejectedItself
from bot.execution.slot_filling import SlotFiller

EventsOfAction = Callable[[str, Tracker, Sequence[SlotSet]], Awaitable[tuple[Event, ...]]]


@dataclass(frozen=True, slots=True)
class FormAction:
    """Runs one form: open, validate, ask the next question, or close.

    `events_of` runs the form's custom validation and its asking actions.
    """

    domain: Domain
    form: FormSpec
    events_of: EventsOfAction

    async def run(self, tracker: Tracker) -> tuple[Event, ...]:
        """Return what the form did with the message.

        Raises ActionRejectedItself when the message told nothing that the form can use: another
        policy answers it, and the form then asks again.
        """
        if tracker.active_loop == self.form.name and self._was_busy(tracker):
            return await self._ask(tracker.requested_slot, tracker)
        opening = self._opening(tracker)
        state = tracker.applying(*opening)
        validated = await self._validated(state, is_opening=bool(opening))
        after = state.applying(*validated)
        if not opening and not self._was_told_something(after):
            raise ActionRejectedItself(self.form.name)
        next_slot = self._next_slot(after, validated)
        rest = await self._ask(next_slot, after) if next_slot else _CLOSED
        return *opening, *validated, *rest

    def _was_busy(self, tracker: Tracker) -> bool:
        """Tell whether the form has dealt with this message already, and only asks again."""
        return any(
            isinstance(event, ActionExecuted | ActionRejected) and event.name == self.form.name
            for event in tracker.turn
        )

    def _opening(self, tracker: Tracker) -> tuple[Event, ...]:
        if tracker.active_loop == self.form.name:
            return ()
        triggered = SlotFiller(self.domain).trigger_values(self.form.name, tracker)
        return ActiveLoop(name=self.form.name), *triggered

    async def _validated(self, tracker: Tracker, *, is_opening: bool) -> tuple[Event, ...]:
        """Return what the form's own validation made of the slots just filled."""
        action = f"validate_{self.form.name}"
        if action not in self.domain.actions:
            return ()
        fresh = {event.name: event.value for event in tracker.slots_set_this_turn()}
        if is_opening:
            fresh = {name: tracker.slots.get(name) for name in self.form.required_slots} | fresh
        candidates = [
            SlotSet(name=name, value=fresh[name])
            for name in self.form.required_slots
            if fresh.get(name) is not None
        ]
        return await self.events_of(action, tracker, candidates)

    def _was_told_something(self, tracker: Tracker) -> bool:
        """Tell whether this message filled a slot of the form or changed any fact."""
        return any(
            event.name in self.form.required_slots
            or event.value != tracker.slots_before_turn.get(event.name)
            for event in tracker.slots_set_this_turn()
            if event.name != REQUESTED_SLOT
        )

    def _next_slot(self, tracker: Tracker, validated: Sequence[Event]) -> str | None:
        """Return the slot to ask for: the validation's own choice, else the first empty one."""
        chosen = [e for e in validated if isinstance(e, SlotSet) and e.name == REQUESTED_SLOT]
        if chosen:
            name = chosen[-1].value
            return None if name is None else str(name)
        return next(
            (name for name in self.form.required_slots if tracker.slots.get(name) is None), None
        )

    async def _ask(self, slot: str | None, tracker: Tracker) -> tuple[Event, ...]:
        """Return the question for a slot, and note that it is being asked."""
        if slot is None:
            return _CLOSED
        requested = SlotSet(name=REQUESTED_SLOT, value=slot)
        asked = await self.events_of(self._asking_action(slot), tracker.applying(requested), ())
        return requested, *asked

    def _asking_action(self, slot: str) -> str:
        """Return the name of what asks for a slot, the most particular first, as in Rasa."""
        names = (
            f"action_ask_{self.form.name}_{slot}",
            f"utter_ask_{self.form.name}_{slot}",
            f"action_ask_{slot}",
            f"utter_ask_{slot}",
        )
        known = {*self.domain.actions, *self.domain.responses}
        return next((name for name in names if name in known), names[-1])


_CLOSED: tuple[Event, ...] = (ActiveLoop(name=None), SlotSet(name=REQUESTED_SLOT, value=None))
