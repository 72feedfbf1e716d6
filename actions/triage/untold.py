"""What is true of a person who has told nothing: the start from which each patient is read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from actions.triage.closure import closure
from actions.triage.conditions import (
    Aspect,
    Condition,
    Question,
    Sign,
    Truth,
    about,
    leaves,
    questions,
)
from actions.triage.patient import PATIENT_TRUTHS, PatientFacts
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol
from actions.triage.reading import Reading

KEPT = 4


@dataclass(frozen=True, slots=True)
class Untold:
    """Answers to every question of a protocol, and which of them a sign or fact may change."""

    known: Mapping[str, Truth]
    changed_by: Mapping[str, tuple[str, ...]]

    def known_after(self, told: Iterable[str]) -> dict[str, Truth]:
        """Return the answers that stand once these signs and facts were told."""
        known = dict(self.known)
        # Many questions rest on the same signs.
        for key in set[str]().union(*(self.changed_by.get(name, ()) for name in told)):
            del known[key]
        return known


def read_patient(
    presentation: Presentation, protocol: Protocol, *, concluded: bool = True
) -> Reading[Truth]:
    """Return the evidence of one patient.

    People tell of a few signs out of many, and only what rests on those is worked out for them.
    """
    facts = PatientFacts(presentation.facts, protocol.facts)
    told = (*presentation.findings, *presentation.facts)
    known = untold(protocol, concluded=concluded).known_after(told)
    flags = protocol.red_flags
    return Reading(presentation.findings, flags, facts, PATIENT_TRUTHS, concluded, known)


@lru_cache(maxsize=KEPT)
def untold(protocol: Protocol, *, concluded: bool) -> Untold:
    """Return the answers to every question about a person of whom nothing is known."""
    facts = PatientFacts({}, protocol.facts)
    reading = Reading({}, protocol.red_flags, facts, PATIENT_TRUTHS, concluded)
    changed_by: dict[str, list[str]] = {}
    for question in _questions(protocol):
        question.read(reading)
        for name in _rests_on(question, protocol):
            changed_by.setdefault(name, []).append(question.key)
    return Untold(reading.known, {name: tuple(keys) for name, keys in changed_by.items()})


def _questions(protocol: Protocol) -> Iterator[Question]:
    """Yield each question that reading a patient can put, once."""
    signs = (*protocol.red_flags, *protocol.findings)
    asked: list[Question] = [about(aspect, sign) for aspect in Aspect for sign in signs]
    for condition in _conditions(protocol):
        asked.extend(questions(condition))
    yield from {question.key: question for question in asked}.values()


def _conditions(protocol: Protocol) -> Iterator[Condition]:
    yield from (case.when for rule in protocol.rules for case in rule.cases)
    yield from (flag.raised_by for flag in protocol.red_flags.values())
    for item in protocol.advice.items.values():
        yield item.give_when
        yield from (one.when for one in item.withhold_when)


def _rests_on(question: Question, protocol: Protocol) -> frozenset[str]:
    """Return the signs and facts that can change an answer, however far behind."""
    own = {leaf.id if isinstance(leaf, Sign) else leaf.fact for leaf, _ in leaves(question)}
    signs = closure(own, protocol)
    raising = (protocol.red_flags[sign].raised_by for sign in signs if sign in protocol.red_flags)
    facts = {leaf.fact for one in raising for leaf, _ in leaves(one) if not isinstance(leaf, Sign)}
    return signs | facts
