"""domain.yml: all that an assistant knows by name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from bot.assistant.problems import did_you_mean
from bot.assistant.responses import ResponseVariation, read_response
from bot.assistant.slots import SlotSpec, read_slot
from bot.assistant.yaml_reader import Fields, Node

FILE = "domain.yml"
VERSIONS = ("3.0", "3.1")
KEYS = (
    "version",
    "intents",
    "entities",
    "slots",
    "forms",
    "responses",
    "actions",
    "session_config",
    "e2e_actions",
)
KEY_MENDS = {
    "templates": "since Rasa 2 they are called `responses`",
    "config": "since Rasa 3 slots are filled by their `mappings` alone",
    "policies": "policies stand in config.yml",
}


@dataclass(frozen=True, slots=True)
class IntentSpec:
    """What a person may want. `use_entities` None means that all entities are used."""

    name: str
    use_entities: frozenset[str] | None = None
    ignore_entities: frozenset[str] = frozenset()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class EntitySpec:
    """A kind of thing that a person may name, with its declared roles and groups."""

    name: str
    roles: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class FormSpec:
    """Slots asked for in this order; messages of an ignored intent fill none of them."""

    name: str
    required_slots: tuple[str, ...]
    ignored_intents: tuple[str, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SessionConfig:
    """When a session ends: minutes of silence; 0 means never."""

    expiration_minutes: float = 60
    carry_over_slots: bool = True


@dataclass(frozen=True, slots=True)
class Domain:
    """All that an assistant knows by name.

    `as_json` is the file as it stands: what rasa-sdk's actions receive as `domain`.
    `action_lines` tells where each action is declared.
    """

    intents: Mapping[str, IntentSpec]
    entities: Mapping[str, EntitySpec]
    slots: Mapping[str, SlotSpec]
    forms: Mapping[str, FormSpec]
    responses: Mapping[str, tuple[ResponseVariation, ...]]
    actions: tuple[str, ...]
    session: SessionConfig
    as_json: Mapping[str, Any]
    action_lines: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))


def read_domain(node: Node) -> Domain:
    """Read domain.yml; raises Misread, and notes what else is wrong."""
    fields = node.fields(optional=KEYS, refused=KEY_MENDS)
    check_version(fields)
    if fields.read("e2e_actions", Node.items, ()):
        fields["e2e_actions"].note("end-to-end actions are not supported: write a response")
    actions = fields.read("actions", lambda n: n.each(_read_action), ())
    return Domain(
        intents=_by_name(fields, "intents", _read_intent),
        entities=_by_name(fields, "entities", _read_entity),
        slots=fields.read("slots", lambda n: n.named(read_slot), {}),
        forms=fields.read("forms", lambda n: n.named(_read_form), {}),
        responses=fields.read("responses", lambda n: n.named(read_response), {}),
        actions=tuple(name for name, _ in actions),
        session=fields.read("session_config", _read_session, SessionConfig()),
        as_json=node.plain_mapping(),
        action_lines=_unique(fields, "actions", actions),
    )


def check_version(fields: Fields) -> None:
    """Note a `version` that this engine cannot read."""
    if "version" not in fields:
        return
    node = fields["version"]
    if isinstance(node.value, float):
        node.note(f'put the version in quotes: version: "{node.value}"')
    elif node.value not in VERSIONS:
        node.note(f'version {node.kind()} cannot be read here; this is version: "{VERSIONS[-1]}"')


def _by_name(fields: Fields, key: str, read: Any) -> dict[str, Any]:
    specs = fields.read(key, lambda n: n.each(read), ())
    _unique(fields, key, ((spec.name, spec.line) for spec in specs))
    return {spec.name: spec for spec in specs}


def _unique(fields: Fields, key: str, names: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return the line of each name, noting those declared twice."""
    lines: dict[str, int] = {}
    for name, line in names:
        if name in lines:
            node = fields[key]
            node.problems.add(node.file, line, f"{name} is declared twice in {key}")
        lines.setdefault(name, line)
    return lines


def _name_and_options(node: Node, what: str) -> tuple[str, Node | None]:
    """Read `name`, or `name: {options}`."""
    if not isinstance(node.value, dict):
        return node.text(), None
    if len(node.value) != 1:
        names = ", ".join(node.value)
        node.fail(f"expected the name of one {what} with its options below it, found {names}")
    return next(iter(node.value.items()))


def _read_intent(node: Node) -> IntentSpec:
    name, options = _name_and_options(node, "intent")
    if "/" in name:
        node.fail(f"retrieval intents are not supported: {name}")
    if options is None:
        return IntentSpec(name, line=node.line)
    fields = options.fields(
        optional=("use_entities", "ignore_entities"),
        refused={"is_retrieval_intent": "write a response and a rule for each question"},
    )
    return IntentSpec(
        name=name,
        use_entities=fields.read("use_entities", _read_use_entities, None),
        ignore_entities=frozenset(fields.read("ignore_entities", Node.words, ())),
        line=node.line,
    )


def _read_use_entities(node: Node) -> frozenset[str] | None:
    """Read a list of entities, or true for all and false for none."""
    if isinstance(node.value, bool):
        return None if node.value else frozenset()
    return frozenset(node.words())


def _read_entity(node: Node) -> EntitySpec:
    name, options = _name_and_options(node, "entity")
    if options is None:
        return EntitySpec(name, line=node.line)
    fields = options.fields(
        optional=("roles", "groups"),
        refused={"influence_conversation": "rules look at entities only where they name them"},
    )
    return EntitySpec(
        name=name,
        roles=fields.read("roles", Node.words, ()),
        groups=fields.read("groups", Node.words, ()),
        line=node.line,
    )


def _read_form(name: str, node: Node) -> FormSpec:
    fields = node.fields("required_slots", optional=("ignored_intents",))
    if isinstance(fields["required_slots"].value, dict):
        fields["required_slots"].fail(
            "expected a list of slots; since Rasa 3 their mappings stand under `slots`"
        )
    return FormSpec(
        name=name,
        required_slots=fields["required_slots"].words(),
        ignored_intents=fields.read("ignored_intents", Node.word_or_words, ()),
        line=node.line,
    )


def _read_action(node: Node) -> tuple[str, int]:
    if isinstance(node.value, dict):
        node.fail("an action is a name alone: `send_domain` and other options are not supported")
    return node.text(), node.line


def _read_session(node: Node) -> SessionConfig:
    keys = ("session_expiration_time", "carry_over_slots_to_new_session")
    fields = node.fields(optional=keys)
    minutes = fields.read(keys[0], Node.number, SessionConfig().expiration_minutes)
    if minutes < 0:
        fields[keys[0]].note(f"expected minutes from 0 up, found {minutes}")
    return SessionConfig(minutes, fields.flag(keys[1], default=True))


def unknown_name(what: str, name: str, known: Iterable[str]) -> str:
    """Return the message for a name that domain.yml lacks."""
    return f"{FILE} has no {what} {name!r}.{did_you_mean(name, known)}"
