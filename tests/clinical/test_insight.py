"""Staff are told the whole of a decision, and nothing that a record holds can break the page."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.care import Care
from actions.insight.facets import BOOKINGS, DISPOSITIONS
from actions.insight.insight import Insight
from actions.knowledge.cases import load_cases
from actions.knowledge.clinic import load_clinic
from actions.slots import decision_slots
from actions.triage.decision import decide

ROOT = Path(__file__).parents[2]
CASES = sorted((ROOT / "tests" / "clinical" / "cases").glob("*.yml"))


@pytest.fixture(scope="module")
def insight(protocol) -> Insight:
    clinic = load_clinic(ROOT / "data" / "clinic.yml")
    return Insight(Care(protocol, clinic, clinic.facts(), lambda: datetime.now(UTC)))


def slot(name, value):
    return {"event": "slot", "name": name, "value": value}


def told(insight, presentation):
    """Return the decision, the events that keep it, and everything that staff read of it."""
    decision = decide(presentation, insight.care.protocol)
    slots = decision_slots(decision, presentation, concluded=True)
    slots |= dict(presentation.facts) | {"red_flags": list(decision.red_flags)}
    events = [slot(name, value) for name, value in slots.items()]
    rows = [row for section in insight.summary(events) for row in section.rows]
    beside = list(insight.notes(events, {}))
    return decision, slots, rows, beside


def all_words(rows):
    return "\n".join(f"{row.label}: {row.text} {row.detail}" for row in rows)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_all_of_a_decision_is_told_on_top_and_beside_its_turn(insight, protocol, path):
    for case in load_cases(path, protocol):
        decision, slots, rows, beside = told(insight, case.presentation)
        for words in (all_words(rows), all_words(beside)):
            assert DISPOSITIONS[decision.disposition.value] in words, case.title
            assert f"{decision.rule_id} {protocol.rule(decision.rule_id).title}" in words
            for reason in decision.reasons:
                assert insight.care.fill(reason.because) in words, case.title
                assert insight.care.cited(reason.sources) in words
            for one in decision.advice_withheld:
                assert one.code in words
                assert insight.care.fill(one.reason) in words
            for flag in decision.not_asked:
                assert protocol.red_flags[flag].short in words, case.title
        for name in case.presentation.facts:
            label = protocol.facts[name].label
            assert label[:1].upper() + label[1:] in all_words(rows)
        facets = insight.facets(slots)
        assert facets["disposition"] == [decision.disposition.value]
        assert facets["rule"] == [decision.rule_id]
        assert facets["red_flag"] == list(decision.red_flags)
        assert facets["protocol"] == [protocol.version]


def test_an_urgent_answer_stands_out(insight, protocol):
    urgent = [
        case
        for path in CASES
        for case in load_cases(path, protocol)
        if decide(case.presentation, protocol).disposition.value == "emergency"
    ]
    _, _, rows, beside = told(insight, urgent[0].presentation)
    assert rows[0].tone == "now"
    assert "now" in {row.tone for row in beside}


def test_every_value_of_a_facet_has_words(insight, protocol):
    assert list(insight.value_titles("rule")) == [rule.id for rule in protocol.rules]
    assert list(insight.value_titles("red_flag")) == list(protocol.red_flags)
    assert insight.value_titles("booking") == BOOKINGS
    for name in insight.facet_titles():
        assert insight.value_titles(name) is not None


def test_nothing_decided_is_said_as_such(insight):
    assert insight.facets({})["disposition"] == ["undecided"]
    (section,) = insight.summary([])
    assert section.rows[0].text == "nothing"
    assert insight.notes([], {}) == ()


def test_a_decision_of_the_past_is_told_with_the_one_that_stands(insight, protocol):
    cases = [case for path in CASES for case in load_cases(path, protocol)]
    first = next(c for c in cases if decide(c.presentation, protocol).rule_id == "D23")
    second = next(c for c in cases if decide(c.presentation, protocol).disposition == "emergency")
    events = []
    for case in (first, second):
        kept = decision_slots(
            decide(case.presentation, protocol), case.presentation, concluded=True
        )
        events += [slot(name, value) for name, value in kept.items()]
    words = all_words(insight.summary(events)[0].rows)
    assert "Decided before: Clinic (D23)" in words
    assert words.startswith("Emergency")


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [
        "decision_record",
        "reasons",
        "findings",
        "red_flags",
        "disposition",
        "rule_id",
        "pain_duration",
        "contact_name",
        "not_asked",
        "advice",
    ]
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    events=st.lists(st.tuples(NAMES, ANYTHING), max_size=6), before=st.dictionaries(NAMES, ANYTHING)
)
def test_a_record_of_another_time_never_breaks_the_page(insight, events, before):
    said = [slot(name, value) for name, value in events]
    insight.summary(said)
    insight.notes(said, before)
    slots = dict(events)
    facets = insight.facets(slots)
    list(insight.outcome(facets))
    for name, value in events:
        insight.fact(name, value)
