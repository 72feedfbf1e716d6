"""Signs in the words of patients whom nobody had heard before, and harmless words beside them."""

from __future__ import annotations

import pytest

from tests.language.suite import alarms, entities, findings

SIGNS = [
    ("better but the peeing is getting harder", "bladder_trouble"),
    ("its harder to pee", "bladder_trouble"),
    ("trouble going to the bathroom", "bladder_trouble"),
    ("i keep running to the bathroom and dont make it", "bladder_trouble"),
    ("i dont make it to the bathroom in time", "bladder_trouble"),
    ("going to the bathroom takes forever", "bladder_trouble"),
    ("peed a little when i sneezed", "bladder_trouble"),
    ("my bottom half isnt mine", "both_legs_symptoms"),
    ("legs no strong, back pain", "both_legs_symptoms"),
    ("i feel ants in my private part", "saddle_numbness"),
    ("foot drop since monday, worse since", "weakness_worsening"),
    ("they found a mass", "cancer_history"),
    ("compression fracture they said", "osteoporosis"),
    ("woke up drenched, back hurts", "fever"),
    ("cant stop shaking, back pain", "fever"),
    ("wouldnt mind if a bus hit me", "suicidal"),
    ("tired of living", "suicidal"),
]
QUIET = [
    "i have no trouble going to the bathroom",
    "going to the bathroom is fine",
    "remodeling the bathroom, back hurts",
    "trouble going to sleep",
    "found a sore spot on my back",
    "mri shows a herniated disc",
    "my back is worst at the end of the day",
    "sick and tired of this back pain",
    "sick of living in this city, back hurts",
    "i dont trust myself to lift anything",
    "want to check out your website",
    "hot bath helps",
    "no legs are fine",
    "left side of my back hurts",
    "numb hands no, neck fine",
]
# What a harmless message shares its words with, and what still alarms.
NEAR = [
    ("i have to be carried to the bathroom", "cannot_walk"),
    ("i have to crawl to the bathroom", "cannot_walk"),
    ("i have to go to the bathroom in a bucket because i cant walk", "cannot_walk"),
    ("i have to go to the bathroom but i cant get up from the bed", "cannot_walk"),
    ("i cant make it to the bathroom", "bladder_trouble"),
    ("i have to go to the bathroom but nothing comes out", "bladder_trouble"),
    ("i cant go to the bathroom", "bladder_trouble"),
    ("i have to strain to go to the bathroom", "bladder_trouble"),
    ("i cant tell when i have to go to the bathroom", "bladder_trouble"),
    ("i have to run to the bathroom and dont make it", "bladder_trouble"),
    ("i wet the bed again, up all night", "bladder_trouble"),
    ("my kid has back pain and wet the bed again", "bladder_trouble"),
    ("my son wet the bed again, he is 15 and has back pain", "bladder_trouble"),
    ("my wife wet the bed again", "bladder_trouble"),
    ("my son wet the bed again, up all night, his back hurts", "bladder_trouble"),
    ("the kid kept me up and i wet myself", "bladder_trouble"),
    ("my daughter's back hurts and she wets the bed now", "bladder_trouble"),
    ("tennis elbow, and pain down my left arm into the jaw", "arm_jaw_pain"),
    ("left arm hurts and i have tennis elbow in the right one", "arm_jaw_pain"),
    ("i have tmj, but now pain goes from my jaw to my arm", "arm_jaw_pain"),
    ("my arm feels heavy and achy", "arm_jaw_pain"),
    ("pain in my left arm, i also have carpal tunnel", "arm_jaw_pain"),
    ("both legs are killing me", "both_legs_symptoms"),
    ("both my legs hurt and tingle after the gym", "both_legs_symptoms"),
    ("both legs weak after the gym", "both_legs_symptoms"),
    ("both legs feel heavy since leg day and my back hurts", "both_legs_symptoms"),
    ("both legs hurt since my back went out", "both_legs_symptoms"),
    ("legs sore from the gym and both legs went numb", "both_legs_symptoms"),
]
AWAY = [
    "i have to go to the bathroom", "sorry had to go to the bathroom", "i'm going to the bathroom",
    "i need to go to the toilet, back in a minute", "bathroom brb", "brb bathroom", "gotta pee brb",
    "i have to run to the loo real quick", "be right back, need to use the toilet",
    "one sec going to the restroom", "wait, bathroom break",
]  # fmt: skip
ELSEWHERE = [
    "my kid wet the bed so i was changing sheets all night",
    "the baby peed the bed and i had to lift the mattress",
    "my toddler wets the bed, i carry the mattress",
    "changing wet sheets of my little one all night",
    "the kid wet the bed again, up all night",
    "golfers elbow in the left arm", "my arm hurts from tennis elbow",
    "carpal tunnel in my right arm",
    "my legs are killing me from the gym, both of them", "both legs sore from squats yesterday",
    "both legs ache from the hike", "both calves are sore from running",
    "my thighs are sore after running, both",
]  # fmt: skip
URGENT = {"cannot_walk", "bladder_trouble", "arm_jaw_pain", "both_legs_symptoms"}
DESPAIR = [
    "i want out",
    "ready to check out",
    "i might do something stupid, the pain is too much",
    "i dont trust myself with my pills",
    "afraid of what i might do",
    "what if i just didnt wake up",
    "im scared im going to hurt myself because of this pain",
]
BOTH = [
    "it started left but now the right too", "left at first, now the right as well",
    "was left, now left and right", "was left now also right", "left then right",
    "it switches sides, left then right", "started left, now right too",
    "sometimes left sometimes right",
    "first left then right too", "left first, now both",
    "left at first, then it jumped to the right",
    "right leg mostly, a little in the left", "mostly left but some right", "yes my legs",
    "it alternates",
]  # fmt: skip
ONE = [
    "just the left", "left, the right is fine", "left leg, right down to my foot",
    "right leg right at the back of the thigh", "lower left, none in the right",
    "left buttock into the left thigh",
]  # fmt: skip
# From one leg to the other: it is asked how far it goes, and whether it is one leg or both.
MOVED = [
    "left first, now mostly right", "it was the left, changed to right",
    "was left, moved to the right", "used to be left but now right",
    "at first left, now only the right",
    "moved from left to right",
    "left to begin with, now just the right side", "it went from the left leg to the right",
    "first it was the right leg, now the left one", "started left, then switched to right",
    "initially right, then moved over to left",
]  # fmt: skip


