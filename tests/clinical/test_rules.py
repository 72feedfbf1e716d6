"""Every rule of the decision table with people just inside and just outside of it."""

from __future__ import annotations

import pytest

from actions.triage.decision import decide
from actions.triage.presentation import Presentation
from actions.triage.protocol import Disposition
from tests.clinical.people import person

F = dict

# rule, what the person has, and why this is the edge
INSIDE = [
    ("D00", {}, {"RF33": "present"}, "a tick is enough"),
    ("D00", {}, {"suicidal": "present", "RF02": "present"}, "crisis outranks an emergency"),
    ("D01", {}, {"tearing_pain": "present"}, "aorta by one sign"),
    ("D01", {}, {"chest_pain": "present"}, "heart by one sign"),
    ("D01", {}, {"fainted": "present"}, "shock by one sign"),
    ("D01", F(age=60), {"sudden_severe_pain": "present", "belly_pain": "present"}, "60 and belly"),
    (
        "D01",
        F(age=60),
        {"sudden_severe_pain": "present", "thoracic_pain": "present"},
        "60, sudden, between the shoulder blades",
    ),
    (
        "D01",
        {},
        {"artery_illness": "present", "sudden_severe_pain": "present"},
        "Marfan and sudden pain",
    ),
    ("D02", {}, {"RF01": "present"}, "newness not known counts as new"),
    ("D02", {}, {"bladder_trouble": "new"}, "volunteered and new"),
    ("D02", {}, {"RF03": "new"}, "bowel"),
    ("D02", {}, {"RF02": "old", "bladder_trouble": "new"}, "an old leak that has become worse"),
    ("D02", {}, {"RF04": "present", "RF02": "old"}, "new change during sex on top of an old sign"),
    ("D03", {}, {"RF05": "present"}, "both legs"),
    ("D03", F(leg_pain="both_legs"), {"RF05": "unasked"}, "both legs by the slot alone"),
    ("D03", {}, {"RF06": "present", "weakness_worsening": "present"}, "growing weakness"),
    ("D03", {}, {"leg_weakness": "present", "cannot_walk": "present"}, "too weak to walk"),
    ("D03", {}, {"clumsy_hands": "new"}, "cord signs that came on fast"),
    ("D03", {}, {"RF07": "old", "RF02": "old"}, "cord signs with bladder trouble"),
    ("D03", {}, {"cancer_history": "present", "foot_drop": "present"}, "cancer and a nerve sign"),
    ("D03", {}, {"night_pain": "present", "RF06": "present"}, "any cancer sign and a nerve sign"),
    ("D03", {}, {"RF26": "present", "leg_numbness": "new"}, "numb after a procedure"),
    ("D04", {}, {"RF08": "present"}, "crash"),
    ("D04", {}, {"penetrating_wound": "present"}, "a stab or a bullet"),
    ("D04", {}, {"minor_trauma": "present", "RF06": "present"}, "small fall with a nerve sign"),
    ("D04", F(injury_type="fall_trauma"), {"RF06": "new"}, "fall by the slot, with a nerve sign"),
    ("D04", F(injury_type="fall_trauma"), {"midline_spine_pain": "new"}, "fall, midline pain"),
    ("D05", {}, {"fever": "present", "RF12": "present"}, "fever and injected drugs"),
    ("D05", {}, {"fever": "present", "RF06": "present"}, "fever and a nerve sign"),
    ("D05", {}, {"RF13": "present", "feels_unwell": "present"}, "weak immunity, unwell"),
    ("D05", F(pain_trend="worse"), {"RF13": "present"}, "weak immunity, growing pain"),
    ("D05", {}, {"fever": "present", "RF26": "present"}, "fever after a procedure"),
    ("D05", {}, {"purple_spots": "present"}, "purple spots"),
    ("D06", {}, {"RF21": "present", "minor_trauma": "present"}, "thinner and a small fall"),
    ("D06", {}, {"RF21": "present", "sudden_severe_pain": "present"}, "thinner, sudden pain"),
    ("D06", {}, {"RF21": "present", "leg_numbness": "present"}, "thinner and any numbness"),
    ("D06", {}, {"RF18": "present", "cannot_keep_fluids_down": "present"}, "kidney, no fluids"),
    (
        "D06",
        {},
        {"flank_pain": "present", "cannot_keep_fluids_down": "present"},
        "stone, no fluids",
    ),
    ("D06", {}, {"in_danger": "present"}, "not safe now"),
    ("D06", {}, {"pregnancy_alarm": "present"}, "bleeding in pregnancy"),
    ("D06", {}, {"RF22": "present", "fever": "present"}, "fever in pregnancy"),
    ("D06", {}, {"urinary_burning": "present", "RF11": "present", "vomiting": "present"}, "kidney"),
    ("D06", {}, {"colicky_pain": "present", "vomiting": "present"}, "stone with vomiting"),
    ("D06", F(pain_severity=8), {"belly_pain": "present"}, "severe belly pain, lower edge"),
    ("D06", {}, {"black_stool": "present"}, "bleeding in the gut"),
    ("D06", {}, {"overdose": "present"}, "too much medicine"),
    ("D06", {}, {"cold_pale_leg": "present"}, "no blood flow"),
    ("D10", {}, {"RF06": "present"}, "one weak leg, stable"),
    ("D10", {}, {"RF04": "present"}, "change during sex alone"),
    ("D10", {}, {"RF07": "old"}, "slow cord signs"),
    ("D11", {}, {"RF11": "present"}, "fever"),
    ("D11", {}, {"recent_infection": "present"}, "infection without fever"),
    ("D11", {}, {"RF12": "present"}, "injected drugs without fever"),
    ("D11", {}, {"wound_problem": "present"}, "leaking wound"),
    ("D11", F(pain_trend="worse"), {"RF26": "present"}, "worse after a procedure"),
    ("D12", {}, {"RF10": "present"}, "cancer by a tick"),
    ("D12", {}, {"weight_loss": "present", "night_pain": "present"}, "the pair"),
    ("D13", F(age=65), {"minor_trauma": "present"}, "65 and a small fall"),
    ("D13", {}, {"minor_trauma": "present", "osteoporosis": "present"}, "weak bones"),
    ("D13", {}, {"RF14": "present", "sudden_severe_pain": "present"}, "steroids, sudden"),
    ("D13", F(age=60), {"sudden_severe_pain": "present"}, "60 and sudden"),
    ("D14", {}, {"urinary_burning": "present"}, "kidney"),
    ("D14", {}, {"belly_pain": "present"}, "mild belly pain"),
    ("D14", {}, {"rash_blisters": "present"}, "shingles"),
    ("D14", {}, {"calf_swelling": "present"}, "clot"),
    ("D14", {}, {"RF22": "new"}, "new backache in pregnancy"),
    ("D14", F(age=4), {}, "small child"),
    ("D14", F(age=17, pain_duration=29), {}, "child, over four weeks"),
    ("D14", F(age=17), {"night_pain": "present"}, "child at night"),
    ("D14", F(age=17), {"RF06": "old"}, "child with a nerve sign, however old"),
    ("D14", F(age=17), {"leg_numbness": "present"}, "child with a numb leg"),
    ("D14", {}, {"RF18": "present", "vomiting": "present"}, "kidney, vomiting, yet no fever"),
    ("D14", {}, {"assault": "present"}, "assault"),
    ("D15", F(pain_severity=8), {}, "severe, lower edge"),
    ("D15", F(pain_severity=9, pain_trend=None), {}, "no word that it eases"),
    ("D15", {}, {"unbearable_pain": "present"}, "nothing helps"),
    ("D16", {}, {"RF17": "unsure"}, "one danger sign unsure"),
    ("D16", {}, {"RF01": "unasked"}, "one danger sign never asked"),
    ("D20", F(age=17), {}, "a day before 18"),
    ("D21", F(injury_type="post_surgery"), {}, "surgery at any time"),
    ("D21", {}, {"RF26": "present"}, "injection some weeks ago"),
    ("D21", {}, {"spine_surgery": "old"}, "surgery long ago"),
    ("D22", {}, {"RF01": "old"}, "numb for years"),
    ("D22", {}, {"RF08": "old"}, "crash long ago"),
    ("D22", {}, {"RF36": "old"}, "shot long ago"),
    ("D22", {}, {"stroke_signs": "old"}, "a weak side since the stroke of years ago"),
    ("D22", {}, {"seizure": "old"}, "a seizure of years ago"),
    ("D07", {}, {"stroke_signs": "present"}, "a face that droops"),
    ("D07", {}, {"seizure": "present"}, "a seizure"),
    ("D07", {}, {"throat_swelling": "present"}, "a tongue that swells"),
    ("D07", {}, {"hives": "present", "vomiting": "present"}, "hives and throwing up"),
    ("D07", {}, {"meningitis": "present"}, "meningitis by its name"),
    ("D07", {}, {"stiff_neck": "present", "fever": "present"}, "stiff neck with fever"),
    ("D07", {}, {"stiff_neck": "present", "light_hurts": "present"}, "stiff neck, light hurts"),
    ("D07", {}, {"light_hurts": "present", "fever": "present"}, "light hurts, fever"),
    ("D07", {}, {"bleeding_on": "present"}, "bleeding that does not stop"),
    ("D07", {}, {"deep_bite": "present"}, "a deep bite"),
    ("D14", {}, {"animal_bite": "present"}, "a bite"),
    ("D05", F(age=5), {"fever": "present", "cannot_walk": "present"}, "a child will not walk"),
    ("D06", {}, {"blood_in_urine": "present", "minor_trauma": "present"}, "fell, blood in the pee"),
    ("D22", {}, {"night_pain": "present"}, "one soft sign"),
    ("D22", F(age=70), {}, "old age"),
    ("D22", F(age=56), {"first_episode_ever": "present"}, "first episode after 55"),
    ("D22", {}, {"RF13": "present"}, "weak immunity alone"),
    ("D22", {}, {"diabetes": "present"}, "diabetes alone"),
    ("D22", {}, {"spine_lump": "present"}, "lump"),
    ("D22", F(pain_duration=15), {"thoracic_pain": "present"}, "shoulder blades, over two weeks"),
    ("D23", F(pain_duration=43), {}, "more than six weeks"),
    ("D24", {}, {"morning_stiffness": "present", "better_with_movement": "present"}, "both"),
    ("D25", F(leg_pain="below_knee"), {}, "below the knee"),
    ("D25", {}, {"leg_numbness": "present"}, "tingling leg"),
    ("D26", F(injury_type="disc", pain_duration=14), {}, "known disc for two weeks"),
    ("D26", {}, {"walking_leg_heaviness": "present"}, "walking pattern"),
    ("D27", F(daily_function="unable"), {}, "no normal day"),
    ("D28", {}, {"despair": "present"}, "cannot take any more"),
    ("D29", F(pain_duration=28), {}, "four weeks and no better"),
    ("D29", F(pain_duration=8, pain_trend="worse"), {}, "worse after the first week"),
    ("D30", F(pain_duration=14), {}, "two weeks"),
    ("D30", F(pain_duration=42, pain_trend="better"), {}, "six weeks exactly, improving"),
    ("D31", {}, {"recurrent_pain": "present"}, "a known flare"),
    ("D40", F(pain_duration=13), {}, "a day before two weeks"),
    ("D40", F(pain_severity=7), {}, "moderate, upper edge"),
    ("D40", {}, {"RF21": "present"}, "a blood thinner alone changes no level"),
    ("D41", {}, {"RF22": "present"}, "pregnant, not known to be new"),
    ("D41", F(injury_type="pregnancy"), {}, "pregnant by the slot"),
    ("D99", F(pain_duration=None), {}, "how long is not known"),
    ("D99", F(pain_severity=None), {}, "how strong is not known"),
    ("D99", {}, {"RF12": "unsure"}, "illness list not clear"),
    ("D99", F(pain_duration=30, pain_trend=None), {}, "a month, trend not known"),
]

