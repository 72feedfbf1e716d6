"""The conditions of the clinical files: a closed language, read word by word."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from actions.knowledge.yaml_reader import Node
from actions.triage.conditions import (
    All,
    AnyOf,
    Aspect,
    Compare,
    Condition,
    FactIs,
    FactUnknown,
    Meets,
    Not,
    Relation,
    Sign,
)
from actions.triage.protocol import FactKind, Threshold

ALWAYS = All(())


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names that conditions may use. `shared` grows while the shared conditions are read."""

    facts: Mapping[str, FactKind]
    thresholds: Mapping[str, Threshold]
    signs: tuple[str, ...]
    shared: dict[str, Condition] = field(default_factory=dict)
    used_thresholds: set[str] = field(default_factory=set)


def read_condition(node: Node, names: Vocabulary) -> Condition:
    """Return a condition, or raise ShapeError at the word that is wrong."""
    if node.value == "always":
        return ALWAYS
    parts = node.mapping()
    if len(parts) != 1:
        node.fail("a condition is one word and what it is about; join several with all or any")
    ((word, content),) = parts.items()
    readers = _readers()
    if word not in readers:
        Node(word, content.file, content.line).one_of(readers, "condition")
    return readers[word](word, content, names)


Read = Callable[[str, Node, Vocabulary], Condition]


def _readers() -> dict[str, Read]:
    return {
        "all": _group,
        "any": _group,
        "not": _not,
        "meets": _meets,
        "is": _is,
        **dict.fromkeys(Aspect, _sign),
        **dict.fromkeys(Relation, _compare),
    }


def _group(word: str, node: Node, names: Vocabulary) -> Condition:
    parts = tuple(read_condition(part, names) for part in node.items())
    if len(parts) <= 1:
        node.fail(f"{word} joins at least two conditions")
    return All(parts) if word == "all" else AnyOf(parts)


def _not(_: str, node: Node, names: Vocabulary) -> Condition:
    return Not(read_condition(node, names))


def _meets(_: str, node: Node, names: Vocabulary) -> Condition:
    name = node.one_of(names.shared, "shared condition")
    return Meets(name, names.shared[name])


def _is(_: str, node: Node, names: Vocabulary) -> Condition:
    fact, values = _one_fact(node, names)
    kind = names.facts[fact]
    if kind.is_number:
        values.fail(f"{fact} is a number; use at_least, less_than or more_than")
    return FactIs(fact, values.words(kind.values, f"value of {fact}"))


def _compare(word: str, node: Node, names: Vocabulary) -> Condition:
    fact, limit = _one_fact(node, names)
    if not names.facts[fact].is_number:
        limit.fail(f"{fact} is no number; use is")
    if not isinstance(limit.value, str):
        limit.fail("name a threshold of thresholds.yml instead of a number")
    threshold = names.thresholds[limit.one_of(names.thresholds, "threshold")]
    if threshold.unit != names.facts[fact].unit:
        limit.fail(f"{threshold.id} is in {threshold.unit}, {fact} in {names.facts[fact].unit}")
    names.used_thresholds.add(threshold.id)
    return Compare(fact, Relation(word), threshold.value, threshold.id)


def _one_fact(node: Node, names: Vocabulary) -> tuple[str, Node]:
    parts = node.mapping()
    if len(parts) != 1:
        node.fail("name one fact; join several conditions with all or any")
    ((fact, content),) = parts.items()
    return Node(fact, content.file, content.line).one_of(names.facts, "fact"), content


def _sign(word: str, node: Node, names: Vocabulary) -> Condition:
    """Read one sign, or a list of which any one is enough."""
    known = (*names.signs, *names.facts) if word == Aspect.UNKNOWN else names.signs
    if not isinstance(node.value, tuple):
        return _about(word, node.one_of(known, "sign"), names)
    ids = node.words(known, "sign")
    if len(ids) <= 1:
        node.fail(f"write {word}: {', '.join(ids)} without the list")
    return AnyOf(tuple(_about(word, one, names) for one in ids))


def _about(word: str, name: str, names: Vocabulary) -> Condition:
    return FactUnknown(name) if name in names.facts else Sign(Aspect(word), name)
