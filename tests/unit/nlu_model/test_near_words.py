"""Which words are a slip of the pen away."""

from __future__ import annotations

import pytest

from bot.nlu.near_words import NearWords

WORDS = ("back", "black", "numb", "number", "weakness")


@pytest.mark.parametrize(
    ("word", "distance", "near"),
    [
        ("bakc", 1, {"back"}),  # two letters swapped
        ("bick", 1, {"back"}),
        ("blck", 1, {"black", "back"}),
        ("numb", 1, {"numb", "number"}),  # a long word is found without two of its letters
        ("waekness", 1, {"weakness"}),
        ("weknes", 2, {"weakness"}),
        ("xyz", 2, set()),
    ],
)
def test_words_near_a_slip(word, distance, near):
    assert set(NearWords(WORDS).to(word, distance)) == near


def test_no_words_have_no_neighbours():
    assert list(NearWords([]).to("back", 2)) == []