@pytest.mark.parametrize(("text", "sign"), SIGNS)
def test_the_sign_is_heard(text, sign):
    assert sign in alarms(text)


@pytest.mark.parametrize("text", QUIET)
def test_harmless_words_raise_no_alarm(text):
    assert not alarms(text)
    assert "present" not in findings(text).get("despair", ())


@pytest.mark.parametrize(("text", "sign"), NEAR)
def test_the_sign_is_heard_beside_words_that_are_harmless_elsewhere(text, sign):
    assert sign in alarms(text)


@pytest.mark.parametrize("text", [*AWAY, *ELSEWHERE])
def test_what_has_a_cause_of_its_own_is_no_emergency(text):
    assert not URGENT.intersection(alarms(text))


@pytest.mark.parametrize("text", AWAY)
def test_who_is_away_for_a_moment_is_not_unable_to_do_anything(text):
    assert not [one for one in entities(text) if one.value == "unable"]


@pytest.mark.parametrize("text", DESPAIR)
def test_despair_is_asked_about(text):
    assert "present" in findings(text).get("despair", ())


@pytest.mark.parametrize("text", BOTH)
def test_a_second_leg_named_by_its_side_is_both(text):
    assert _leg_answers(text)[-1] == "both_legs"


@pytest.mark.parametrize("text", ONE)
def test_one_leg_is_one(text):
    assert "both_legs" not in _leg_answers(text)


@pytest.mark.parametrize("text", MOVED)
def test_a_leg_that_took_over_from_the_other_is_no_second_one(text):
    assert "both_legs" not in _leg_answers(text)
    assert "both_legs_symptoms" not in alarms(text)


def _leg_answers(text: str) -> list[object]:
    return [entity.value for entity in entities(text) if entity.entity == "leg_answer"]
