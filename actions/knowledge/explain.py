"""A decision taken apart: each rule, what it saw and what it asked for."""

from __future__ import annotations

from collections.abc import Iterator

from actions.knowledge.review import standing
from actions.triage.conditions import (
    All,
    AnyOf,
    Compare,
    Condition,
    FactIs,
    FactUnknown,
    Leaf,
    Meets,
    Not,
    Sign,
    Truth,
)
from actions.triage.decision import TRIAGE, decide
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol, RuleCase, TriageRule
from actions.triage.reading import Reading
from actions.triage.untold import read_patient

INDENT = "  "


def explain_lines(presentation: Presentation, protocol: Protocol) -> Iterator[str]:
    """Yield what was told, each rule with its condition read part by part, and the decision."""
    reading = read_patient(presentation, protocol)
    yield "Told"
    yield from _told(presentation)
    yield "Rules"
    for rule in protocol.rules:
        yield from _rule(rule, presentation, reading)
    yield "Decision"
    yield from _decision(presentation, protocol)


def _told(presentation: Presentation) -> Iterator[str]:
    for fact, value in presentation.facts.items():
        yield f"{INDENT}{fact}: {value}"
    for finding in presentation.findings.values():
        newness = {True: ", new", False: ", for a long time", None: ""}[finding.is_new]
        words = f' ("{finding.words}")' if finding.words else ""
        yield f"{INDENT}{finding.id}: {finding.presence}{newness}, {finding.origin}{words}"


def _rule(rule: TriageRule, presentation: Presentation, reading: Reading[Truth]) -> Iterator[str]:
    if rule.decided_by != TRIAGE:
        yield f"{INDENT}{rule.id} {rule.title}: decided by {rule.decided_by}"
        return
    for case in rule.cases:
        yield from _case(rule, case, presentation, reading)


def _case(
    rule: TriageRule, case: RuleCase, presentation: Presentation, reading: Reading[Truth]
) -> Iterator[str]:
    truth = case.when.read(reading)
    outcome = "MATCHES" if truth is Truth.TRUE else "no match"
    yield f"{INDENT}{rule.id} {rule.title} ({rule.level}, line {case.line}): {outcome}"
    yield from _tree(case.when, presentation, reading, 2)


def _tree(
    condition: Condition, presentation: Presentation, reading: Reading[Truth], depth: int
) -> Iterator[str]:
    truth = condition.read(reading).name.lower()
    yield f"{INDENT * depth}{describe(condition)}: {truth}{_saw(condition, presentation)}"
    for part in _parts(condition):
        yield from _tree(part, presentation, reading, depth + 1)
    if isinstance(condition, Sign) and condition.id in reading.red_flags:
        raised_by = reading.red_flags[condition.id].raised_by
        yield from _tree(raised_by, presentation, reading, depth + 1)


def _parts(condition: Condition) -> tuple[Condition, ...]:
    match condition:
        case All(parts) | AnyOf(parts):
            return parts
        case Not(part) | Meets(part=part):
            return (part,)
        case _:
            return ()


def describe(condition: Condition) -> str:
    """Return one condition in the words of the files, without its parts."""
    match condition:
        case All():
            return "all of"
        case AnyOf():
            return "any of"
        case Not():
            return "not"
        case Meets(name=name):
            return f"meets {name}"
        case _:
            return _describe_leaf(condition)


def _describe_leaf(leaf: Leaf) -> str:
    match leaf:
        case Sign(aspect, sign):
            return f"{aspect} {sign}"
        case FactIs(fact, values):
            return f"{fact} is {' or '.join(values)}"
        case Compare(fact, relation, limit, threshold):
            return f"{fact} {relation.replace('_', ' ')} {limit} ({threshold})"
        case FactUnknown(fact):
            return f"{fact} is not known"


def _saw(condition: Condition, presentation: Presentation) -> str:
    match condition:
        case Sign(id=sign):
            finding = presentation.findings.get(sign)
            return f" (saw {finding.presence if finding else 'nothing'})"
        case FactIs(fact=fact) | Compare(fact=fact) | FactUnknown(fact=fact):
            return f" (saw {presentation.facts.get(fact, 'nothing')})"
        case _:
            return ""


def _decision(presentation: Presentation, protocol: Protocol) -> Iterator[str]:
    decision = decide(presentation, protocol)
    level, hours = decision.disposition, decision.within_hours
    yield f"{INDENT}{decision.rule_id}: {level} within {hours} hours ({standing(protocol)})"
    for reason in decision.reasons:
        yield f"{INDENT}{reason.rule_id} because: {reason.because}"
        yield f"{INDENT * 2}seen in: {', '.join(reason.matched_on) or 'nothing else fits'}"
        yield f"{INDENT * 2}sources: {', '.join(reason.sources)}"
    yield f"{INDENT}advice: {', '.join(decision.advice) or 'none'}"
    for withheld in decision.advice_withheld:
        yield f"{INDENT}withheld {withheld.code}: {withheld.reason}"
    yield f"{INDENT}asked and denied: {', '.join(decision.asked_and_denied) or 'nothing'}"
    yield f"{INDENT}never asked: {', '.join(decision.not_asked) or 'nothing'}"
