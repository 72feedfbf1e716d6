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
    "it started left but now the right too", "left at first, then it jumped to the right",
    "right leg mostly, a little in the left", "mostly left but some right", "yes my legs",
    "it alternates",
]  # fmt: skip
ONE = [
    "just the left", "left, the right is fine", "left leg, right down to my foot",
    "right leg right at the back of the thigh", "lower left, none in the right",
    "left buttock into the left thigh",
]  # fmt: skip


@pytest.mark.parametrize(("text", "sign"), SIGNS)
def test_the_sign_is_heard(text, sign):
    assert sign in alarms(text)


@pytest.mark.parametrize("text", QUIET)
def test_harmless_words_raise_no_alarm(text):
    assert not alarms(text)
    assert "present" not in findings(text).get("despair", ())


@pytest.mark.parametrize("text", DESPAIR)
def test_despair_is_asked_about(text):
    assert "present" in findings(text).get("despair", ())


@pytest.mark.parametrize("text", BOTH)
def test_a_second_leg_named_by_its_side_is_both(text):
    assert _leg_answers(text)[-1] == "both_legs"


@pytest.mark.parametrize("text", ONE)
def test_one_leg_is_one(text):
    assert "both_legs" not in _leg_answers(text)


def _leg_answers(text: str) -> list[object]:
    return [entity.value for entity in entities(text) if entity.entity == "leg_answer"]
