"""Steps of rules and test stories, as they stand in a file."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from bot.assistant.problems import did_you_mean
from bot.assistant.rules import ANY_VALUE, ActionStep, IntentStep, LoopStep, SlotStep, Step
from bot.assistant.yaml_reader import Node

StepReader = Callable[[Node], Any]
MENDS: Mapping[str, str] = {
    "checkpoint": "write the steps out",
    "bot": "name the response: action: utter_...",
    "condition": "it stands beside `steps`",
}


def read_step(node: Node, readers: Mapping[str, StepReader], mends: Mapping[str, str]) -> Any:
    """Read one step, whose kind is the key that `readers` has; raises Misread."""
    keys = node.mapping()
    kinds = [key for key in keys if key in readers]
    if len(kinds) > 1:
        node.fail(f"{' and '.join(kinds)} are two steps: write a dash before each")
    if not kinds:
        key = next((key for key in keys if key in mends), next(iter(keys), ""))
        if key in mends:
            node.fail(f"step {key!r} is not supported here: {mends[key]}")
        node.fail(f"there is no step {key!r}.{did_you_mean(key, readers)}")
    return readers[kinds[0]](node)


def read_action(node: Node) -> ActionStep:
    """Read `action: name`."""
    return ActionStep(node.fields("action")["action"].text(), node.line)


def read_loop(node: Node) -> LoopStep:
    """Read `active_loop: name`, or null for no open form."""
    return LoopStep(node.fields("active_loop")["active_loop"].text_or_null(), node.line)


def read_slots(node: Node) -> SlotStep:
    """Read `slot_was_set` with its list of names, `name: value` and `name: null`."""
    listed = node.fields("slot_was_set")["slot_was_set"]
    if isinstance(listed.value, dict):
        listed.fail("expected a list: write a dash before each slot")
    pairs = [pair for slots in listed.each(_slot_values) for pair in slots]
    if not listed.items():
        listed.fail("no slot is named")
    return SlotStep(tuple(pairs), node.line)


def _slot_values(node: Node) -> tuple[tuple[str, Any], ...]:
    if isinstance(node.value, dict):
        return tuple((name, value.plain()) for name, value in node.value.items())
    return ((node.text(), ANY_VALUE),)


def read_intent(node: Node) -> IntentStep:
    """Read `intent: name`, with `entities` as names or `name: value`."""
    fields = node.fields(
        "intent", optional=("entities",), refused={"user": "rules go by intents, not by words"}
    )
    name = fields["intent"].text()
    if "/" in name:
        fields["intent"].fail(f"retrieval intents are not supported: {name}")
    pairs = fields.read("entities", lambda n: n.each(_entity_values), ())
    return IntentStep((name,), tuple(pair for pairs_ in pairs for pair in pairs_), node.line)


def _entity_values(node: Node) -> tuple[tuple[str, Any | None], ...]:
    if not isinstance(node.value, dict):
        return ((node.text(), None),)
    for key in ("role", "group"):
        if key in node.value:
            node.fail(f"{key!r} is not supported in a rule: name the entity and its value")
    return tuple((name, value.plain()) for name, value in node.value.items())


def read_alternatives(node: Node) -> tuple[Step, ...]:
    """Read `or` with its list of intents or of `slot_was_set`.

    Plain intents become one step; anything else one step for each alternative.
    """
    listed = node.fields("or")["or"]
    readers: Mapping[str, StepReader] = {"intent": read_intent, "slot_was_set": read_slots}
    steps: tuple[Step, ...] = listed.each(lambda one: read_step(one, readers, MENDS))
    if not listed.items():
        listed.fail("`or` has no alternative")
    intents = [step for step in steps if isinstance(step, IntentStep) and not step.entities]
    if len(intents) < len(steps) or not intents:
        return steps
    names = dict.fromkeys(name for step in intents for name in step.intents)
    return (IntentStep(tuple(names), line=node.line),)
