"""Phrases know what a line stands for without writing it out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.choices_files import Phrases, expanded

WORDS = ["no", "to", "all", "of_them", "it_is", "fine", "never.", ","]
PARTS = st.builds(
    lambda words, is_optional: "|".join(words) + "?" * is_optional,
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=3),
    st.booleans(),
)
LINES = st.lists(st.lists(PARTS, min_size=1, max_size=4).map(" ".join), max_size=3)
SAID = st.lists(st.sampled_from([*WORDS, "of", "is", "it", "them"]), max_size=5).map(" ".join)


@given(LINES, SAID)
def test_they_are_what_their_lines_expand_to(lines, said):
    written_out = {phrase for line in lines for phrase in expanded(line)}
    phrases = Phrases(lines)
    assert all(phrase in phrases for phrase in written_out)
    assert (said in phrases) is (said in written_out)


@pytest.mark.parametrize(
    ("said", "is_one"),
    [
        ("no to all", True),
        ("no all", True),
        ("no to all of them", True),
        # Half of a phrase, and more than one, are none.
        ("no to", False),
        ("no to all of them please", False),
        ("", False),
    ],
)
def test_a_part_may_be_missing_or_one_of_several(said, is_one):
    assert (said in Phrases(["no to? all|everything of_them?"])) is is_one
