"""Names that are declared and never used: most often a misspelling somewhere else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain

from bot.assistant.assistant import Assistant
from bot.assistant.config import Config
from bot.assistant.declarations import DEFAULT_ACTIONS, DEFAULT_INTENTS, payload_parts
from bot.assistant.domain import FILE, Domain
from bot.assistant.form_checks import asking_actions
from bot.assistant.placeholders import placeholders
from bot.assistant.problems import Problem
from bot.assistant.rules import ActionStep, IntentStep, Rule, SlotStep

# What the engine says and runs by itself.
ENGINE_RESPONSES = frozenset(
    {"utter_default", "utter_ask_rephrase", "utter_restart", "utter_safe_failure"}
)
# What it says only where it is there: the widget's notice before the first message, and what is
# said of a person who takes a conversation over.
OPTIONAL_RESPONSES = frozenset(
    {
        "utter_consent",
        "utter_person_joined",
        "utter_person_label",
        "utter_person_late",
        "utter_person_left",
    }
)
ENGINE_ACTIONS = DEFAULT_ACTIONS | {"action_validate_slot_mappings"}


def unused_names(assistant: Assistant, elsewhere: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for each name of domain.yml that neither the files nor `elsewhere` use.

    `elsewhere` may hold parts of names that code puts together: see `put_together`.
    """
    domain, rules = assistant.domain, assistant.rules
    declared = (*domain.intents, *domain.slots, *domain.responses, *domain.actions)
    elsewhere |= put_together(declared, elsewhere)
    payloads = tuple(_payloads(domain))
    examples = assistant.training_data.examples

    taught = {example.intent for example in examples} | {intent for intent, _ in payloads}
    answered = {*_intents_of_rules(rules), *_intents_of_mappings(domain)} | elsewhere
    # An intent that comes with entities is heard through them.
    answered |= {example.intent for example in examples if example.entities}
    answered |= {intent for intent, names in payloads if names}
    lines = {name: intent.line for name, intent in domain.intents.items()}
    yield from _unused("intent", lines, taught | DEFAULT_INTENTS, "no example or button holds it")
    yield from _unused("intent", lines, answered | DEFAULT_INTENTS, "no rule or action looks at it")

    annotated = {found.entity for example in examples for found in example.entities}
    found = annotated.union(elsewhere, *(names for _, names in payloads))
    lines = {name: entity.line for name, entity in domain.entities.items()}
    yield from _unused("entity", lines, found, "no example, button or component holds it")

    used = {
        *_slots_of_rules(rules),
        *_slots_of_domain(domain),
        *_slots_of_policies(assistant.config),
    }
    lines = {name: slot.line for name, slot in domain.slots.items()}
    yield from _unused("slot", lines, used | elsewhere, "no form, rule or action looks at it")

    yield from _unused_actions(assistant, elsewhere)


def put_together(names: Iterable[str], parts: frozenset[str]) -> frozenset[str]:
    """Return the names that code makes from parts, as in f"utter_why_{slot}" or f"utter_{x}_done".

    A part that ends with `_` begins names and one that begins with `_` ends them. A beginning of
    one word, such as `utter_`, says too little to stand alone.
    """
    beginnings = tuple(part for part in parts if part.endswith("_") and part.strip("_"))
    telling = tuple(part for part in beginnings if part.count("_") > 1)
    endings = tuple(part for part in parts if part.startswith("_") and part.strip("_"))
    return frozenset(
        name
        for name in names
        if name.startswith(telling) or (name.startswith(beginnings) and name.endswith(endings))
    )


def _unused_actions(assistant: Assistant, elsewhere: frozenset[str]) -> Iterator[Problem]:
    """Yield forms, responses and actions that nothing runs."""
    domain = assistant.domain
    run = {
        *_actions_of_rules(assistant.rules),
        *_actions_of_domain(domain),
        *_actions_of_policies(assistant.config),
        *ENGINE_RESPONSES,
        *OPTIONAL_RESPONSES,
        *ENGINE_ACTIONS,
        *elsewhere,
    }
    lines = {name: form.line for name, form in domain.forms.items()}
    yield from _unused("form", lines, run, "no rule or action opens it")
    lines = {name: variations[0].line for name, variations in domain.responses.items()}
    yield from _unused("response", lines, run, "no rule, form or action says it")
    yield from _unused("action", domain.action_lines, run, "no rule, form or slot mapping runs it")


def _unused(
    what: str, lines: Mapping[str, int], used: Iterable[str], why: str
) -> Iterator[Problem]:
    known = frozenset(used)
    for name, line in lines.items():
        if name not in known:
            yield Problem(FILE, line, f"{what} {name} is declared and not used: {why}")


def _payloads(domain: Domain) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield intent and entities of each button."""
    for variation in chain.from_iterable(domain.responses.values()):
        for _, payload in variation.buttons:
            parts = payload_parts(payload)
            if parts is not None:
                yield parts[0], frozenset(parts[1])


def _intents_of_rules(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        for step in rule.steps:
            if isinstance(step, IntentStep):
                yield from step.intents


def _intents_of_mappings(domain: Domain) -> Iterator[str]:
    for slot in domain.slots.values():
        for mapping in slot.mappings:
            yield from mapping.intents


def _slots_of_rules(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        for step in (*rule.conditions, *rule.steps):
            if isinstance(step, SlotStep):
                yield from (name for name, _ in step.values)


def _slots_of_domain(domain: Domain) -> Iterator[str]:
    for form in domain.forms.values():
        yield from form.required_slots
    for variation in chain.from_iterable(domain.responses.values()):
        yield from (name for name, _ in variation.conditions)
        yield from placeholders(variation)


def _slots_of_policies(config: Config) -> Iterator[str]:
    for spec in config.policies:
        yield from (one["slot"] for one in spec.options.get("interrupts", ()))


def _actions_of_rules(rules: Iterable[Rule]) -> Iterator[str]:
    for rule in rules:
        yield from (step.name for step in rule.steps if isinstance(step, ActionStep))


def _actions_of_domain(domain: Domain) -> Iterator[str]:
    for form in domain.forms.values():
        yield f"validate_{form.name}"
        for slot in form.required_slots:
            yield from asking_actions(form.name, slot)
    for spec in domain.slots.values():
        yield from (mapping.action for mapping in spec.mappings if mapping.action is not None)


def _actions_of_policies(config: Config) -> Iterator[str]:
    for spec in config.policies:
        yield from (value for key, value in spec.options.items() if key.endswith("_action"))
        yield from (one["action"] for one in spec.options.get("interrupts", ()))
