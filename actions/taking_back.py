"""What is taken back where "new or worse?" is asked of a sign that is not there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.message import Heard
from actions.slots import SCREENS, Slots
from actions.triage.closure import closure
from actions.triage.conditions import FactIs, leaves
from actions.triage.protocol import Protocol

# Answers to the question about the leg that say nothing of it elsewhere, by what they answer.
ANSWERS_OF = {"leg_pain": ("leg_answer", "leg_side")}


def corrected(asked: Iterable[str], heard: Heard, protocol: Protocol) -> list[str]:
    """Return the flags asked about that a message denies: "just the left leg", "I misspoke"."""
    listed = {item for name in SCREENS for item in protocol.screens[name].asks}
    return [one for one in asked if one in listed and _is_denied(one, heard, protocol)]


def without_facts(flags: Iterable[str], slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the facts that raise one of these flags as not known."""
    facts = (one for flag in flags for one in _facts_of(flag, protocol))
    return {one.fact: None for one in facts if slots.get(one.fact) in one.values}


def asked_by_themselves(
    flags: Iterable[str], slots: Slots, findings: Mapping[str, Any], protocol: Protocol
) -> dict[str, Any]:
    """Return the changes by which these flags are forgotten and asked about by themselves."""
    flags = list(flags)
    forgotten = {*flags, *closure(flags, protocol)}
    kept = {name: data for name, data in findings.items() if name not in forgotten}
    counts = (slots.get("unsure_counts") or {}) | dict.fromkeys(flags, 1)
    told_before = [flag for flag in slots.get("red_flags_told") or () if flag not in flags]
    return {
        "findings": kept or None,
        "unsure_counts": counts,
        "red_flags_told": told_before or None,
        **without_facts(flags, slots, protocol),
    }


def _is_denied(flag: str, heard: Heard, protocol: Protocol) -> bool:
    signs = closure([flag], protocol)
    if signs & signs_meant(heard, "present"):
        return False
    if heard.says("not_there"):
        return True
    answers = {
        fact: [value for name in named for value in heard.values(name)]
        for fact, named in ANSWERS_OF.items()
    }
    is_otherwise = any(
        answers.get(one.fact) and not set(answers[one.fact]) & set(one.values)
        for one in _facts_of(flag, protocol)
    )
    return is_otherwise or bool(signs & signs_meant(heard, "absent"))


def signs_meant(heard: Heard, *assertions: str) -> set[Any]:
    """Return the signs of a message that it says, beyond doubt, to be present or absent."""
    signs = (one for one in heard.entities if one.get("entity") == "finding")
    return {
        one.get("value")
        for one in signs
        if one.get("assertion") in assertions and not one.get("suspected")
    }


def _facts_of(flag: str, protocol: Protocol) -> Iterator[FactIs]:
    found = leaves(protocol.red_flags[flag].raised_by)
    return (leaf for leaf, is_negated in found if isinstance(leaf, FactIs) and not is_negated)