# the rule that must no longer decide, and the one that does
OUTSIDE = [
    ("D01", "D13", F(age=60), {"sudden_severe_pain": "present"}, "60 and sudden, no belly pain"),
    (
        "D01",
        "D15",
        F(age=59),
        {"sudden_severe_pain": "present", "thoracic_pain": "present"},
        "59, sudden, between the shoulder blades",
    ),
    ("D02", "D22", {}, {"RF02": "old"}, "leak since childbirth"),
    ("D02", "D10", {}, {"RF04": "new"}, "change during sex alone"),
    ("D03", "D10", {}, {"leg_weakness": "present"}, "one weak leg"),
    ("D03", "D22", {}, {"RF05": "old"}, "both legs for years"),
    ("D03", "D10", {}, {"clumsy_hands": "present"}, "cord signs, speed not known"),
    ("D04", "D40", F(injury_type="fall_trauma"), {}, "a fall in the slot alone is no crash"),
    ("D04", "D22", {}, {"RF08": "old"}, "crash years ago"),
    ("D04", "D22", {}, {"penetrating_wound": "old"}, "stabbed years ago"),
    ("D04", "D15", F(injury_type="fall_trauma"), {"sudden_severe_pain": "new"}, "no midline pain"),
    ("D04", "D40", F(injury_type="fall_trauma"), {"midline_spine_pain": "absent"}, "denied"),
    ("D05", "D11", {}, {"fever": "present", "diabetes": "present"}, "diabetes with fever"),
    ("D05", "D14", {}, {"rash_blisters": "present"}, "blisters without fever"),
    ("D01", "D40", {}, {"artery_illness": "present"}, "Marfan alone"),
    ("D05", "D11", F(age=5), {"fever": "present"}, "a child with fever that walks"),
    ("D06", "D14", {}, {"blood_in_urine": "present", "RF08": "old"}, "a crash of years ago"),
    ("D06", "D40", {}, {"RF21": "present"}, "thinner alone"),
    ("D07", "D40", {}, {"stiff_neck": "present"}, "a stiff neck alone"),
    ("D07", "D40", {}, {"light_hurts": "present"}, "light that hurts alone"),
    ("D07", "D40", {}, {"hives": "present"}, "hives alone"),
    ("D07", "D11", {}, {"fever": "present"}, "fever alone"),
    ("D07", "D22", {}, {"stroke_signs": "old"}, "a stroke of years ago"),
    (
        "D06",
        "D22",
        {},
        {"RF21": "present", "leg_numbness": "absent", "RF06": "old"},
        "old, thinner",
    ),
    ("D06", "D14", {}, {"assault": "present"}, "hurt, and safe now"),
    ("D06", "D14", F(pain_severity=7), {"belly_pain": "present"}, "belly pain, not severe"),
    ("D10", "D22", {}, {"RF06": "old"}, "old foot drop"),
    ("D12", "D22", {}, {"weight_loss": "present"}, "weight loss alone"),
    ("D13", "D40", F(age=64), {"minor_trauma": "present"}, "64 and a small fall"),
    ("D13", "D15", F(age=59), {"sudden_severe_pain": "present"}, "59 and sudden"),
    ("D14", "D20", F(age=5), {}, "five years old"),
    ("D14", "D20", F(age=17, pain_duration=28), {}, "child, exactly four weeks"),
    ("D14", "D41", {}, {"RF22": "old"}, "long-standing ache in pregnancy"),
    ("D15", "D99", F(pain_severity=8, pain_trend="better"), {}, "severe but easing"),
    ("D16", "D40", {}, {"RF17": "absent"}, "the last danger sign denied"),
    ("D20", "D40", F(age=18), {}, "eighteen"),
    ("D22", "D40", F(age=69), {}, "69"),
    ("D22", "D30", F(pain_duration=14), {"thoracic_pain": "present"}, "shoulder blades, two weeks"),
    ("D22", "D40", F(age=55), {"first_episode_ever": "present"}, "first episode at 55"),
    ("D23", "D29", F(pain_duration=42), {}, "exactly six weeks, not better"),
    (
        "D24",
        "D40",
        F(age=45),
        {"morning_stiffness": "present", "better_with_movement": "present"},
        "45",
    ),
    ("D25", "D40", F(leg_pain="above_knee"), {}, "thigh only"),
    ("D26", "D40", F(injury_type="disc", pain_duration=13), {}, "known disc, 13 days"),
    ("D27", "D40", F(daily_function="limited"), {}, "a hard day, but a day"),
    ("D29", "D30", F(pain_duration=27), {}, "27 days, same"),
    ("D29", "D40", F(pain_duration=7, pain_trend="worse"), {}, "worse within the first week"),
    ("D30", "D40", F(pain_duration=13), {}, "13 days"),
    ("D31", "D30", F(pain_duration=14), {"recurrent_pain": "present"}, "a flare of two weeks"),
    ("D40", "D30", F(pain_duration=13.2), {}, "days are rounded up"),
]


