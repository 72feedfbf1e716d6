"""What only shows when all clinical files are seen together."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from actions.knowledge.problems import Problem, Problems
from actions.knowledge.yaml_reader import Node
from actions.triage.closure import closure
from actions.triage.conditions import Compare, Condition, leaves, referenced
from actions.triage.decision import NOTHING_ELSE
from actions.triage.newness import NEW_WITHIN
from actions.triage.protocol import RECHECK_AFTER, Protocol

# What the program itself counts by, beside the rules.
OUTSIDE_OF_RULES = {
    NEW_WITHIN: "what counts as new",
    RECHECK_AFTER: "when people are asked again",
}


def crosscheck(protocol: Protocol, roots: Mapping[str, Node], problems: Problems) -> None:
    """Note every contradiction between the files."""
    for file, key, name, message in _contradictions(protocol):
        problems.add(Problem(roots[file].file, _line(roots[file], key, name), message))


def _line(root: Node, key: str, name: str) -> int:
    """Return the line of the entry called `name`, or of the list."""
    entries: Node = root.mapping()[key]
    for part in entries.items():
        if name == part.mapping()["id"].value:
            return part.line
    return entries.line


Finding = tuple[str, str, str, str]


def _contradictions(protocol: Protocol) -> Iterator[Finding]:
    yield from _screens(protocol)
    yield from _unknown_flags(protocol)
    yield from _circles(protocol)
    yield from _unused(protocol)
    fallbacks = [rule for rule in protocol.rules if rule.decided_by == NOTHING_ELSE]
    if len(fallbacks) != 1 or len(fallbacks[0].cases) != 1:
        message = f"exactly one rule with one case has to be decided by {NOTHING_ELSE}"
        yield "triage_rules.yml", "triage_rules", "", message


def _screens(protocol: Protocol) -> Iterator[Finding]:
    for flag in protocol.red_flags.values():
        asked_on = [one.id for one in protocol.screens.values() if flag.id in one.asks]
        if asked_on != ([flag.screen] if flag.screen else []):
            message = f"{flag.id} names screen {flag.screen}, but is asked on {asked_on or 'none'}"
            yield "red_flags.yml", "red_flags", flag.id, message


def _unknown_flags(protocol: Protocol) -> Iterator[Finding]:
    for finding in protocol.findings.values():
        for flag in finding.red_flags:
            if flag not in protocol.red_flags:
                message = f"{finding.id} names {flag}, which red_flags.yml does not have"
                yield "findings.yml", "findings", finding.id, message


def _circles(protocol: Protocol) -> Iterator[Finding]:
    for flag in protocol.red_flags.values():
        if flag.id in closure(referenced([flag.raised_by]), protocol):
            yield "red_flags.yml", "red_flags", flag.id, f"{flag.id} is raised by itself"


def _unused(protocol: Protocol) -> Iterator[Finding]:
    in_rules = referenced(rule_conditions(protocol))
    for flag in protocol.red_flags:
        if flag not in in_rules:
            message = f"no rule of triage_rules.yml speaks of {flag}, so it changes nothing"
            yield "red_flags.yml", "red_flags", flag, message
    used = closure(in_rules | referenced(_advice_conditions(protocol)), protocol)
    for finding in protocol.findings:
        if finding not in used:
            yield "findings.yml", "findings", finding, f"nothing speaks of {finding}"
    yield from _thresholds(protocol)


def _thresholds(protocol: Protocol) -> Iterator[Finding]:
    limits = {leaf.threshold for one in all_conditions(protocol) for leaf in _compares(one)}
    limits.update(flag.old_after for flag in protocol.red_flags.values() if flag.old_after)
    for threshold, says in OUTSIDE_OF_RULES.items():
        if threshold not in protocol.thresholds:
            message = f"the threshold {threshold} is missing: it says {says}"
            yield "thresholds.yml", "thresholds", "", message
    for threshold in protocol.thresholds:
        if threshold not in limits and threshold not in OUTSIDE_OF_RULES:
            yield "thresholds.yml", "thresholds", threshold, f"nothing speaks of {threshold}"


def _compares(condition: Condition) -> Iterator[Compare]:
    yield from (leaf for leaf, _ in leaves(condition) if isinstance(leaf, Compare))


def rule_conditions(protocol: Protocol) -> Iterator[Condition]:
    """Yield the condition of every case of every rule."""
    yield from (case.when for rule in protocol.rules for case in rule.cases)


def _advice_conditions(protocol: Protocol) -> Iterator[Condition]:
    for item in protocol.advice.items.values():
        yield item.give_when
        yield from (one.when for one in item.withhold_when)


def all_conditions(protocol: Protocol) -> Iterator[Condition]:
    """Yield every condition of the protocol."""
    yield from rule_conditions(protocol)
    yield from _advice_conditions(protocol)
    yield from (flag.raised_by for flag in protocol.red_flags.values())
