"""The search for advice that is given although something forbids it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

import numpy as np

from actions.proof.grid import Grid
from actions.proof.signs import State
from actions.triage.advice import AdviceChoice, choose_advice
from actions.triage.closure import closure
from actions.triage.conditions import All, Aspect, Condition, Sign, Truth, referenced
from actions.triage.findings import Finding, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import AdviceItem, Disposition, Protocol, RuleCase
from actions.triage.untold import read_patient

INJURY = "injury_type"
NOTHING = All(())


@dataclass(frozen=True, slots=True)
class AdviceSearch:
    """How many people were looked at, how often each item was given, and what went wrong."""

    people: int
    given: Mapping[str, int]
    broken: tuple[str, ...]


# Where only some signs are looked at.
NOT_SEARCHED = AdviceSearch(0, {}, ())


def search_advice(protocol: Protocol, *, shown: int = 5) -> AdviceSearch:
    """Offer each item to every class of people that one of its objections tells apart.

    Objections only add up and none takes another away, so each is looked at by itself, with all
    other signs denied and the facts such that the item would fit.
    """
    people, broken = 0, list(_urgent_rules(protocol))
    given = dict.fromkeys(protocol.advice.items, 0)
    for item in protocol.advice.items.values():
        for presentation in _people(item, protocol):
            people += 1
            if item.id not in _given(item, presentation, protocol):
                continue
            given[item.id] += 1
            reason = _forbidden(item, presentation, protocol)
            if reason is not None and len(broken) < shown:
                broken.append(f"{item.id} was given although {reason}: {presentation.facts}")
    return AdviceSearch(people, given, tuple(broken))


def _urgent_rules(protocol: Protocol) -> Iterator[str]:
    """Yield rules above the self-care levels whose advice is not meant for their level."""
    for rule in protocol.rules:
        for code in {code for case in rule.cases for code in case.advice}:
            item = protocol.advice.items.get(code)
            is_self_care = rule.level in protocol.advice.self_care_levels
            if not is_self_care and (item is None or rule.level not in item.levels):
                yield f"{rule.id} names {code}, which is not for {rule.level}"


def _conditions(item: AdviceItem) -> tuple[Condition, ...]:
    return (item.give_when, *(one.when for one in item.withhold_when))


def _people(item: AdviceItem, protocol: Protocol) -> Iterator[Presentation]:
    every = closure({*referenced(_conditions(item)), *item.needs_asked}, protocol)
    denied = {sign: Finding(sign, Presence.ABSENT) for sign in every}
    asked = tuple(Sign(Aspect.PRESENT, sign) for sign in item.needs_asked)
    forbidding = (one.when for one in item.withhold_when)
    for condition in (NOTHING, *forbidding, *asked):
        signs = closure(referenced([condition]), protocol)
        grid = Grid(protocol.facts, (condition, *_raising([condition], protocol)))
        for facts in _facts(item, grid, protocol):
            for findings in _findings(denied, signs):
                yield Presentation(facts, findings)


def _facts(item: AdviceItem, grid: Grid, protocol: Protocol) -> Iterator[dict[str, Any]]:
    """Yield every injury type with every class of the grid; all else is such that the item fits."""
    fitting = _fitting(item, protocol)
    axes = [axis for axis in grid.axes if axis.fact != INJURY]
    for injury_type in (*protocol.facts[INJURY].values, None):
        for values in product(*(axis.values for axis in axes)):
            changed = dict(zip((axis.fact for axis in axes), values, strict=True))
            yield _known({**fitting, **changed, INJURY: injury_type})


def _fitting(item: AdviceItem, protocol: Protocol) -> dict[str, Any]:
    """Return facts for which the item fits, as far as facts alone can tell."""
    grid = Grid(protocol.facts, (item.give_when, *_raising([item.give_when], protocol)))
    fits = np.asarray(item.give_when.read(grid.reading({}, protocol.red_flags)))
    cell = np.unravel_index(int(np.argmax(fits)), fits.shape) if fits.shape else ()
    return grid.facts_of([int(place) for place in cell])


def _raising(conditions: Sequence[Condition], protocol: Protocol) -> Iterator[Condition]:
    """Yield what raises the red flags that conditions speak of."""
    for sign in sorted(closure(referenced(conditions), protocol)):
        if sign in protocol.red_flags:
            yield protocol.red_flags[sign].raised_by


def _known(facts: Mapping[str, Any]) -> dict[str, Any]:
    return {fact: value for fact, value in facts.items() if value is not None}


def _findings(denied: Mapping[str, Finding], signs: frozenset[str]) -> Iterator[dict[str, Finding]]:
    yield dict(denied)
    for sign in sorted(signs):
        for state in (State.PRESENT, State.PRESENT_OLD, State.NOT_MENTIONED):
            finding = state.finding(sign)
            rest = {name: one for name, one in denied.items() if name != sign}
            yield rest if finding is None else {**rest, sign: finding}


def _given(item: AdviceItem, presentation: Presentation, protocol: Protocol) -> tuple[str, ...]:
    case = replace(_any_case(protocol), advice=(item.id,))
    reading = read_patient(presentation, protocol)
    injury_type = presentation.facts.get(INJURY)
    choice = AdviceChoice([case], Disposition.CLINIC, injury_type, reading)
    return choose_advice(choice, protocol).given


def _any_case(protocol: Protocol) -> RuleCase:
    return next(case for rule in protocol.rules for case in rule.cases)


def _forbidden(item: AdviceItem, presentation: Presentation, protocol: Protocol) -> str | None:
    """Return what the table says against giving the item, read apart from the choice itself."""
    reading = read_patient(presentation, protocol)
    for one in item.withhold_when:
        if one.when.read(reading) is Truth.TRUE:
            return one.because
    for sign in item.needs_asked:
        if reading.presence(sign) is Truth.UNKNOWN:
            return f"{sign} was never asked"
    if item.id in protocol.advice.plans[presentation.facts.get(INJURY) or "unknown"].hold_back:
        return "it is held back for this injury"
    return None
