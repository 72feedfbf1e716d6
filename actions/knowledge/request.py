"""From slots and findings, as they travel in JSON, to a Presentation."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from actions.knowledge.problems import did_you_mean
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.presentation import Presentation
from actions.triage.protocol import FactKind, Protocol

# What the assertion of a finding says about the person now. The others teach us nothing.
ASSERTIONS: Mapping[str, Presence | None] = {
    "present": Presence.PRESENT,
    "absent": Presence.ABSENT,
    "unsure": Presence.UNKNOWN,
    "past": None,
    "other_person": None,
    "hypothetical": None,
}
ANSWERS = ("present", "absent", "unsure")
# Slots of the conversation that come out of triage, or are no matter for it.
OTHER_SLOTS = (
    "facts_confirmed",
    "disposition",
    "within_hours",
    "rule_id",
    "advice",
    "advice_withheld",
    "protocol_version",
    "booking_reference",
    "requested_slot",
)
# Of two answers about the same sign, the more cautious one counts.
CAUTION = (Presence.ABSENT, Presence.UNKNOWN, Presence.PRESENT)


class BadTriageRequest(Exception):
    """The request cannot be understood; the message says which part and why."""


def presentation_from(
    slots: Mapping[str, Any], findings: Iterable[Mapping[str, Any]], protocol: Protocol
) -> Presentation:
    """Return what slots and findings say together, or raise BadTriageRequest.

    `slots` are those of DESIGN.md section 6; `findings` are mappings with `id`, `assertion` and
    optionally `new` (true, false or null), `origin` ("asked" or "volunteered") and `words`.
    """
    known = (*protocol.facts, *protocol.screens, "red_flags", "declined", *OTHER_SLOTS)
    for name in slots:
        if name not in known:
            raise BadTriageRequest(f"there is no slot {name!r}.{did_you_mean(name, known)}")
    learnt: dict[str, Finding] = {}
    for finding in (*_from_slots(slots, protocol), *_from_findings(findings, protocol)):
        before = learnt.get(finding.id)
        learnt[finding.id] = finding if before is None else _combine(before, finding)
    facts = {
        name: _fact(slots[name], kind)
        for name, kind in protocol.facts.items()
        if slots.get(name) is not None
    }
    return Presentation(facts, learnt, frozenset(_words(slots, "declined")))


def _fact(value: Any, kind: FactKind) -> Any:
    if not kind.is_number:
        if not isinstance(value, str) or value not in kind.values:
            raise BadTriageRequest(f"{kind.id}: {value!r} is none of {', '.join(kind.values)}")
        return value
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise BadTriageRequest(f"{kind.id}: {value!r} is no number")
    if not kind.at_least <= value <= kind.at_most:
        limits = f"{kind.at_least} to {kind.at_most} {kind.unit}"
        raise BadTriageRequest(f"{kind.id}: {value} is outside of {limits}")
    return math.ceil(value) if kind.whole else value


def _from_slots(slots: Mapping[str, Any], protocol: Protocol) -> Iterator[Finding]:
    for screen in protocol.screens:
        answers = slots.get(screen)
        if answers is None:
            continue
        if not isinstance(answers, Mapping):
            raise BadTriageRequest(f"{screen}: expected answers by red flag, such as RF01: absent")
        for flag, answer in answers.items():
            _require(flag, protocol.red_flags, screen)
            if answer is not None:
                _require(answer, ANSWERS, f"{screen} {flag}")
                yield Finding(flag, Presence(ASSERTIONS[answer] or Presence.UNKNOWN))
    for flag in _words(slots, "red_flags"):
        _require(flag, protocol.red_flags, "red_flags")
        yield Finding(flag, Presence.PRESENT, origin=Origin.VOLUNTEERED)


def _from_findings(findings: Iterable[Mapping[str, Any]], protocol: Protocol) -> Iterator[Finding]:
    known = (*protocol.findings, *protocol.red_flags)
    for finding in findings:
        _require(finding["id"], known, "findings")
        _require(finding["assertion"], ASSERTIONS, f"finding {finding['id']}")
        is_new, origin = finding.get("new"), finding.get("origin") or Origin.VOLUNTEERED
        if is_new is not None and not isinstance(is_new, bool):
            raise BadTriageRequest(f"finding {finding['id']}: new is true, false or null")
        _require(origin, tuple(Origin), f"finding {finding['id']}")
        presence = ASSERTIONS[finding["assertion"]]
        if presence is not None:
            words = finding.get("words")
            yield Finding(finding["id"], presence, is_new, Origin(origin), words)


def _combine(one: Finding, other: Finding) -> Finding:
    first, second = sorted((one, other), key=lambda f: CAUTION.index(f.presence), reverse=True)
    told = (one.is_new, other.is_new)
    is_new = True if True in told else (False if False in told else None)
    asked = Origin.ASKED in (one.origin, other.origin)
    origin = Origin.ASKED if asked else Origin.VOLUNTEERED
    return Finding(first.id, first.presence, is_new, origin, first.words or second.words)


def _words(slots: Mapping[str, Any], name: str) -> tuple[str, ...]:
    words = slots.get(name)
    if words is None:
        return ()
    if not isinstance(words, list | tuple | frozenset | set):
        raise BadTriageRequest(f"{name}: expected a list")
    if not all(isinstance(word, str) for word in words):
        raise BadTriageRequest(f"{name}: expected a list of words")
    return tuple(words)


def _require(word: Any, known: Iterable[str], where: str) -> None:
    if not isinstance(word, str) or word not in tuple(known):
        hint = did_you_mean(str(word), known)
        raise BadTriageRequest(f"{where}: {word!r} is not known.{hint}")
