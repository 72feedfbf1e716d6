"""People for tests: a calm adult who denied both screens, with whatever a test changes."""

from __future__ import annotations

from typing import Any

from actions.triage.findings import Finding, Origin, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol

CALM_FACTS = {
    "pain_duration": 5,
    "pain_severity": 3,
    "age": 40,
    "activity": "routine_daily",
    "injury_type": "soreness",
    "leg_pain": "none",
    "daily_function": "full",
    "pain_trend": "same",
}
ANSWERS = {
    "present": (Presence.PRESENT, None),
    "new": (Presence.PRESENT, True),
    "old": (Presence.PRESENT, False),
    "absent": (Presence.ABSENT, None),
    "unsure": (Presence.UNKNOWN, None),
}


def finding(sign: str, answer: str, origin: Origin = Origin.ASKED) -> Finding:
    presence, is_new = ANSWERS[answer]
    return Finding(sign, presence, is_new, origin)


def person(protocol: Protocol, facts: dict[str, Any] | None = None, **signs: str) -> Presentation:
    """Return the calm adult; a fact of None is not known, a sign of "unasked" never came up."""
    asked = [flag for screen in protocol.screens.values() for flag in screen.asks]
    findings = {sign: finding(sign, "absent") for sign in asked}
    for sign, answer in signs.items():
        findings.pop(sign, None)
        if answer != "unasked":
            findings[sign] = finding(sign, answer)
    told = {**CALM_FACTS, **(facts or {})}
    return Presentation({k: v for k, v in told.items() if v is not None}, findings)
