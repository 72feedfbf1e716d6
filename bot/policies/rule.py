"""data/rules.yml: fixed paths from a situation to the next action.

A rule that begins with an intent speaks for the whole turn. A rule that begins with an action
goes on from that action, whatever led to it; that is how a closed form is followed up.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotStep, Step
from bot.conversation.events import (
    ActionExecuted,
    ActiveLoop,
    AllSlotsReset,
    SlotSet,
    UserUttered,
)
from bot.conversation.tracker import ACTION_LISTEN, Tracker
from bot.conversation.turn import ParsedMessage, Prediction, Scope


@dataclass(frozen=True, slots=True)
class Moment:
    """One action of the turn (or the message, with `action` None) and the facts around it."""

    action: str | None
    loop_before: str | None
    loop_after: str | None
    slots_before: Mapping[str, Any]
    slots_after: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RulePolicy:
    """Predicts the next step of the rule that fits the turn so far."""

    rules: Sequence[Rule]

    def predict(self, tracker: Tracker) -> Prediction | None:
        """Return the next action of the most specific fitting rule, or None when none fits."""
        moments = moments_of(tracker)
        if not moments:
            return None
        best: tuple[int, str] | None = None
        for rule in self.rules:
            action = _next_action(rule, tracker, moments)
            weight = _demands(rule)
            if action is not None and (best is None or weight > best[0]):
                best = (weight, action)
        return None if best is None else Prediction(best[1], type(self).__name__)


def intent_of(message: ParsedMessage | None) -> str | None:
    """Return the intent that rules may act on: none while two meanings are equally likely.

    Of an answer with a question behind it that is the question: a form takes the answer.
    """
    if message is not None and message.question is not None:
        return intent_of(message.question)
    if message is None or message.scope is Scope.UNCLEAR:
        return None
    return message.intent.name


def intents_answered_by(rules: Sequence[Rule], action: str | None) -> frozenset[str]:
    """Return the intents that rules answer with an action at once, whatever the situation."""
    found: set[str] = set()
    for rule in rules:
        match rule.steps[:2]:
            case (IntentStep() as step, ActionStep(name=name)) if name == action:
                if not rule.conditions and not step.entities:
                    found.update(step.intents)
    return frozenset(found)


def moments_of(tracker: Tracker) -> tuple[Moment, ...]:
    """Return the turn as a chain of moments, worked back from the facts as they are now."""
    loops, slots = tracker.loop_before_turn, tracker.slots_before_turn
    moments: list[Moment] = []
    for event in tracker.turn:
        if isinstance(event, UserUttered | ActionExecuted):
            name = event.name if isinstance(event, ActionExecuted) else None
            moments.append(Moment(name, loops, loops, slots, slots))
        elif isinstance(event, ActiveLoop):
            loops = event.name
        elif isinstance(event, SlotSet):
            slots = {**slots, event.name: event.value}
        elif isinstance(event, AllSlotsReset):
            slots = dict(tracker.initial_slots)
        if moments:
            last = moments[-1]
            moments[-1] = Moment(last.action, last.loop_before, loops, last.slots_before, slots)
    return tuple(moments)


def _demands(rule: Rule) -> int:
    """Return how much a rule asks of the situation: of two that fit, the more particular speaks."""
    entities = sum(len(step.entities) for step in rule.steps if isinstance(step, IntentStep))
    return len(rule.conditions) + entities


def _next_action(rule: Rule, tracker: Tracker, moments: tuple[Moment, ...]) -> str | None:
    """Return the action that this rule wants next, `action_listen` at its end, or None."""
    if rule.conversation_start and tracker.version > 0:
        return None
    if rule.steps and isinstance(rule.steps[0], IntentStep):
        return _continuation(rule, tracker, moments)
    for start in range(1, len(moments)):
        action = _continuation(rule, tracker, moments[start:])
        if action is not None:
            return action
    return None


def _continuation(rule: Rule, tracker: Tracker, moments: tuple[Moment, ...]) -> str | None:
    """Return what follows when the rule's steps account for every one of these moments."""
    if not all(_holds(step, moments[0]) for step in rule.conditions):
        return None
    position = -1
    for step in rule.steps:
        if isinstance(step, IntentStep | ActionStep):
            position += 1
            if position == len(moments):
                return step.name if isinstance(step, ActionStep) else None
            if not _is_at(step, moments[position], tracker):
                return None
        elif not _followed(step, moments[position]):
            return None
    if position + 1 < len(moments):
        return None
    return ACTION_LISTEN if rule.wait_for_user_input else None


def _is_at(step: IntentStep | ActionStep, moment: Moment, tracker: Tracker) -> bool:
    if isinstance(step, ActionStep):
        return step.name == moment.action
    message = tracker.latest_message
    if moment.action is not None or message is None or intent_of(message) not in step.intents:
        return False
    return all(
        any(
            found.entity == name and (value is None or found.value == value)
            for found in message.entities
        )
        for name, value in step.entities
    )


def _holds(condition: Step, moment: Moment) -> bool:
    """Tell whether a condition held as the rule's first moment began."""
    if isinstance(condition, LoopStep):
        # A form that opens and closes in one turn is open while it runs.
        is_running = condition.name is not None and condition.name == moment.action
        return is_running or condition.name == moment.loop_before
    if isinstance(condition, SlotStep):
        # What the message itself told is known before the first action.
        slots = moment.slots_after if moment.action is None else moment.slots_before
        return _slots_match(condition, slots)
    return False


def _followed(step: Step, moment: Moment) -> bool:
    """Tell whether an event step of the rule happened after its action."""
    if isinstance(step, LoopStep):
        return moment.loop_after == step.name
    return isinstance(step, SlotStep) and _slots_match(step, moment.slots_after)


def _slots_match(step: SlotStep, slots: Mapping[str, Any]) -> bool:
    return all(
        (slots.get(name) is not None) if value is ANY_VALUE else slots.get(name) == value
        for name, value in step.values
    )
