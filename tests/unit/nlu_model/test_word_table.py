"""A table of words has the words that were put in, and no others."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.word_table import WordTable

WORDS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=6)


@given(st.sets(WORDS.filter(bool)), st.lists(WORDS))
def test_it_is_the_set_of_its_words(words, others):
    table = WordTable(words)
    assert set(table) == words
    assert len(table) == len(words)
    assert all(word in table for word in words)
    assert [word in table for word in others] == [word in words for word in others]


def test_a_longer_word_is_none_of_them():
    table = WordTable(["back", "sore"])
    assert "backs" not in table
    assert "back\0" not in table
    assert "" not in table
