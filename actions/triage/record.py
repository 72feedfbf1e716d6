"""What a decision rested on and what it was, as JSON, so that it can be taken again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.triage.decision import Decision, decide, urgency_so_far
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.patient import usable_fact
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol

Record = dict[str, Any]


def record_of(decision: Decision, presentation: Presentation, *, concluded: bool) -> Record:
    """Return a decision with all that it was made from.

    `concluded` tells whether the questions were over: until then nothing follows from what was not
    answered yet. What was denied stands among the findings.
    """
    return {
        "protocol_version": decision.protocol_version,
        "concluded": concluded,
        "facts": dict(presentation.facts),
        "findings": {one.id: _told(one) for one in presentation.findings.values()},
        "declined": sorted(presentation.declined),
        "not_asked": list(decision.not_asked),
        "decided": decided(decision),
    }


def decided(decision: Decision) -> Record:
    """Return what a decision says, without what it was made from."""
    return {
        "disposition": decision.disposition.value,
        "within_hours": decision.within_hours,
        "rule_id": decision.rule_id,
        "rules": list(dict.fromkeys(reason.rule_id for reason in decision.reasons)),
        "red_flags": list(decision.red_flags),
        "advice": list(decision.advice),
        "advice_withheld": {one.code: one.reason for one in decision.advice_withheld},
        "asked_and_denied": list(decision.asked_and_denied),
    }


def presentation_of(record: Record) -> Presentation:
    """Return what the person had told; raises KeyError or ValueError for what is no record."""
    findings = {sign: _finding(sign, told) for sign, told in record["findings"].items()}
    return Presentation(dict(record["facts"]), findings, frozenset(record["declined"]))


def decide_again(record: Record, protocol: Protocol) -> Decision | None:
    """Return the decision of a protocol on the same words; None while no rule forces one."""
    # A word that a protocol does not know tells it nothing.
    told = presentation_of(record)
    known = protocol.findings.keys() | protocol.red_flags.keys()
    findings = {sign: one for sign, one in told.findings.items() if sign in known}
    facts = {
        name: usable
        for name, value in told.facts.items()
        if (usable := usable_fact(protocol.facts.get(name), value)) is not None
    }
    presentation = Presentation(facts, findings, told.declined)
    if record["concluded"]:
        return decide(presentation, protocol)
    return urgency_so_far(presentation, protocol)


def _told(finding: Finding) -> Mapping[str, Any]:
    return {
        "presence": finding.presence.value,
        "new": finding.is_new,
        "origin": finding.origin.value,
        "words": finding.words,
    }


def _finding(sign: str, told: Mapping[str, Any]) -> Finding:
    presence, origin = Presence(told["presence"]), Origin(told["origin"])
    return Finding(sign, presence, told["new"], origin, told["words"])
