"""data/rules.yml, and any other file with rules."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

from bot.assistant.rules import ActionStep, IntentStep, Rule, Step
from bot.assistant.step_reader import (
    MENDS,
    StepReader,
    read_action,
    read_alternatives,
    read_intent,
    read_loop,
    read_slots,
    read_step,
)
from bot.assistant.yaml_reader import Node

KEYS = ("condition", "conversation_start", "wait_for_user_input", "metadata")
STEP_MENDS = {**MENDS, "user": "rules go by intents, not by words"}
CONDITION_MENDS = {
    key: "a condition is an `active_loop` or a `slot_was_set`" for key in ("intent", "action", "or")
}
CONDITIONS: Mapping[str, StepReader] = {"active_loop": read_loop, "slot_was_set": read_slots}


def read_rules(node: Node) -> tuple[Rule, ...]:
    """Read a file's `rules` list; raises Misread, and notes what else is wrong."""
    return tuple(rule for rules in node.each(_read_rule) for rule in rules)


def _read_rule(node: Node) -> tuple[Rule, ...]:
    """Read a rule: one for each choice among its alternatives."""
    fields = node.fields("rule", "steps", optional=KEYS, refused={"story": "this is a rule"})
    conditions: tuple[Step, ...] = fields.read(
        "condition", lambda n: n.each(lambda c: read_step(c, CONDITIONS, CONDITION_MENDS)), ()
    )
    name = fields["rule"].text()
    choices = fields["steps"].each(_read_alternatives)
    rules = tuple(
        Rule(
            name=name,
            file=node.file,
            line=node.line,
            conditions=conditions,
            steps=steps,
            conversation_start=fields.flag("conversation_start", default=False),
            wait_for_user_input=fields.flag("wait_for_user_input", default=True),
        )
        for steps in product(*choices)
    )
    if len(choices) == len(fields["steps"].items()):
        _check_order(choices, node)
    return rules


def _read_alternatives(node: Node) -> tuple[Step, ...]:
    """Read a step as the alternatives that it offers."""
    readers: Mapping[str, StepReader] = {
        "or": read_alternatives,
        "intent": lambda one: (read_intent(one),),
        "action": lambda one: (read_action(one),),
        "active_loop": lambda one: (read_loop(one),),
        "slot_was_set": lambda one: (read_slots(one),),
    }
    steps: tuple[Step, ...] = read_step(node, readers, STEP_MENDS)
    return steps


def _check_order(choices: tuple[tuple[Step, ...], ...], node: Node) -> None:
    if not any(isinstance(step, ActionStep) for choice in choices for step in choice):
        node.fail("a rule needs an action")
    if not all(isinstance(step, IntentStep | ActionStep) for step in choices[0]):
        node.fail(
            "a rule begins with an intent or an action; what has to hold before it is a `condition`"
        )
    if any(isinstance(step, IntentStep) for choice in choices[1:] for step in choice):
        node.fail("only the first step of a rule may be an intent: write a second rule")
