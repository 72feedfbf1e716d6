"""Answers about thoughts of suicide: a half-yes is no no, and a hedged no is none."""

from __future__ import annotations

import pytest

from tests.language.suite import entities

HALF = [
    "only at night", "no, only at night", "not today", "not right now", "not lately", "not anymore",
    "no plan", "no plans or anything", "i wouldnt do anything", "thoughts yes but no plan",
    "thought about it but wouldnt", "a little", "sometimes", "well sometimes yes", "some days",
    "once or twice", "i have before", "i used to", "well who doesnt", "from time to time",
    "it has crossed my mind", "passing thoughts", "when the pain is bad", "years ago", "maybe",
    "kind of", "sort of", "who wouldnt", "not at the moment", "only when it hurts bad",
    "not seriously", "i think about it but i would never", "i would never act on it",
]  # fmt: skip
PLAIN = [
    "no",
    "nope",
    "never",
    "of course not",
    "god no",
    "no nothing like that",
    "no im just tired",
    "no just frustrated, back hurts 4 weeks",
    "no my kids need me",
    "no i just have bad days",
    "no the pain comes and goes",
    "no just when i bend",
    "no i would not do that",
    "no it never crossed my mind",
    "no, i used to love running",
    "no my back hurts at times",
    "no i dont think about it",
    "no its just annoying. hurts since tuesday",
    "i would never",
    "no i would never",
    "id never do that",
    "i would never hurt myself",
    "haha no",
    "lol no",
    "no lol",
    "no haha just fed up",
    "not even close",
    "oh no nothing like that",
    "no lol its a joke",
    "just joking",
    "no just kidding",
    "i was joking",
]
# Mostly meant as a no, and none: they clear nothing and are asked about once more.
HEDGED = [
    "not really", "no not really", "not really no", "nah, not really", "not exactly",
    "well not quite", "hardly", "barely", "i guess not", "i suppose not",
    "i dont think so", "no i dont think so",
    "not that i know of", "nothing serious", "no nothing serious", "probably not", "i doubt it",
    "not that bad", "i would never do it", "not really, im just tired",
]  # fmt: skip


@pytest.mark.parametrize("text", HALF)
def test_a_half_yes_is_heard(text):
    assert "present" in _answers(text)


@pytest.mark.parametrize("text", PLAIN)
def test_a_no_is_no_half_yes(text):
    assert "present" not in _answers(text)


@pytest.mark.parametrize("text", HEDGED)
def test_a_hedged_no_is_none(text):
    assert _answers(text, "self_harm_hedge")
    assert "present" not in _answers(text)


@pytest.mark.parametrize("text", [*PLAIN, "no my back is not really better", "no, i really am not"])
def test_a_plain_no_is_not_asked_again(text):
    assert not _answers(text, "self_harm_hedge")


def _answers(text: str, entity: str = "self_harm_answer") -> list[object]:
    return [one.value for one in entities(text) if one.entity == entity]
