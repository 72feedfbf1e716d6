"""Words typed for others that sound like them: the words around them tell which was meant."""

from __future__ import annotations

import pytest

from tests.language.suite import alarms, entities

MEANT = [
    ("my left leg is week", "leg_weakness"),
    ("right foot week", "leg_weakness"),
    ("my leg is to week to stand on", "leg_weakness"),
    ("leg week since last week", "leg_weakness"),
    ("feeling week in the legs", "both_legs_symptoms"),
    ("my legs have gone week and numb", "both_legs_symptoms"),
    ("my grip is getting week", "clumsy_hands"),
    ("i wanna dye", "suicidal"),
    ("i past out this morning", "fainted"),
    ("cant fell my but", "saddle_numbness"),
    ("no feeling on one but cheek", "saddle_numbness"),
    ("i loose control of my bladder", "bladder_trouble"),
    ("cant control my bowls", "bowel_trouble"),
    ("numb from the waste down", "both_legs_symptoms"),
    ("chess pain and short of breath", "chest_pain"),
    ("night sweets and a high fiver", "fever"),
]
PLAIN = [
    "my leg hurt last week",
    "hurt my foot this week",
    "leg pain week 2",
    "my legs hurt the whole week",
    "it is week three of this back pain",
    "sore week to week, no worse",
    "i got week off work for my leg",
    "i want to dye my hair but my back hurts",
    "half past ten my back started",
    "in the past blood tests were fine",
    "not my leg but my back",
    "played bowls and now my back is sore",
    "i lifted a box of loose bricks",
    "this is a waste of my time, back hurts",
    "i lost my job, wait for me",
    "crouch down and my back hurts",
    "we played chess and my back hurts from sitting",
    "i bet a fiver my back hurts tomorrow",
    "too many sweets, back hurts",
    "carrying a crate of leeks hurt my back",
]


@pytest.mark.parametrize(("text", "sign"), MEANT)
def test_the_word_that_was_meant_is_heard(text, sign):
    assert sign in alarms(text)


@pytest.mark.parametrize("text", PLAIN)
def test_the_word_that_was_typed_stands(text):
    assert not alarms(text)


def test_a_week_stays_a_length_of_time():
    lengths = {text: [e.value for e in entities(text) if e.entity == "duration"] for text in PLAIN}
    assert lengths["my leg hurt last week"] == [7]
    assert lengths["leg pain week 2"] == [14]
