"""Which self-care advice fits, and why the rest is held back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from actions.triage.conditions import Truth
from actions.triage.presentation import Presentation
from actions.triage.protocol import AdviceItem, Disposition, InjuryPlan, Protocol, RuleCase
from actions.triage.reading import Reading
from actions.triage.untold import read_patient

BY_INJURY_TYPE = "by_injury_type"
UNKNOWN_INJURY = "unknown"


@dataclass(frozen=True, slots=True)
class Withheld:
    """An advice code that was considered and not given, with the reason in plain words."""

    code: str
    reason: str


@dataclass(frozen=True, slots=True)
class ChosenAdvice:
    """The codes to show, in that order, and those held back."""

    given: tuple[str, ...]
    withheld: tuple[Withheld, ...]


@dataclass(frozen=True, slots=True)
class AdviceChoice:
    """What the choice of advice rests on: the deciding cases and the patient."""

    cases: Sequence[RuleCase]
    disposition: Disposition
    injury_type: str | None
    reading: Reading[Truth]


def choose_advice(choice: AdviceChoice, protocol: Protocol) -> ChosenAdvice:
    """Return the advice that all deciding rules allow, less what must not be given."""
    plan = protocol.advice.plans[choice.injury_type or UNKNOWN_INJURY]
    offered = [_offered(case, plan) for case in choice.cases]
    allowed = frozenset.intersection(*map(frozenset, offered)) if offered else frozenset()
    given: list[str] = []
    withheld: list[Withheld] = []
    for code in _considered(choice, offered, plan, protocol):
        item = protocol.advice.items[code]
        reason = next(_objections(item, choice, plan, protocol), None)
        if reason is None and code not in allowed:
            reason = protocol.advice.other_rule
        if reason is None:
            given.append(code)
        else:
            withheld.append(Withheld(code, reason))
    return ChosenAdvice(tuple(given), tuple(withheld))


def objection_to(
    code: str, disposition: Disposition, presentation: Presentation, protocol: Protocol
) -> str | None:
    """Return why one advice item must not be given to this person now, or None."""
    injury_type = presentation.facts.get("injury_type")
    choice = AdviceChoice((), disposition, injury_type, read_patient(presentation, protocol))
    plan = protocol.advice.plans[injury_type or UNKNOWN_INJURY]
    return next(_objections(protocol.advice.items[code], choice, plan, protocol), None)


def _offered(case: RuleCase, plan: InjuryPlan) -> tuple[str, ...]:
    codes: list[str] = []
    for code in case.advice:
        codes.extend(plan.order if code == BY_INJURY_TYPE else (code,))
    return tuple(dict.fromkeys(codes))


def _considered(
    choice: AdviceChoice, offered: list[tuple[str, ...]], plan: InjuryPlan, protocol: Protocol
) -> Iterator[str]:
    """Yield codes in the plan's order, then the rules' own, then those that staff ask about."""
    wanted = {code for codes in offered for code in codes}
    if not wanted:
        return
    in_order = dict.fromkeys(code for code in plan.order if code in wanted)
    in_order |= dict.fromkeys(sorted(wanted - in_order.keys(), key=_number))
    for code, item in protocol.advice.items.items():
        is_for_this = choice.disposition in protocol.advice.self_care_levels
        if is_for_this and (code in plan.hold_back or item.needs_asked):
            in_order.setdefault(code)
    yield from in_order


def _number(code: str) -> int:
    return int(code.removeprefix("A"))


def _objections(
    item: AdviceItem, choice: AdviceChoice, plan: InjuryPlan, protocol: Protocol
) -> Iterator[str]:
    for contraindication in item.withhold_when:
        if contraindication.when.read(choice.reading) is Truth.TRUE:
            yield contraindication.because
    if item.id in plan.hold_back:
        yield plan.because
    unasked = [sign for sign in item.needs_asked if not _is_known(sign, choice.reading)]
    if unasked:
        things = ", ".join(_words(sign, protocol) for sign in unasked)
        yield protocol.advice.never_asked.format(things=things)
    fits = item.give_when.read(choice.reading) is Truth.TRUE
    if choice.disposition not in item.levels or not fits:
        yield item.not_fitting


def _is_known(sign_id: str, reading: Reading[Truth]) -> bool:
    return reading.presence(sign_id) is not Truth.UNKNOWN


def _words(sign_id: str, protocol: Protocol) -> str:
    if sign_id in protocol.red_flags:
        return protocol.red_flags[sign_id].condition
    return protocol.findings[sign_id].words
