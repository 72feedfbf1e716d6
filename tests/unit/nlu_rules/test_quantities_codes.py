"""References hold letters and digits in any order; none of them is a length of time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.language.suite import entities

# What a reference of a visit is made of.
LETTERS = "23456789CFGHJMPQRVWX"


@settings(max_examples=150, deadline=None)
@given(st.text(LETTERS, min_size=7, max_size=7).filter(lambda code: not code.isdecimal()))
def test_a_reference_tells_no_length(code):
    found = entities(f"please cancel BL-{code}")
    assert not [one for one in found if one.entity == "duration"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("3w2d", 23),
        ("for3weeks", 21),
        ("6wks now", 42),
        ("14d", 14),
        ("pain x5d", 5),
        ("since 2 weeks3 days", 17),
    ],
)
def test_what_is_written_together_is_still_a_length(text, days):
    assert [one.value for one in entities(text) if one.entity == "duration"] == [days]


WORDS = (
    *("a", "the", "2", "3", "20", "half", "few", "couple", "dozen", "third", "quarter", "and", "&"),
    *("week", "weeks", "months", "days", "years", "hours", "w", "d", "m", "y", "yr", "or", "to"),
    *(",", ".", "-", "/", "since", "last", "for", "about", "over", "ago", "of", "may", "now", "on"),
    *("christmas", "until", "next", "my", "birthday", "when", "i", "was", "old", "5", "12"),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([" ", " ", ""])), max_size=12))
def test_words_of_time_in_any_order_are_read_without_a_fault(parts):
    text = "".join(word + gap for word, gap in parts)
    assert all(0 <= one.start <= one.end <= len(text) for one in entities(text))
