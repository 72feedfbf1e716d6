"""How ticks, volunteered signs and newness combine, and what unknown means."""

from __future__ import annotations

import pytest

from actions.triage.conditions import (
    All,
    AnyOf,
    Aspect,
    Compare,
    FactIs,
    FactUnknown,
    Meets,
    Not,
    Relation,
    Sign,
    Truth,
    leaves,
    referenced,
)
from actions.triage.decision import urgency_so_far
from actions.triage.patient import PATIENT_TRUTHS, PatientFacts
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition
from actions.triage.reading import Reading
from actions.triage.untold import read_patient
from tests.clinical.people import finding, person

T, U, F = Truth.TRUE, Truth.UNKNOWN, Truth.FALSE


def told(protocol, *, concluded=True, facts=None, **signs):
    findings = {sign: finding(sign, answer) for sign, answer in signs.items()}
    return read_patient(Presentation(facts or {}, findings), protocol, concluded=concluded)


# what was told, then: present, new, recent, long-standing, unknown of RF01
TICK_AND_SIGN = [
    ({}, (U, U, U, U, T), "nothing told"),
    ({"RF01": "absent"}, (F, F, F, F, F), "denied"),
    ({"RF01": "unsure"}, (U, U, U, U, T), "not sure"),
    ({"RF01": "present"}, (T, T, U, F, F), "newness not learnt counts as new"),
    ({"RF01": "new"}, (T, T, T, F, F), "new"),
    ({"RF01": "old"}, (T, F, F, T, F), "old"),
    ({"saddle_numbness": "present"}, (T, T, U, F, F), "volunteered"),
    ({"saddle_numbness": "old"}, (T, F, F, T, F), "volunteered and old"),
    ({"saddle_numbness": "absent"}, (F, F, F, F, F), "what raises it was denied"),
    ({"RF01": "absent", "saddle_numbness": "present"}, (T, T, F, F, F), "a sure sign overrides"),
    ({"RF01": "absent", "saddle_numbness": "old"}, (T, F, F, T, F), "overrides, and is old"),
    ({"RF01": "unsure", "saddle_numbness": "absent"}, (U, U, U, U, T), "the item stays open"),
    ({"RF01": "unsure", "saddle_numbness": "old"}, (T, U, U, T, F), "present is new or old"),
    ({"RF01": "old", "saddle_numbness": "new"}, (T, T, T, F, F), "an old sign has become worse"),
    ({"RF01": "old", "saddle_numbness": "present"}, (T, T, F, F, F), "a later word counts as new"),
]
ASPECTS = (Aspect.PRESENT, Aspect.NEW, Aspect.RECENT, Aspect.LONGSTANDING, Aspect.UNKNOWN)


@pytest.mark.parametrize(("signs", "expected", "why"), TICK_AND_SIGN)
def test_a_tick_and_a_volunteered_sign(protocol, signs, expected, why):
    reading = told(protocol, **signs)
    found = tuple(reading.sign(Sign(aspect, "RF01")) for aspect in ASPECTS)
    assert found == expected, why


@pytest.mark.parametrize(
    ("signs", "facts", "is_new", "is_old"),
    [
        ({}, {"leg_pain": "both_legs"}, T, F),
        ({"RF05": "old"}, {"leg_pain": "both_legs"}, F, T),  # the item was said to be old
        ({"RF05": "absent"}, {"leg_pain": "both_legs"}, T, F),  # the slot is sure
        ({"both_legs_symptoms": "old"}, {"leg_pain": "none"}, F, T),
    ],
)
def test_a_word_of_a_slot_counts_as_new_unless_the_item_is_old(
    protocol, signs, facts, is_new, is_old
):
    reading = told(protocol, facts=facts, **signs)
    assert reading.sign(Sign(Aspect.NEW, "RF05")) is is_new
    assert reading.sign(Sign(Aspect.LONGSTANDING, "RF05")) is is_old


def test_while_questions_are_open_nothing_counts_as_unknown(protocol):
    reading = told(protocol, concluded=False)
    assert reading.sign(Sign(Aspect.UNKNOWN, "RF01")) is U
    assert reading.fact_unknown(FactUnknown("pain_trend")) is U


FACTS = {"age": 65, "pain_trend": "worse", "pain_duration": 41.2}
SOME = Reading({}, {}, PatientFacts(FACTS, {}), PATIENT_TRUTHS)


@pytest.mark.parametrize(
    ("condition", "truth"),
    [
        (FactIs("pain_trend", ("same", "worse")), T),
        (FactIs("pain_trend", ("better",)), F),
        (FactIs("leg_pain", ("none",)), U),
        (FactUnknown("leg_pain"), T),
        (FactUnknown("age"), F),
        (Not(FactIs("leg_pain", ("none",))), U),
        (All(()), T),
        (AnyOf(()), F),
        (All((FactUnknown("leg_pain"), FactIs("leg_pain", ("none",)))), U),
        (All((FactUnknown("age"), FactIs("leg_pain", ("none",)))), F),
        (AnyOf((FactUnknown("age"), FactIs("leg_pain", ("none",)))), U),
        (AnyOf((FactUnknown("leg_pain"), FactIs("leg_pain", ("none",)))), T),
        (Meets("name", FactUnknown("age")), F),
    ],
)
def test_three_values(condition, truth):
    assert condition.read(SOME) is truth


@pytest.mark.parametrize(
    ("relation", "limit", "truth"),
    [
        (Relation.AT_LEAST, 42, T),  # 41.2 days count as 42
        (Relation.AT_LEAST, 43, F),
        (Relation.LESS_THAN, 42, F),
        (Relation.LESS_THAN, 43, T),
        (Relation.MORE_THAN, 41, T),
        (Relation.MORE_THAN, 42, F),
    ],
)
def test_days_are_rounded_up_and_limits_are_half_open(protocol, relation, limit, truth):
    reading = told(protocol, facts=FACTS)
    assert reading.compare(Compare("pain_duration", relation, limit, "any")) is truth


def test_leaves_know_the_nots_above_them():
    condition = All((Not(AnyOf((Sign(Aspect.NEW, "a"), Not(Sign(Aspect.NEW, "b"))))),))
    found = [(leaf.id, negated) for leaf, negated in leaves(condition)]
    assert found == [("a", True), ("b", False)]
    assert referenced([condition]) == {"a", "b"}


@pytest.mark.parametrize(
    ("facts", "signs", "disposition"),
    [
        ({}, {}, None),  # nothing said, nothing forced
        ({"pain_severity": 9}, {}, None),  # it may yet turn out to be easing
        ({"pain_severity": 9, "pain_trend": "same"}, {}, Disposition.SAME_DAY),
        ({}, {"RF01": "unsure"}, None),  # asked once more before it counts
        ({}, {"RF01": "present"}, Disposition.EMERGENCY),
        ({"pain_duration": 5, "pain_severity": 3}, {}, None),  # never calm before the end
        ({"pain_duration": 60}, {}, Disposition.CLINIC),
        ({}, {"suicidal": "present"}, Disposition.CRISIS),
    ],
)
def test_urgency_so_far(protocol, facts, signs, disposition):
    findings = {sign: finding(sign, answer) for sign, answer in signs.items()}
    decision = urgency_so_far(Presentation(facts, findings), protocol)
    assert (decision and decision.disposition) == disposition


def test_a_calm_person_is_not_judged_before_the_end(protocol):
    calm = person(protocol)
    assert urgency_so_far(calm, protocol) is None
