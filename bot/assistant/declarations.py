"""Every name that is used must be declared: a missing one would only show in a conversation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.assistant.config import FILE as CONFIG_FILE
from bot.assistant.config import ComponentSpec, Config
from bot.assistant.domain import FILE, Domain, unknown_name
from bot.assistant.problems import Problem
from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, Rule, SlotStep, Step
from bot.assistant.slots import SlotMapping, SlotSpec
from bot.assistant.training_data import TrainingData

DEFAULT_ACTIONS = frozenset(
    {
        "action_listen",
        "action_session_start",
        "action_restart",
        "action_default_fallback",
        "action_default_ask_affirmation",
        "action_deactivate_loop",
        "action_extract_slots",
        "action_back",
        "action_unlikely_intent",
        "action_revert_fallback_events",
    }
)
DEFAULT_INTENTS = frozenset({"session_start", "restart", "back", "nlu_fallback", "answer_list"})
DEFAULT_SLOTS = frozenset({"requested_slot", "session_started_metadata"})
PAYLOAD = re.compile(r"\s*/(?P<intent>\w+)\s*(?P<entities>\{.*\})?\s*", re.DOTALL)

Place = tuple[str, int]


def undeclared_names(
    domain: Domain, config: Config, training_data: TrainingData, rules: Iterable[Rule]
) -> tuple[Problem, ...]:
    """Return a problem for each name that is used and not declared, or used with a wrong value."""
    check = _Check(domain)
    found = [
        *check.slots(),
        *check.intents(),
        *check.forms(),
        *check.responses(),
        *check.declared_actions(),
        *check.policies(config),
        *check.examples(training_data),
        *(problem for rule in rules for problem in check.rule(rule)),
    ]
    return tuple(sorted(set(found)))


def action_names(domain: Domain) -> frozenset[str]:
    """Return every action that a rule may name."""
    return DEFAULT_ACTIONS | {*domain.actions, *domain.responses, *domain.forms}


def payload_parts(payload: str) -> tuple[str, Mapping[str, Any]] | None:
    """Return intent and entities of a button's `/intent{...}`; None for plain words.

    Raises ValueError for a payload that no reader would take.
    """
    if not payload.lstrip().startswith("/"):
        return None
    match = PAYLOAD.fullmatch(payload)
    if match is None:
        raise ValueError("a payload is /intent or /intent{...}")
    entities = json.loads(match["entities"] or "{}")
    return match["intent"], entities


class _Check:
    """Compares names with the domain."""

    def __init__(self, domain: Domain) -> None:
        self._domain = domain
        self._actions = action_names(domain)

    def slots(self) -> Iterator[Problem]:
        """Check what slot mappings name."""
        for slot in self._domain.slots.values():
            for mapping in slot.mappings:
                yield from self._mapping(slot, mapping)

    def intents(self) -> Iterator[Problem]:
        """Check the entities that intents use or ignore."""
        for intent in self._domain.intents.values():
            for name in sorted((intent.use_entities or frozenset()) | intent.ignore_entities):
                yield from self._entity(name, (FILE, intent.line))

    def forms(self) -> Iterator[Problem]:
        """Check slots and ignored intents of forms."""
        for form in self._domain.forms.values():
            place = (FILE, form.line)
            for slot in form.required_slots:
                yield from self._slot(slot, place)
            yield from self._intents(form.ignored_intents, place)

    def responses(self) -> Iterator[Problem]:
        """Check conditions and buttons of responses."""
        for variations in self._domain.responses.values():
            for variation in variations:
                place = (FILE, variation.line)
                for slot, value in variation.conditions:
                    yield from self._slot_value(slot, value, place)
                for _, payload in variation.buttons:
                    yield from self._payload(payload, place)

    def declared_actions(self) -> Iterator[Problem]:
        """Check that each response listed among the actions exists."""
        for name, line in self._domain.action_lines.items():
            if name.startswith("utter_") and name not in self._domain.responses:
                yield Problem(FILE, line, unknown_name("response", name, self._domain.responses))

    def policies(self, config: Config) -> Iterator[Problem]:
        """Check what the options of policies name."""
        for spec in config.policies:
            yield from self._policy(spec, (CONFIG_FILE, spec.line))

    def examples(self, training_data: TrainingData) -> Iterator[Problem]:
        """Check intents and entities of the training data."""
        for example in training_data.examples:
            place = (example.file, example.line)
            yield from self._intents((example.intent,), place)
            for found in example.entities:
                yield from self._entity(found.entity, place)
                yield from self._parts_of_entity(found.entity, (found.role, found.group), place)
                if found.value != example.text[found.start : found.end]:
                    yield from self._entity_value(found.entity, found.value, place)

    def rule(self, rule: Rule) -> Iterator[Problem]:
        """Check all that a rule names."""
        for step in (*rule.conditions, *rule.steps):
            yield from self._step(step, (rule.file, step.line or rule.line))

    def _step(self, step: Step, place: Place) -> Iterator[Problem]:
        match step:
            case IntentStep(intents=intents, entities=entities):
                yield from self._intents(intents, place)
                for name, value in entities:
                    yield from self._entity(name, place)
                    yield from self._entity_value(name, value, place)
            case ActionStep(name=name):
                yield from self._action(name, place)
            case LoopStep(name=str() as name):
                yield from self._form(name, place)
            case SlotStep(values=values):
                for name, value in values:
                    yield from self._slot_value(name, value, place)
            case _:
                return

    def _mapping(self, slot: SlotSpec, mapping: SlotMapping) -> Iterator[Problem]:
        place = (FILE, mapping.line)
        yield from self._intents(mapping.intents + mapping.not_intents, place)
        if mapping.entity is not None:
            yield from self._entity(mapping.entity, place)
            yield from self._parts_of_entity(mapping.entity, (mapping.role, mapping.group), place)
        if mapping.action is not None:
            yield from self._action(mapping.action, place)
        misfit = slot.misfit(mapping.value)
        if misfit is not None:
            yield Problem(*place, misfit)
        for condition in mapping.conditions:
            if condition.active_loop is not None:
                yield from self._form(condition.active_loop, place)
            if condition.requested_slot is not None:
                yield from self._slot(condition.requested_slot, place)

    def _policy(self, spec: ComponentSpec, place: Place) -> Iterator[Problem]:
        for option, value in spec.options.items():
            if option.endswith("_action"):
                yield from self._action(value, place)
        for interrupt in spec.options.get("interrupts", ()):
            yield from self._slot(interrupt["slot"], place)
            yield from self._action(interrupt["action"], place)
        yield from self._intents(spec.options.get("meanings", ()), place)

    def _payload(self, payload: str, place: Place) -> Iterator[Problem]:
        try:
            parts = payload_parts(payload)
        except ValueError as error:
            yield Problem(*place, f"the payload {payload} cannot be read: {error}")
            return
        if parts is None:
            return
        intent, entities = parts
        if intent not in self._domain.intents:
            yield Problem(*place, unknown_name("intent", intent, self._domain.intents))
        for name, given in entities.items():
            yield from self._entity(name, place)
            for value in given if isinstance(given, list) else [given]:
                yield from self._entity_value(name, value, place)

    def _entity_value(self, entity: str, value: Any, place: Place) -> Iterator[Problem]:
        """Check a value against the slots that this entity fills: one of them has to take it."""
        slots = [
            slot
            for slot in self._domain.slots.values()
            if any(m.type == "from_entity" and m.entity == entity for m in slot.mappings)
        ]
        misfits = [slot.misfit(value) for slot in slots if slot.type != "list"]
        if misfits and all(misfits) and len(misfits) == len(slots):
            yield Problem(*place, str(misfits[0]))

    def _slot_value(self, name: str, value: Any, place: Place) -> Iterator[Problem]:
        yield from self._slot(name, place)
        slot = self._domain.slots.get(name)
        misfit = None if slot is None or value is ANY_VALUE else slot.misfit(value)
        if misfit is not None:
            yield Problem(*place, misfit)

    def _parts_of_entity(
        self, name: str, parts: tuple[str | None, str | None], place: Place
    ) -> Iterator[Problem]:
        spec = self._domain.entities.get(name)
        if spec is None:
            return
        declared = (("role", parts[0], spec.roles), ("group", parts[1], spec.groups))
        for what, part, known in declared:
            if part is not None and part not in known:
                yield Problem(*place, unknown_name(f"{what} of entity {name}", part, known))

    def _intents(self, names: Iterable[str], place: Place) -> Iterator[Problem]:
        for name in names:
            if name not in self._domain.intents and name not in DEFAULT_INTENTS:
                yield Problem(*place, unknown_name("intent", name, self._domain.intents))

    def _entity(self, name: str, place: Place) -> Iterator[Problem]:
        if name not in self._domain.entities:
            yield Problem(*place, unknown_name("entity", name, self._domain.entities))

    def _slot(self, name: str, place: Place) -> Iterator[Problem]:
        if name not in self._domain.slots and name not in DEFAULT_SLOTS:
            yield Problem(*place, unknown_name("slot", name, self._domain.slots))

    def _form(self, name: str, place: Place) -> Iterator[Problem]:
        if name not in self._domain.forms:
            yield Problem(*place, unknown_name("form", name, self._domain.forms))

    def _action(self, name: str, place: Place) -> Iterator[Problem]:
        if name not in self._actions:
            yield Problem(*place, unknown_name("action", name, self._actions))
