"""Every advice item: whom it is for, and every reason to hold it back."""

from __future__ import annotations

import pytest

from actions.triage.decision import decide
from tests.clinical.people import person

F = dict
CLINIC = F(pain_duration=50)  # the clinic level, where no more rule is in the way
# All that has to be asked before A5, denied.
ASKED = dict.fromkeys(
    ("clot_history", "heart_disease", "stroke_history", "high_blood_pressure", "diabetes",
     "kidney_disease", "sickle_cell", "varicose_veins", "spine_surgery", "skin_wound", "numb_skin"),
    "absent",
)  # fmt: skip

GIVEN = [
    ("soreness", F(), {}, ["A1", "A6", "A8", "A10", "A9"]),
    ("soreness", F(pain_duration=20), {}, ["A1", "A6", "A8", "A10", "A4", "A9", "A7"]),
    ("strain", F(pain_duration=2), {}, ["A10", "A8", "A1"]),
    ("strain", F(pain_duration=5), {}, ["A10", "A8", "A1", "A6", "A9"]),
    ("strain", F(pain_duration=14), {}, ["A10", "A8", "A1", "A6", "A9", "A7"]),
    ("overexertion", F(), {}, ["A10", "A8", "A1", "A6"]),
    ("sprain", F(), {}, ["A10", "A1", "A8"]),
    ("fall_trauma", F(), {}, ["A10", "A1", "A11"]),
    ("disc", F(), {}, ["A1", "A10", "A8", "A11"]),
    ("sciatica", F(daily_function="limited"), {}, ["A1", "A10", "A8", "A11"]),
    ("arthritis", F(pain_trend="better"), {}, ["A1", "A2", "A3", "A4", "A8", "A6"]),
    ("stenosis", F(pain_duration=20), {}, ["A2", "A3", "A1", "A7", "A11"]),
    ("post_surgery", CLINIC, {}, ["A11"]),
    ("pregnancy", F(), {}, ["A1", "A10", "A11"]),
    ("unknown", F(), {}, ["A1", "A10", "A8"]),
    (None, F(), {}, ["A1", "A10", "A8"]),
    ("strain", CLINIC, ASKED, ["A10", "A8", "A1", "A6", "A9", "A7", "A5", "A11"]),
]


@pytest.mark.parametrize(("injury_type", "facts", "signs", "codes"), GIVEN)
def test_advice_in_the_order_shown(protocol, injury_type, facts, signs, codes):
    patient = person(protocol, {**facts, "injury_type": injury_type}, **signs)
    assert list(decide(patient, protocol).advice) == codes


