"""Every red flag present, denied and unsure; every finding heard for what it raises."""

from __future__ import annotations

import pytest

from actions.triage.conditions import Truth
from actions.triage.decision import decide
from actions.triage.protocol import Disposition
from actions.triage.untold import read_patient
from tests.clinical.people import person

RED_FLAGS = [f"RF{number:02}" for number in range(1, 44)]
DANGER = ["RF01", "RF02", "RF03", "RF05", "RF06", "RF08", "RF15", "RF16", "RF17"]
ILLNESS = ["RF10", "RF11", "RF12", "RF13", "RF14", "RF21", "RF22", "RF26"]
# Written by hand from the red flag table: the level of each flag by itself.
ALONE = {
    "crisis": ["RF33"],
    "emergency": [
        *("RF01", "RF02", "RF03", "RF05", "RF08", "RF15", "RF16", "RF17", "RF32", "RF36"),
        *("RF38", "RF39", "RF40", "RF41", "RF42"),
    ],
    "same_day": [
        *("RF04", "RF06", "RF07", "RF09", "RF10", "RF11", "RF12", "RF18", "RF19", "RF20"),
        *("RF27", "RF28", "RF30", "RF34", "RF35", "RF37", "RF43"),
    ],
    "clinic": ["RF13", "RF14", "RF22", "RF23", "RF24", "RF25", "RF26", "RF29", "RF31"],
    "routine": ["RF21"],
}


@pytest.mark.parametrize(("level", "flags"), ALONE.items())
def test_present_alone(protocol, level, flags):
    for flag in flags:
        decision = decide(person(protocol, **{flag: "present"}), protocol)
        assert decision.disposition == level, flag
        assert flag in decision.red_flags


def test_every_flag_has_a_level():
    assert sorted(flag for flags in ALONE.values() for flag in flags) == RED_FLAGS


@pytest.mark.parametrize("flag", RED_FLAGS)
def test_denied_changes_nothing(protocol, flag):
    decision = decide(person(protocol, **{flag: "absent"}), protocol)
    assert (decision.rule_id, decision.red_flags) == ("D40", ())
    assert flag in decision.asked_and_denied


@pytest.mark.parametrize("flag", DANGER)
@pytest.mark.parametrize("answer", ["unsure", "unasked"])
def test_an_open_danger_sign_is_same_day(protocol, flag, answer):
    decision = decide(person(protocol, **{flag: answer}), protocol)
    assert (decision.rule_id, decision.disposition) == ("D16", Disposition.SAME_DAY)
    assert decision.reasons[0].matched_on == (flag,)


@pytest.mark.parametrize("flag", [one for one in ILLNESS if one != "RF21"])
@pytest.mark.parametrize("answer", ["unsure", "unasked"])
def test_an_open_illness_sign_is_never_home_care(protocol, flag, answer):
    decision = decide(person(protocol, **{flag: answer}), protocol)
    assert (decision.rule_id, decision.disposition) == ("D99", Disposition.CLINIC)


@pytest.mark.parametrize(
    "flag", ["RF01", "RF02", "RF03", "RF04", "RF05", "RF06", "RF08", "RF36", "RF38", "RF39"]
)
def test_long_unchanged_goes_to_the_clinic_with_a_note(protocol, flag):
    decision = decide(person(protocol, **{flag: "old"}), protocol)
    assert (decision.rule_id, decision.disposition) == ("D22", Disposition.CLINIC)
    assert protocol.red_flags[flag].ask_if_new


def test_screens_ask_the_contract_items_in_order(protocol):
    assert protocol.screens["danger_signs"].asks == tuple(DANGER)
    assert protocol.screens["illness_signs"].asks == tuple(ILLNESS)


