"""Forms that could not be carried through: a question nobody words, a slot nothing fills."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.assistant.domain import FILE, Domain, FormSpec
from bot.assistant.problems import Problem
from bot.assistant.rules import LoopStep, Rule
from bot.assistant.slots import SlotMapping


def asking_actions(form: str, slot: str) -> tuple[str, ...]:
    """Return the names under which a form looks for the question after a slot, in its order."""
    return (
        f"action_ask_{form}_{slot}",
        f"utter_ask_{form}_{slot}",
        f"action_ask_{slot}",
        f"utter_ask_{slot}",
    )


def form_problems(domain: Domain, rules: Iterable[Rule]) -> Iterator[Problem]:
    """Yield what would keep a form from asking, hearing, or going on."""
    closing = {name for rule in rules for name in _forms_followed_up(rule)}
    for form in domain.forms.values():
        for slot in form.required_slots:
            if not _is_asked(domain, form, slot):
                names = " or ".join(reversed(asking_actions(form.name, slot)[2:]))
                yield Problem(FILE, form.line, f"{form.name} cannot ask for {slot}: add {names}")
            if not _can_be_filled(domain, form, slot):
                yield Problem(FILE, form.line, f"no mapping can fill {slot} while {form.name} asks")
        if form.name not in closing:
            message = (
                f"nothing follows when {form.name} has all it asks for: write a rule with the "
                f"condition active_loop: {form.name} and the steps action: {form.name}, "
                "active_loop: null"
            )
            yield Problem(FILE, form.line, message)


def _is_asked(domain: Domain, form: FormSpec, slot: str) -> bool:
    return not {*domain.actions, *domain.responses}.isdisjoint(asking_actions(form.name, slot))


def _can_be_filled(domain: Domain, form: FormSpec, slot: str) -> bool:
    """Tell whether some mapping of a slot applies while the form asks for it."""
    spec = domain.slots.get(slot)
    if spec is None or f"validate_{form.name}" in domain.actions:
        return True
    return any(_can_apply(mapping, form, slot) for mapping in spec.mappings)


def _can_apply(mapping: SlotMapping, form: FormSpec, slot: str) -> bool:
    if mapping.type == "custom" and mapping.action is None:
        return False
    return not mapping.conditions or any(
        condition.active_loop == form.name and condition.requested_slot in {None, slot}
        for condition in mapping.conditions
    )


def _forms_followed_up(rule: Rule) -> Iterator[str]:
    """Yield the forms whose closing a rule goes on from."""
    if any(step == LoopStep(None) for step in rule.steps):
        for condition in rule.conditions:
            if isinstance(condition, LoopStep) and condition.name is not None:
                yield condition.name