# item, facts that make it fit, and one thing that forbids it while the level stays self-care
FORBIDDEN = [
    ("A1", F(), {}, {"RF26": "present"}),
    ("A1", F(pain_severity=3), {}, {"RF06": "old"}),
    ("A2", F(injury_type="arthritis"), {}, {"heart_disease": "present"}),
    ("A2", F(injury_type="arthritis"), {}, {"RF01": "old"}),
    ("A3", F(injury_type="arthritis"), {}, {"skin_wound": "present"}),
    ("A3", F(injury_type="arthritis"), {}, {"RF02": "old"}),
    ("A3", F(injury_type="arthritis"), {}, {"heart_disease": "present"}),
    ("A4", F(pain_duration=20), {}, {"high_blood_pressure": "present"}),
    ("A4", F(pain_duration=20), {}, {"osteoporosis": "present"}),
    ("A4", F(pain_duration=20), {}, {"RF14": "present"}),
    ("A4", F(pain_duration=20), {}, {"spine_surgery": "old"}),
    ("A6", F(), {}, {"osteoporosis": "present"}),
    ("A6", F(), {}, {"spine_surgery": "old"}),
    ("A8", F(), {}, {"numb_skin": "present"}),
    ("A8", F(), {}, {"skin_wound": "present"}),
    ("A8", F(), {}, {"RF21": "present"}),
    ("A8", F(), {}, {"low_platelets": "present"}),
    ("A8", F(), {}, {"clot_history": "present"}),
    ("A8", F(), {}, {"RF01": "old"}),
    ("A9", F(), {}, {"blood_thinner": "present"}),
    ("A9", F(), {}, {"bleeding_disorder": "present"}),
    ("A9", F(), {}, {"low_platelets": "present"}),
    ("A9", F(), {}, {"osteoporosis": "present"}),
    ("A9", F(), {}, {"clot_history": "present"}),
    ("A9", F(), {}, {"skin_wound": "present"}),
    ("A9", F(), {}, {"minor_trauma": "present"}),
    ("A9", F(), {}, {"RF22": "present"}),
    ("A9", F(), {}, {"RF21": "unasked"}),
    ("A9", F(), {}, {"RF21": "unsure"}),
    *(("A5", F(injury_type="strain", **CLINIC), ASKED, {sign: "present"}) for sign in ASKED),
    *(("A5", F(injury_type="strain", **CLINIC), ASKED, {sign: "unasked"}) for sign in ASKED),
    *(
        ("A5", F(injury_type="strain", **CLINIC), ASKED, {sign: "present"})
        for sign in ("RF21", "RF22", "RF26", "RF13", "leg_numbness", "walking_leg_heaviness",
                     "low_platelets", "spine_injection")
    ),
    *(
        ("A5", F(injury_type="strain", **CLINIC), ASKED, {sign: "unsure"})
        for sign in ("RF21", "RF22", "RF26", "RF10")
    ),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts", "asked", "against"), FORBIDDEN)
def test_one_contraindication_withholds(protocol, code, facts, asked, against):
    fitting = decide(person(protocol, facts, **asked), protocol)
    assert code in fitting.advice
    decision = decide(person(protocol, facts, **{**asked, **against}), protocol)
    assert code not in decision.advice


@pytest.mark.parametrize(
    ("code", "facts", "why"),
    [
        ("A4", F(pain_duration=13), "fresh and not easing"),
        ("A4", F(pain_duration=20, pain_severity=7), "too strong"),
        ("A4", F(pain_duration=20, pain_severity=None), "strength not known"),
        ("A5", F(injury_type="strain", pain_duration=50, age=None), "adult not known"),
        ("A5", F(injury_type="strain", pain_duration=20), "not at the clinic level"),
        ("A6", F(injury_type="strain", pain_duration=2), "fresh strain"),
        ("A6", F(leg_pain="below_knee"), "pain down the leg"),
        ("A7", F(injury_type="strain"), "first two weeks"),
        ("A9", F(injury_type="strain", pain_duration=2), "fresh strain"),
    ],
)
def test_not_the_time_for_it(protocol, code, facts, why):
    assert code not in decide(person(protocol, facts, **ASKED), protocol).advice, why


def test_what_was_never_asked_is_named(protocol):
    decision = decide(person(protocol, F(injury_type="strain", **CLINIC)), protocol)
    reasons = {one.code: one.reason for one in decision.advice_withheld}
    assert "a blood clot" in reasons["A5"]
    assert "A9" in decision.advice


def test_a_contraindication_is_named_before_anything_else(protocol):
    decision = decide(person(protocol, blood_thinner="present"), protocol)
    reasons = {one.code: one.reason for one in decision.advice_withheld}
    assert reasons["A9"] == "You told us about a blood thinner or bleeding problem."


@pytest.mark.parametrize(
    "signs", [{"RF33": "present"}, {"RF02": "present"}, {"RF06": "present"}, {"RF11": "present"}]
)
def test_urgent_people_get_no_exercises(protocol, signs):
    assert decide(person(protocol, **signs), protocol).advice == ()


def test_two_clinic_rules_give_only_what_both_allow(protocol):
    # A child whose pain has lasted two months gets no home exercises from the second rule.
    decision = decide(
        person(protocol, F(age=15, pain_duration=28, daily_function="unable")), protocol
    )
    assert {reason.rule_id for reason in decision.reasons} >= {"D20", "D27"}
    assert decision.advice == ("A11",)