@pytest.mark.parametrize(("rule", "facts", "signs", "reason"), INSIDE)
def test_just_inside(protocol, rule, facts, signs, reason):
    assert decide(person(protocol, facts, **signs), protocol).rule_id == rule, reason


@pytest.mark.parametrize("row", OUTSIDE, ids=lambda row: f"{row[0]} {row[-1]}")
def test_just_outside(protocol, row):
    left, rule, facts, signs, reason = row
    decision = decide(person(protocol, facts, **signs), protocol)
    assert decision.rule_id == rule, reason
    assert left not in {found.rule_id for found in decision.reasons}, reason


def test_every_rule_has_a_case(protocol):
    by_triage = {rule.id for rule in protocol.rules if rule.cases}
    assert by_triage == {rule for rule, *_ in INSIDE}


def test_nothing_asked_is_same_day(protocol):
    decision = decide(Presentation(), protocol)
    assert (decision.rule_id, decision.disposition) == ("D16", Disposition.SAME_DAY)
    assert decision.not_asked == tuple(
        flag for screen in protocol.screens.values() for flag in screen.asks
    )


@pytest.mark.parametrize(
    ("facts", "signs", "hours"),
    [
        (F(leg_pain="below_knee"), {}, 336),
        (F(leg_pain="below_knee", pain_severity=7), {}, 72),  # strong: sooner
        (F(leg_pain="below_knee", pain_trend="worse"), {}, 72),  # growing: sooner
        ({}, {"spine_lump": "present"}, 72),  # priority clinic
        (F(age=17), {"spine_lump": "present"}, 72),  # the shortest of two clinic rules
        (F(pain_duration=43), {}, 168),
    ],
)
def test_time_limit(protocol, facts, signs, hours):
    assert decide(person(protocol, facts, **signs), protocol).within_hours == hours
