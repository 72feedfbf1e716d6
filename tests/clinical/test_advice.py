"""Every advice item: whom it is for, and every reason to hold it back."""

from __future__ import annotations

import pytest

from actions.triage.advice import objection_to
from actions.triage.conditions import Truth, referenced
from actions.triage.decision import decide
from actions.triage.protocol import Disposition
from actions.triage.untold import read_patient
from tests.clinical.people import person

F = dict
CLINIC = F(pain_duration=50)  # the clinic level, where no more rule is in the way
# All that has to be asked before A5, denied.
ASKED = dict.fromkeys(
    ("clot_history", "heart_disease", "stroke_history", "high_blood_pressure", "diabetes",
     "kidney_disease", "sickle_cell", "varicose_veins", "spine_surgery", "skin_wound", "numb_skin",
     "recent_immobility", "pill_and_smoking", "skin_graft"),
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


# Written by hand from the advice table of the literature note: what each item is never given with.
# "old" signs are those that leave the level at the clinic, so that only the item can say no.
NEVER_WITH = {
    "A1": ["chest_pain", "breathless", "fainted", "cannot_walk", "foot_drop", "leg_weakness",
           "major_trauma", "spine_injection", "RF26"],
    "A2": ["saddle_numbness", "bladder_trouble", "bowel_trouble", "heart_disease", "chest_pain",
           "unsteady_gait", "leg_weakness", "major_trauma", "RF26"],
    "A3": ["skin_wound", "wound_problem", "fever", "recent_infection", "bladder_trouble",
           "bowel_trouble", "heart_disease", "RF26", "pregnancy_alarm"],
    "A4": ["leg_weakness", "foot_drop", "osteoporosis", "long_term_steroids", "height_loss",
           "spine_surgery", "high_blood_pressure", "major_trauma"],
    "A5": ["clot_history", "calf_swelling", "low_platelets", "bleeding_disorder", "heart_disease",
           "known_aneurysm", "cold_pale_leg", "high_blood_pressure", "stroke_history", "diabetes",
           "kidney_disease", "sickle_cell", "varicose_veins", "pregnant", "recent_birth",
           "cancer_history", "spine_surgery", "recent_immobility", "pill_and_smoking", "skin_wound",
           "wound_problem", "skin_graft", "numb_skin", "leg_numbness", "blood_thinner", "fever"],
    "A6": ["osteoporosis", "long_term_steroids", "spine_surgery", "major_trauma"],
    "A7": ["major_trauma", "RF26"],
    "A8": ["numb_skin", "saddle_numbness", "both_legs_symptoms", "clumsy_hands", "cold_pale_leg",
           "walking_leg_heaviness", "skin_wound", "wound_problem", "rash_blisters", "blood_thinner",
           "bleeding_disorder", "low_platelets", "fever", "recent_infection", "cancer_history",
           "clot_history", "calf_swelling", "confusion"],
    "A9": ["osteoporosis", "height_loss", "blood_thinner", "bleeding_disorder", "low_platelets",
           "clot_history", "calf_swelling", "cancer_history", "fever", "recent_infection",
           "skin_wound", "wound_problem", "rash_blisters", "spine_surgery", "spine_injection",
           "foot_drop", "saddle_numbness", "both_legs_symptoms", "pregnant", "minor_trauma"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("code", "sign"), [(c, s) for c, signs in NEVER_WITH.items() for s in signs]
)
def test_every_contraindication_of_the_table(protocol, code, sign):
    facts = F(injury_type="arthritis", pain_duration=50, pain_trend="better")
    fitting = person(protocol, facts, **ASKED)
    assert objection_to(code, Disposition.CLINIC, fitting, protocol) is None
    patient = person(protocol, facts, **{**ASKED, sign: "present"})
    assert objection_to(code, Disposition.CLINIC, patient, protocol) is not None


def test_every_objection_of_the_file_is_reached_by_each_of_its_signs(protocol):
    for item in protocol.advice.items.values():
        for objection in item.withhold_when:
            for sign in referenced([objection.when]):
                patient = person(
                    protocol, F(injury_type="arthritis", pain_duration=50), **{sign: "present"}
                )
                assert objection.when.read(read_patient(patient, protocol)) is Truth.TRUE, sign
                found = objection_to(item.id, Disposition.CLINIC, patient, protocol)
                assert found in {one.because for one in item.withhold_when}, (item.id, sign)


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
