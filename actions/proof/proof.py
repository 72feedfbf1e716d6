"""`clinical check`: everything that is claimed of the protocol, searched and reported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from actions.proof.advice_claims import NOT_SEARCHED, AdviceSearch, search_advice
from actions.proof.claims import Claim, Counterexample, Findings, Search
from actions.proof.grid import Grid
from actions.proof.signs import Base, Signs, State, bases
from actions.proof.verdicts import Verdicts, fingerprint
from actions.triage.conditions import Condition
from actions.triage.decision import decide
from actions.triage.findings import Finding, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol


@dataclass(frozen=True, slots=True)
class Proof:
    """The outcome of the search. `holds` is false as soon as one claim is broken.

    `only` names the signs that a narrower search kept to.
    """

    findings: Findings
    advice: AdviceSearch
    never_decides: tuple[str, ...]
    order_matters: tuple[str, ...]
    wrong_alone: tuple[str, ...]
    grid: Grid
    signs: Signs
    only: frozenset[str] = frozenset()

    @property
    def holds(self) -> bool:
        """Tell whether nothing was found that breaks a claim."""
        return not (
            self.findings.broken
            or self.advice.broken
            or self.never_decides
            or self.order_matters
            or self.wrong_alone
        )

    @property
    def cases(self) -> int:
        """Return how many people were decided on: configurations of signs times cells of facts."""
        return self.findings.configurations * self.grid.cells


def conditions_of(protocol: Protocol) -> tuple[Condition, ...]:
    """Return the conditions of all rules."""
    return tuple(case.when for rule in protocol.rules for case in rule.cases)


def grid_of(protocol: Protocol) -> Grid:
    """Return the grid of all facts that rules and red flags distinguish."""
    raising = (flag.raised_by for flag in protocol.red_flags.values())
    return Grid(protocol.facts, (*conditions_of(protocol), *raising))


def prove(protocol: Protocol, only: frozenset[str] | None = None) -> Proof:
    """Search the whole space; about half a minute on two cores.

    `only` keeps the search to some signs; nothing is proved of the others, nor of the advice, nor
    that every rule decides for someone.
    """
    grid = grid_of(protocol)
    signs = Signs(protocol, conditions_of(protocol))
    verdicts = Verdicts(protocol, grid)
    people = bases(protocol)
    return Proof(
        findings=Search(grid, signs, verdicts).run(people, only),
        advice=NOT_SEARCHED if only else search_advice(protocol),
        never_decides=() if only else _never_decides(verdicts, signs, people),
        order_matters=tuple(_order_matters(protocol, grid, signs, only)),
        wrong_alone=tuple(_wrong_alone(protocol)),
        grid=grid,
        signs=signs,
        only=only or frozenset(),
    )


def _never_decides(verdicts: Verdicts, signs: Signs, people: tuple[Base, ...]) -> tuple[str, ...]:
    """Return the rules that never have the last word, with no sign or one."""
    one_sign = [(group[0], state) for group in signs.classes for state in signs.states(group[0])]
    found = (verdicts.matches(base, (change,)) for base in people for change in one_sign)
    decided: set[int] = set()
    for matches in {fingerprint(one): one for one in found}.values():
        decided.update(np.unique(verdicts.deciding(matches)).tolist())
    by_triage = [rule for rule in verdicts.rules if rule.cases]
    return tuple(rule.id for rule in by_triage if verdicts.rules.index(rule) not in decided)


def _order_matters(
    protocol: Protocol, grid: Grid, signs: Signs, only: frozenset[str] | None
) -> Iterator[str]:
    """Yield the configurations whose verdict changes when the table is read backwards."""
    backwards = replace(
        protocol,
        rules=tuple(replace(r, cases=r.cases[::-1]) for r in reversed(protocol.rules)),
    )
    forward_table, backward_table = Verdicts(protocol, grid), Verdicts(backwards, grid)
    base = bases(protocol)[0]
    for sign in (group[0] for group in signs.classes if only is None or group[0] in only):
        changes = ((sign, State.PRESENT),)
        forward = forward_table.matches(base, changes)
        backward = backward_table.matches(base, changes)
        same_level = np.array_equal(
            forward_table.urgency(forward), backward_table.urgency(backward)
        )
        same_rule = np.array_equal(
            forward_table.deciding(forward), backward_table.deciding(backward)
        )
        if not (same_level and same_rule):
            yield sign


def _wrong_alone(protocol: Protocol) -> Iterator[str]:
    """Yield the red flags that by themselves do not lead to the level that they name."""
    calm = calm_presentation(protocol)
    for flag in protocol.red_flags.values():
        found = {**calm.findings, flag.id: Finding(flag.id, Presence.PRESENT)}
        decision = decide(replace(calm, findings=found), protocol)
        if decision.disposition is not flag.level_alone:
            yield f"{flag.id} alone leads to {decision.disposition}, not to {flag.level_alone}"


def calm_presentation(protocol: Protocol) -> Presentation:
    """Return an adult with slight, fresh, easing pain who denied both screens."""
    facts = {
        "pain_duration": 1,
        "pain_severity": 1,
        "age": protocol.thresholds["adult"].value,
        "activity": "none",
        "injury_type": "soreness",
        "leg_pain": "none",
        "daily_function": "full",
        "pain_trend": "better",
    }
    return Presentation(facts, dict(bases(protocol)[0].findings))


def broken_claims(proof: Proof) -> Iterator[tuple[str, int, tuple[Counterexample, ...]]]:
    """Yield each claim with the number of broken comparisons and the examples kept."""
    for claim in Claim:
        examples = tuple(one for one in proof.findings.examples if one.claim is claim)
        yield claim.value, proof.findings.broken.get(claim, 0), examples
