"""config.yml: the pipeline that understands messages and the policies that choose actions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.assistant.domain import check_version
from bot.assistant.problems import did_you_mean
from bot.assistant.yaml_reader import Fields, Node

FILE = "config.yml"
RECIPE = "default.v1"
OPTIONAL_KEYS = ("version", "recipe", "assistant_id")
KEY_MENDS = {"importers": "there is one assistant, in one folder"}
# For each policy: the options that it needs, and those that it may have.
POLICIES: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "InterruptPolicy": (("interrupts",), ()),
    "FormPolicy": ((), ()),
    "RulePolicy": ((), ()),
    "FallbackPolicy": (
        ("outside_action", "unclear_action", "silent_action"),
        ("told_action", "maximum_actions", "meanings"),
    ),
}
RASA_POLICIES = frozenset({"TEDPolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy"})


@dataclass(frozen=True, slots=True)
class ComponentSpec:
    """One step of the pipeline, or one policy, with its options as JSON."""

    name: str
    options: Mapping[str, Any]
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Config:
    """How messages are understood and actions chosen; both lists in the order of the file."""

    language: str
    pipeline: tuple[ComponentSpec, ...]
    policies: tuple[ComponentSpec, ...]
    assistant_id: str | None = None


def read_config(node: Node) -> Config:
    """Read config.yml; raises Misread, and notes what else is wrong.

    The options of a component are checked by the component, where the pipeline is built.
    """
    fields = node.fields(
        "language", "pipeline", "policies", optional=OPTIONAL_KEYS, refused=KEY_MENDS
    )
    check_version(fields)
    if fields.read("recipe", Node.text, RECIPE) != RECIPE:
        fields["recipe"].note(f"only the recipe {RECIPE} is supported")
    config = Config(
        language=fields.read("language", Node.text, ""),
        pipeline=fields.read("pipeline", lambda n: n.each(_read_spec), ()),
        policies=fields.read("policies", lambda n: n.each(_read_policy), ()),
        assistant_id=fields.read("assistant_id", Node.text, None),
    )
    _check_lists(config, fields)
    return config


def _check_lists(config: Config, fields: Fields) -> None:
    for key, specs in (("pipeline", config.pipeline), ("policies", config.policies)):
        node = fields[key]
        if not node.value:
            node.note(f"{key} is empty")
        names = [spec.name for spec in specs]
        for spec in specs:
            if names.count(spec.name) > 1:
                node.problems.add(node.file, spec.line, f"{spec.name} stands in {key} twice")


def _read_spec(node: Node) -> ComponentSpec:
    options = node.plain_mapping()
    if "name" not in options:
        node.fail("key 'name' is missing")
    name = node.mapping()["name"].text()
    del options["name"]
    return ComponentSpec(name, options, node.line)


def _read_policy(node: Node) -> ComponentSpec:
    spec = _read_spec(node)
    if spec.name in RASA_POLICIES:
        node.fail(f"{spec.name} learns from stories; this engine has rules and forms only")
    if spec.name not in POLICIES:
        node.fail(f"no policy is called {spec.name!r}.{did_you_mean(spec.name, POLICIES)}")
    required, optional = POLICIES[spec.name]
    fields = node.fields("name", *required, optional=optional)
    for key in ("outside_action", "unclear_action", "silent_action", "told_action"):
        fields.read(key, Node.text, None)
    fields.read("interrupts", lambda n: n.each(_check_interrupt), ())
    fields.read("meanings", lambda n: n.named(lambda _, meaning: meaning.text()), {})
    fields.read("maximum_actions", _check_maximum, None)
    return spec


def _check_interrupt(node: Node) -> None:
    fields = node.fields("slot", "action")
    fields["slot"].text()
    fields["action"].text()


def _check_maximum(node: Node) -> None:
    number = node.number()
    if not isinstance(number, int) or number < 1:
        node.fail(f"expected a whole number from 1 up, found {number}")
