"""Promises of triage, for people that Hypothesis makes up."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.knowledge.loader import load_protocol
from actions.triage.decision import decide, urgency_so_far
from actions.triage.findings import Finding, Origin, Presence
from actions.triage.newness import undated, with_age
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition
from tests.clinical.naive import NaiveProtocol

FOLDER = Path(__file__).parents[2] / "data" / "clinical"
PROTOCOL = load_protocol(FOLDER)
NAIVE = NaiveProtocol(FOLDER)
SIGNS = (*PROTOCOL.red_flags, *PROTOCOL.findings)
NAMES = {Presence.PRESENT: "present", Presence.ABSENT: "absent", Presence.UNKNOWN: "unsure"}


def fact_values(kind):
    if not kind.is_number:
        return st.sampled_from(sorted(kind.values))
    limits = sorted({one.value for one in PROTOCOL.thresholds.values() if one.unit == kind.unit})
    near = [limit + step for limit in limits for step in (-1, -0.5, 0, 0.5, 1)]
    return st.sampled_from([value for value in near if kind.at_least <= value <= kind.at_most])


FACTS = st.fixed_dictionaries({}, optional={k: fact_values(v) for k, v in PROTOCOL.facts.items()})
ANSWER = st.tuples(st.sampled_from(list(Presence)), st.sampled_from([None, True, False]))
DENIED = {
    flag: Finding(flag, Presence.ABSENT)
    for screen in PROTOCOL.screens.values()
    for flag in screen.asks
}


@st.composite
def presentations(draw):
    """Half of the people denied both screens first: otherwise nearly all would be same-day."""
    told = draw(st.dictionaries(st.sampled_from(SIGNS), ANSWER, max_size=5))
    findings = {
        sign: Finding(sign, presence, is_new if presence is Presence.PRESENT else None)
        for sign, (presence, is_new) in told.items()
    }
    base = DENIED if draw(st.booleans()) else {}
    return Presentation(draw(FACTS), {**base, **findings})


def urgency(decision):
    return decision.disposition.urgency, -decision.within_hours


@settings(max_examples=700)
@given(presentations())
def test_a_naive_reading_of_the_files_agrees(presentation):
    signs = {f.id: (NAMES[f.presence], f.is_new) for f in presentation.findings.values()}
    decision = decide(presentation, PROTOCOL)
    found = (decision.disposition.value, decision.within_hours, decision.rule_id)
    assert found == NAIVE.decide(presentation.facts, signs)


@settings(max_examples=200)
@given(presentations(), st.sampled_from(SIGNS), st.sampled_from([None, True]))
def test_one_more_present_sign_never_lowers_urgency(presentation, sign, is_new):
    known = presentation.findings.get(sign)
    if known is not None and known.presence is Presence.PRESENT:
        return
    more = {**presentation.findings, sign: Finding(sign, Presence.PRESENT, is_new)}
    after = decide(replace(presentation, findings=more), PROTOCOL)
    assert urgency(after) >= urgency(decide(presentation, PROTOCOL))


@settings(max_examples=200)
@given(presentations(), st.sampled_from(SIGNS))
def test_a_denied_sign_is_never_more_urgent_than_an_unknown_one(presentation, sign):
    rest = {name: one for name, one in presentation.findings.items() if name != sign}
    denied = {**rest, sign: Finding(sign, Presence.ABSENT)}
    unsure = {**rest, sign: Finding(sign, Presence.UNKNOWN)}
    calm = urgency(decide(replace(presentation, findings=denied), PROTOCOL))
    for findings in (rest, unsure):
        assert urgency(decide(replace(presentation, findings=findings), PROTOCOL)) >= calm


@pytest.mark.parametrize("fact", ["pain_duration", "pain_severity"])
@settings(max_examples=200)
@given(data=st.data(), presentation=presentations())
def test_more_is_never_calmer(fact, data, presentation):
    low, high = sorted(
        (data.draw(fact_values(PROTOCOL.facts[fact])), data.draw(fact_values(PROTOCOL.facts[fact])))
    )
    before, after = (
        decide(replace(presentation, facts={**presentation.facts, fact: value}), PROTOCOL)
        for value in (low, high)
    )
    assert urgency(after) >= urgency(before)


@settings(max_examples=200)
@given(presentations(), st.randoms(use_true_random=False))
def test_the_order_of_rules_and_answers_changes_nothing(presentation, chance):
    rules = list(PROTOCOL.rules)
    chance.shuffle(rules)
    answers = list(presentation.findings.items())
    chance.shuffle(answers)
    shuffled = replace(PROTOCOL, rules=tuple(rules))
    turned = replace(presentation, findings=dict(answers))
    assert decide(turned, shuffled) == decide(presentation, PROTOCOL)


@settings(max_examples=200)
@given(presentations())
def test_what_is_forced_so_far_is_never_taken_back_at_the_end(presentation):
    so_far = urgency_so_far(presentation, PROTOCOL)
    if so_far is not None:
        assert urgency(decide(presentation, PROTOCOL)) >= urgency(so_far)


@settings(max_examples=200)
@given(presentations())
def test_no_self_care_is_given_when_it_is_urgent(presentation):
    decision = decide(presentation, PROTOCOL)
    if decision.disposition.urgency >= Disposition.SAME_DAY.urgency:
        assert set(decision.advice) <= {"A10"}


@settings(max_examples=200)
@given(presentations())
def test_a_decision_carries_its_reasons(presentation):
    decision = decide(presentation, PROTOCOL)
    first = decision.reasons[0]
    assert (first.rule_id, first.disposition) == (decision.rule_id, decision.disposition)
    assert all(reason.because and reason.sources for reason in decision.reasons)
    urgencies = [reason.disposition.urgency for reason in decision.reasons]
    assert urgencies == sorted(urgencies, reverse=True)
    assert not set(decision.not_asked) & presentation.findings.keys()
    denied = {f.id for f in presentation.findings.values() if f.presence is Presence.ABSENT}
    assert set(decision.asked_and_denied) == denied
    assert all(f.origin is Origin.ASKED for f in presentation.findings.values())


@settings(max_examples=300)
@given(presentations())
def test_a_sign_is_asked_about_where_its_age_decides_and_nowhere_else(person):
    flags = undated(person, PROTOCOL)
    for flag in flags:
        assert PROTOCOL.red_flags[flag].ask_if_new
    open_ones = [flag for flag in PROTOCOL.red_flags if PROTOCOL.red_flags[flag].ask_if_new]
    settled = with_age(
        person, [f for f in open_ones if f in present(person)], PROTOCOL, is_new=True
    )
    assert undated(settled, PROTOCOL) == ()
    if not flags:
        return
    answers = {level(with_age(person, flags, PROTOCOL, is_new=new)) for new in (True, False)}
    # Several signs may hang together: then one of them alone decides.
    each = {
        level(with_age(person, [one], PROTOCOL, is_new=new))
        for one in flags
        for new in (True, False)
    }
    assert len(answers | each) > 1


@settings(max_examples=300)
@given(presentations())
def test_an_age_that_was_never_learnt_is_not_calmer_than_an_old_sign(person):
    flags = undated(person, PROTOCOL)
    old = level(with_age(person, flags, PROTOCOL, is_new=False))
    assert level(person) >= old


def present(person):
    return decide(person, PROTOCOL).red_flags


def level(person):
    found = urgency_so_far(person, PROTOCOL)
    return -1 if found is None else found.disposition.urgency
