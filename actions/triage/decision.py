"""The decision: every rule that matches is kept, the most urgent decides, order never matters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from actions.triage.advice import AdviceChoice, ChosenAdvice, Withheld, choose_advice
from actions.triage.conditions import Truth
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.grounds import grounds
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition, Protocol, RuleCase, TriageRule
from actions.triage.reading import Reading
from actions.triage.untold import read_patient

NOTHING_ELSE = "nothing_else"
TRIAGE = "triage"


@dataclass(frozen=True, slots=True)
class Reason:
    """One rule that matched, the sentence that says why, and what it matched on."""

    rule_id: str
    disposition: Disposition
    because: str
    do_now: str | None
    within_hours: int
    sources: tuple[str, ...]
    matched_on: tuple[str, ...]
    no_ride: bool = False


@dataclass(frozen=True, slots=True)
class Decision:
    """Where to go, how soon, and everything that this rests on.

    `reasons` holds all matching rules, most urgent first. `within_hours` is the shortest time limit
    among the rules at the deciding level. `not_asked` lists items of the two screens.
    """

    disposition: Disposition
    within_hours: int
    rule_id: str
    reasons: tuple[Reason, ...]
    advice: tuple[str, ...]
    advice_withheld: tuple[Withheld, ...]
    red_flags: tuple[str, ...]
    asked_and_denied: tuple[str, ...]
    not_asked: tuple[str, ...]
    protocol_version: str

    @property
    def do_now(self) -> tuple[str, ...]:
        """Return what to do at once, from the reasons at the deciding level."""
        lines = (r.do_now for r in self.reasons if r.disposition is self.disposition)
        return tuple(dict.fromkeys(line for line in lines if line))

    @property
    def no_ride(self) -> bool:
        """Tell whether, by a reason at the deciding level, only an ambulance will do."""
        return any(r.no_ride for r in self.reasons if r.disposition is self.disposition)


@dataclass(frozen=True, slots=True)
class _Match:
    rule: TriageRule
    case: RuleCase


def decide(presentation: Presentation, protocol: Protocol) -> Decision:
    """Return the decision on a finished interview: what is still unknown counts as unknown."""
    reading = read_patient(presentation, protocol)
    matches = _matches(protocol, reading) or _when_nothing_matches(protocol)
    return _decision(matches, presentation, protocol, reading)


def urgency_so_far(presentation: Presentation, protocol: Protocol) -> Decision | None:
    """Return what the answers so far already force, or None while no rule matches.

    Nothing is concluded from a question that was not answered yet.
    """
    reading = read_patient(presentation, protocol, concluded=False)
    matches = _matches(protocol, reading, concluded=False)
    return _decision(matches, presentation, protocol, reading) if matches else None


def level_so_far(reading: Reading[Truth], protocol: Protocol) -> Disposition | None:
    """Return the most urgent level that the answers so far force, or None while no rule matches.

    `reading` is of an interview that is not concluded.
    """
    levels = [match.rule.level for match in _matches(protocol, reading, concluded=False)]
    return max(levels, key=lambda level: level.urgency, default=None)


def _matches(
    protocol: Protocol, reading: Reading[Truth], *, concluded: bool = True
) -> tuple[_Match, ...]:
    rules = (rule for rule in protocol.rules if rule.decided_by == TRIAGE)
    return tuple(
        _Match(rule, case)
        for rule in rules
        if concluded or not rule.only_at_the_end
        for case in rule.cases
        if case.when.read(reading) is Truth.TRUE
    )


def _when_nothing_matches(protocol: Protocol) -> tuple[_Match, ...]:
    return tuple(
        _Match(rule, case)
        for rule in protocol.rules
        if rule.decided_by == NOTHING_ELSE
        for case in rule.cases
    )


def _decision(
    matches: tuple[_Match, ...],
    presentation: Presentation,
    protocol: Protocol,
    reading: Reading[Truth],
) -> Decision:
    ranked = sorted(matches, key=_rank)
    deciding = ranked[0].rule
    at_this_level = [match.case for match in ranked if match.rule.level is deciding.level]
    chosen = _advice(at_this_level, deciding.level, presentation, protocol, reading)
    return Decision(
        disposition=deciding.level,
        within_hours=min(case.within_hours for case in at_this_level),
        rule_id=deciding.id,
        reasons=tuple(_reason(match, reading) for match in ranked),
        advice=chosen.given,
        advice_withheld=chosen.withheld,
        red_flags=tuple(_red_flags(protocol, reading, Truth.TRUE)),
        asked_and_denied=tuple(_denied(presentation.findings.values())),
        not_asked=tuple(_not_asked(presentation, protocol, reading)),
        protocol_version=protocol.version,
    )


def _rank(match: _Match) -> tuple[int, str, int, str]:
    return (-match.rule.level.urgency, match.rule.id, match.case.within_hours, match.case.because)


def _advice(
    cases: list[RuleCase],
    level: Disposition,
    presentation: Presentation,
    protocol: Protocol,
    reading: Reading[Truth],
) -> ChosenAdvice:
    injury_type = presentation.facts.get("injury_type")
    return choose_advice(AdviceChoice(cases, level, injury_type, reading), protocol)


def _reason(match: _Match, reading: Reading[Truth]) -> Reason:
    return Reason(
        rule_id=match.rule.id,
        disposition=match.rule.level,
        because=match.case.because,
        do_now=match.case.do_now,
        within_hours=match.case.within_hours,
        sources=match.case.sources,
        matched_on=tuple(dict.fromkeys(grounds(match.case.when, reading))),
        no_ride=match.case.no_ride,
    )


def _red_flags(protocol: Protocol, reading: Reading[Truth], truth: Truth) -> Iterator[str]:
    for flag in protocol.red_flags:
        if reading.presence(flag) is truth:
            yield flag


def _denied(findings: Iterable[Finding]) -> Iterator[str]:
    for finding in sorted(findings, key=lambda one: one.id):
        if finding.presence is Presence.ABSENT and finding.origin is Origin.ASKED:
            yield finding.id


def _not_asked(
    presentation: Presentation, protocol: Protocol, reading: Reading[Truth]
) -> Iterator[str]:
    unknown = set(_red_flags(protocol, reading, Truth.UNKNOWN))
    for screen in protocol.screens.values():
        for flag in screen.asks:
            if flag in unknown and flag not in presentation.findings:
                yield flag
