"""Answers to the question about thoughts of suicide: a half-yes is no no."""

from __future__ import annotations

import pytest

from tests.language.suite import entities

HALF = [
    "only at night", "no, only at night", "not today", "not right now", "not lately", "not anymore",
    "no plan", "no plans or anything", "i wouldnt do anything", "thoughts yes but no plan",
    "thought about it but wouldnt", "a little", "sometimes", "well sometimes yes", "some days",
    "once or twice", "i have before", "i used to", "well who doesnt", "from time to time",
    "it has crossed my mind", "passing thoughts", "when the pain is bad", "years ago", "maybe",
]  # fmt: skip
PLAIN = [
    "no", "nope", "never", "of course not", "god no", "no nothing like that", "no im just tired",
    "no just frustrated, back hurts 4 weeks", "no my kids need me", "no i just have bad days",
    "no the pain comes and goes", "no just when i bend", "no i would not do that",
    "no it never crossed my mind", "no, i used to love running", "no my back hurts at times",
    "no i dont think about it", "no its just annoying. hurts since tuesday",
]  # fmt: skip


@pytest.mark.parametrize("text", HALF)
def test_a_half_yes_is_heard(text):
    assert "present" in _answers(text)


@pytest.mark.parametrize("text", PLAIN)
def test_a_no_is_no_half_yes(text):
    assert "present" not in _answers(text)


def _answers(text: str) -> list[object]:
    return [entity.value for entity in entities(text) if entity.entity == "self_harm_answer"]
