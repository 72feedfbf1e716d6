"""triage_rules.yml: the shared conditions and the decision table."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from actions.knowledge.condition_reader import ALWAYS, Vocabulary, read_condition
from actions.knowledge.problems import Problems
from actions.knowledge.sections import cited
from actions.knowledge.wording import patient_text
from actions.knowledge.yaml_reader import Node
from actions.triage.advice import BY_INJURY_TYPE
from actions.triage.conditions import Aspect, Condition, Sign, leaves
from actions.triage.decision import NOTHING_ELSE, TRIAGE
from actions.triage.protocol import Disposition, RuleCase, TriageRule

CONVERSATION = "conversation"
RULE = re.compile(r"D\d\d")
NEEDS_ABSENCE = "no rule may need a sign to be absent: one more sign could then lower the urgency"
ADDS_URGENCY = (Aspect.PRESENT, Aspect.NEW, Aspect.RECENT)


@dataclass(frozen=True, slots=True)
class RuleContext:
    """What rules refer to."""

    names: Vocabulary
    sources: tuple[str, ...]
    advice: tuple[str, ...]


def read_shared(node: Node, names: Vocabulary, problems: Problems) -> None:
    """Add the shared conditions to the vocabulary; one may use those above it."""
    for name, part in (problems.attempt(node.mapping) or {}).items():
        condition = problems.attempt(read_condition, part, names)
        if condition is not None:
            names.shared[name] = condition


def read_rule(context: RuleContext) -> Callable[[Node], TriageRule]:
    """Return a reader of one row of the decision table."""

    def read(node: Node) -> TriageRule:
        keys = node.keys(
            "id", "title", "level", "within_hours", "advice", "sources", "cases",
            optional=("only_at_the_end", "decided_by"),
        )  # fmt: skip
        rule_id = keys["id"].text()
        if not RULE.fullmatch(rule_id):
            keys["id"].fail(f"{rule_id} is no rule id such as D01")
        decided_by = _decided_by(keys)
        return TriageRule(
            id=rule_id,
            title=keys["title"].text(),
            level=Disposition(keys["level"].one_of(Disposition, "disposition")),
            decided_by=decided_by,
            only_at_the_end="only_at_the_end" in keys and keys["only_at_the_end"].flag(),
            cases=_cases(keys, decided_by, context),
        )

    return read


def _decided_by(keys: Mapping[str, Node]) -> str:
    if "decided_by" not in keys:
        return TRIAGE
    return keys["decided_by"].one_of((TRIAGE, NOTHING_ELSE, CONVERSATION), "way of deciding")


def _cases(keys: Mapping[str, Node], decided_by: str, context: RuleContext) -> tuple[RuleCase, ...]:
    cited(keys["sources"], context.sources)
    nodes = keys["cases"].items()
    if bool(nodes) is (decided_by == CONVERSATION):
        keys["cases"].fail(f"a rule decided by {decided_by} has the wrong number of cases")
    return tuple(_case(node, keys, decided_by, context) for node in nodes)


def _case(node: Node, rule: Mapping[str, Node], decided_by: str, context: RuleContext) -> RuleCase:
    required = ("because",) if decided_by == NOTHING_ELSE else ("when", "because")
    own = node.keys(*required, optional=("do_now", "no_ride", "within_hours", "advice", "sources"))
    keys = {**rule, **own}
    return RuleCase(
        when=_when(own["when"], context.names) if "when" in own else ALWAYS,
        because=patient_text(own["because"]),
        do_now=patient_text(own["do_now"]) if "do_now" in own else None,
        within_hours=keys["within_hours"].whole(),
        advice=keys["advice"].words((*context.advice, BY_INJURY_TYPE), "advice"),
        sources=cited(keys["sources"], context.sources),
        line=node.line,
        no_ride="no_ride" in own and own["no_ride"].flag(),
    )


def _when(node: Node, names: Vocabulary) -> Condition:
    condition = read_condition(node, names)
    for leaf, negated in leaves(condition):
        if not isinstance(leaf, Sign):
            continue
        needs_absence = negated if leaf.aspect in ADDS_URGENCY else leaf.aspect is Aspect.ABSENT
        if needs_absence:
            node.fail(f"{leaf.id}: {NEEDS_ABSENCE}")
    return condition
