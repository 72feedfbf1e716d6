"""Slots of domain.yml and how messages fill them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.assistant.problems import did_you_mean
from bot.assistant.yaml_reader import Fields, Node

SLOT_TYPES = ("text", "bool", "float", "list", "categorical", "any")
ALWAYS_OPTIONAL = ("intent", "not_intent", "conditions")
# For each kind of mapping: the keys that it needs, and those that it may have.
MAPPING_KEYS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "from_entity": (("entity",), ("role", "group", *ALWAYS_OPTIONAL)),
    "from_text": ((), ALWAYS_OPTIONAL),
    "from_intent": (("value",), ALWAYS_OPTIONAL),
    "from_trigger_intent": (("value",), ALWAYS_OPTIONAL),
    "custom": ((), ("action", "conditions")),
}
SLOT_MENDS = {
    "auto_fill": "since Rasa 3, `mappings` say what fills a slot",
    "value_reset_delay": "let an action empty the slot",
}


@dataclass(frozen=True, slots=True)
class MappingCondition:
    """When a mapping applies: while this form is open, and while it asks for this slot.

    `active_loop` None means that no form is open; `requested_slot` None that any slot may be asked.
    """

    active_loop: str | None = None
    requested_slot: str | None = None


@dataclass(frozen=True, slots=True)
class SlotMapping:
    """One way in which a message fills a slot; it applies when any of its conditions holds."""

    type: str
    entity: str | None = None
    role: str | None = None
    group: str | None = None
    intents: tuple[str, ...] = ()
    not_intents: tuple[str, ...] = ()
    value: Any = None
    action: str | None = None
    conditions: tuple[MappingCondition, ...] = ()
    line: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class SlotSpec:
    """A named fact that a conversation remembers."""

    name: str
    type: str
    initial_value: Any = None
    values: tuple[str, ...] = ()
    min_value: float | None = None
    max_value: float | None = None
    influence_conversation: bool = True
    mappings: tuple[SlotMapping, ...] = ()
    line: int = field(default=0, compare=False)

    def misfit(self, value: Any) -> str | None:
        """Return why the slot cannot hold a value, or None when it can."""
        match self.type:
            case _ if value is None:
                return None
            case "text" if not isinstance(value, str):
                return f"slot {self.name} holds text, not {value!r}"
            case "bool" if not isinstance(value, bool):
                return f"slot {self.name} holds true or false, not {value!r}"
            case "list" if not isinstance(value, list):
                return f"slot {self.name} holds a list, not {value!r}"
            case "categorical" if value not in self.values:
                near = did_you_mean(str(value), self.values)
                return f"slot {self.name} has no value {value!r}.{near}"
            case "float":
                return self._number_misfit(value)
            case _:
                return None

    def _number_misfit(self, value: Any) -> str | None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            return f"slot {self.name} holds a number, not {value!r}"
        if self.min_value is not None and value < self.min_value:
            return f"slot {self.name} holds numbers from {self.min_value}, not {value!r}"
        if self.max_value is not None and value > self.max_value:
            return f"slot {self.name} holds numbers up to {self.max_value}, not {value!r}"
        return None


def read_slot(name: str, node: Node) -> SlotSpec:
    """Read one entry of `slots`; raises Misread."""
    fields = node.fields(
        "type",
        "mappings",
        optional=("initial_value", "influence_conversation", "values", "min_value", "max_value"),
        refused=SLOT_MENDS,
    )
    kind = _slot_type(fields["type"])
    _refuse_keys_of_other_types(kind, fields)
    slot = SlotSpec(
        name=name,
        type=kind,
        initial_value=fields.read("initial_value", Node.plain, None),
        values=fields.read("values", Node.words, ()),
        min_value=fields.read("min_value", Node.number, None),
        max_value=fields.read("max_value", Node.number, None),
        influence_conversation=fields.flag("influence_conversation", default=kind != "any"),
        mappings=fields["mappings"].each(_read_mapping),
        line=node.line,
    )
    _check_values(slot, fields, node)
    return slot


def _slot_type(node: Node) -> str:
    kind = node.text()
    if "." in kind:
        node.fail(
            f"slot type {kind!r} is a class path, and custom slot types are not supported. "
            f"Known: {', '.join(SLOT_TYPES)}"
        )
    if kind not in SLOT_TYPES:
        node.fail(f"there is no slot type {kind!r}.{did_you_mean(kind, SLOT_TYPES)}")
    return kind


def _refuse_keys_of_other_types(kind: str, fields: Fields) -> None:
    for key, owner in (("values", "categorical"), ("min_value", "float"), ("max_value", "float")):
        if key in fields and kind != owner:
            fields[key].note(f"only slots of type {owner} have {key!r}; this one is {kind}")
    if kind == "any" and fields.flag("influence_conversation", default=False):
        fields["influence_conversation"].note(
            "a slot of type any cannot influence the conversation; write false, or another type"
        )


def _check_values(slot: SlotSpec, fields: Fields, node: Node) -> None:
    if slot.type == "categorical" and "values" not in fields:
        node.fail(f"slot {slot.name} is categorical and needs `values`")
    low, high = slot.min_value, slot.max_value
    if low is not None and high is not None and low >= high:
        fields["min_value"].note("min_value must be below max_value")
    misfit = slot.misfit(slot.initial_value)
    if misfit is not None:
        fields["initial_value"].note(misfit)


def _read_mapping(node: Node) -> SlotMapping:
    if "type" not in node.mapping():
        node.fail("key 'type' is missing")
    kind = node.mapping()["type"].text()
    if kind not in MAPPING_KEYS:
        node.fail(f"there is no slot mapping {kind!r}.{did_you_mean(kind, MAPPING_KEYS)}")
    required, optional = MAPPING_KEYS[kind]
    fields = node.fields("type", *required, optional=optional)
    return SlotMapping(
        type=kind,
        entity=fields.read("entity", Node.text, None),
        role=fields.read("role", Node.text, None),
        group=fields.read("group", Node.text, None),
        intents=fields.read("intent", Node.word_or_words, ()),
        not_intents=fields.read("not_intent", Node.word_or_words, ()),
        value=fields.read("value", Node.plain, None),
        action=fields.read("action", Node.text, None),
        conditions=fields.read("conditions", lambda n: n.each(_read_condition), ()),
        line=node.line,
    )


def _read_condition(node: Node) -> MappingCondition:
    fields = node.fields("active_loop", optional=("requested_slot",))
    return MappingCondition(
        active_loop=fields.read("active_loop", Node.text_or_null, None),
        requested_slot=fields.read("requested_slot", Node.text_or_null, None),
    )