RAISES_ALONE = {
    "saddle_numbness": "RF01", "bladder_trouble": "RF02", "bowel_trouble": "RF03",
    "sexual_numbness": "RF04", "both_legs_symptoms": "RF05", "leg_weakness": "RF06",
    "foot_drop": "RF06", "weakness_worsening": "RF06", "clumsy_hands": "RF07",
    "unsteady_gait": "RF07", "electric_shocks": "RF07", "band_around_chest": "RF07",
    "cord_symptoms_worsening": "RF07", "major_trauma": "RF08", "height_loss": "RF09",
    "cancer_history": "RF10", "fever": "RF11", "iv_drug_use": "RF12", "immunosuppression": "RF13",
    "long_term_steroids": "RF14", "tearing_pain": "RF15", "pulsing_belly": "RF15",
    "known_aneurysm": "RF15", "chest_pain": "RF16", "breathless": "RF16", "arm_jaw_pain": "RF16",
    "coughing_blood": "RF16", "pain_on_breathing": "RF16", "fainted": "RF17",
    "shock_signs": "RF17", "confusion": "RF17", "urinary_burning": "RF18",
    "blood_in_urine": "RF18", "colicky_pain": "RF19", "belly_pain": "RF20", "black_stool": "RF20",
    "yellow_skin": "RF20", "blood_thinner": "RF21", "bleeding_disorder": "RF21",
    "pregnant": "RF22", "recent_birth": "RF22", "pregnancy_alarm": "RF22",
    "spine_surgery": "RF26", "spine_injection": "RF26", "wound_problem": "RF26",
    "headache_upright": "RF26", "cannot_walk": "RF27", "unbearable_pain": "RF27",
    "rash_blisters": "RF28", "purple_spots": "RF28", "walking_leg_heaviness": "RF29",
    "cold_pale_leg": "RF29", "calf_swelling": "RF30", "spine_lump": "RF31", "overdose": "RF32",
    "alcohol_with_sedative": "RF37", "suicidal": "RF33", "assault": "RF34", "in_danger": "RF34",
    "cannot_keep_fluids_down": "RF35", "dried_out": "RF35", "penetrating_wound": "RF36",
    "stroke_signs": "RF38", "seizure": "RF39", "throat_swelling": "RF40", "meningitis": "RF41",
    "bleeding_on": "RF42", "animal_bite": "RF43", "deep_bite": "RF43",
}  # fmt: skip


@pytest.mark.parametrize(("sign", "flag"), RAISES_ALONE.items())
def test_a_volunteered_sign_overrides_a_denied_item(protocol, sign, flag):
    reading = read_patient(person(protocol, **{sign: "present"}), protocol)
    assert reading.presence(flag) is Truth.TRUE
    assert flag in protocol.findings[sign].red_flags


@pytest.mark.parametrize(
    ("facts", "signs", "flag", "why"),
    [
        ({"leg_pain": "both_legs"}, {}, "RF05", "the slot says both legs"),
        ({"age": 17}, {}, "RF23", "age"),
        ({"age": 70}, {}, "RF24", "age"),
        ({"injury_type": "pregnancy"}, {}, "RF22", "the slot says pregnancy"),
        (
            {"age": 60},
            {"sudden_severe_pain": "present", "thoracic_pain": "present"},
            "RF15",
            "60, sudden, between the shoulder blades",
        ),
        ({"age": 66}, {"minor_trauma": "present"}, "RF09", "age and a small fall"),
        ({}, {"weight_loss": "present", "night_pain": "present"}, "RF10", "the pair"),
        ({}, {"recent_infection": "present", "feels_unwell": "present"}, "RF11", "the pair"),
        ({}, {"flank_pain": "present", "fever": "present"}, "RF18", "the pair"),
        ({}, {"flank_pain": "present", "vomiting": "present"}, "RF19", "the pair"),
        ({}, {"flank_pain": "present", "cannot_keep_fluids_down": "present"}, "RF19", "the pair"),
        ({"pain_duration": 90}, {"morning_stiffness": "present"}, "RF25", "three months"),
    ],
)
def test_raised_in_combination(protocol, facts, signs, flag, why):
    assert flag in decide(person(protocol, facts, **signs), protocol).red_flags, why


@pytest.mark.parametrize(
    "sign", ["cannot_walk", "midline_spine_pain", "sudden_severe_pain", "minor_trauma", "diabetes"]
)
def test_a_sign_that_needs_another_raises_no_emergency_alone(protocol, sign):
    decision = decide(person(protocol, **{sign: "present"}), protocol)
    assert decision.disposition is not Disposition.EMERGENCY
