"""Words as they are searched for: stems, phrases, and where a text holds them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.transcript_words import LENGTH, excerpt, pieces_of
from bot.conversation.turn import Entity
from bot.stores.index.words import MOST_PARTS, WordKey, hits, read_query, stem_of, stems_in

TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(
        ["two", "months", "X-ray", "don't", "\u00e9t\u00e9", "walks", "\U0001f600", '"', "\n"]
    )
).map(" ".join)


@pytest.mark.parametrize(
    "family",
    [
        ["walk", "walks", "walked", "walking", "Walking"],
        ["move", "moves", "moved", "moving"],
        ["stop", "stops", "stopped", "stopping"],
        ["box", "boxes"],
        ["worry", "worries", "worried", "worrying"],
        ["fall", "falls", "falling"],
        ["pass", "passes", "passed"],
        ["\u00e9t\u00e9", "ete", "\u00c9T\u00c9"],
        ["don't", "don\u2019t", "dont"],
        ["friend", "friend's", "friends"],
    ],
    ids=lambda family: family[0],
)
def test_forms_of_one_word_have_one_stem(family):
    assert len({stem_of(word) for word in family}) == 1


@pytest.mark.parametrize(
    ("one", "another"), [("us", "use"), ("bus", "but"), ("red", "re"), ("bring", "br"), ("1", "10")]
)
def test_other_words_keep_their_own(one, another):
    assert stem_of(one) != stem_of(another)


@given(TEXTS)
def test_every_text_finds_itself_and_each_of_its_words(text):
    words = list(stems_in(text))
    query = read_query(text)
    assert bool(query) == bool(words)
    assert len(query.parts) <= MOST_PARTS
    for start, end, _ in words:
        found = hits(text, read_query(text[start:end]))
        assert any(first <= start and end <= last for first, last in found)


@given(TEXTS)
def test_what_is_asked_of_a_database_holds_nothing_that_was_typed(text):
    key = WordKey("secret")
    query = read_query(text)
    allowed = set('0123456789abcdefw AND"')
    assert set(key.fts5(query)) <= allowed
    assert set(key.tsquery(query)) <= set("0123456789abcdefw &()<->")


@given(TEXTS, TEXTS)
def test_hits_are_apart_in_order_and_within(text, typed):
    found = hits(text, read_query(typed))
    ends = [end for stretch in found for end in stretch]
    assert ends == sorted(ends)
    assert all(0 <= start < end <= len(text) for start, end in found)


@given(TEXTS, TEXTS, st.lists(st.tuples(st.integers(-5, 90), st.integers(-5, 90)), max_size=4))
def test_the_pieces_of_a_text_are_the_text(text, typed, places):
    entities = [Entity(f"e{n}", 1, start, end, "x") for n, (start, end) in enumerate(places)]
    pieces = list(pieces_of(text, entities, read_query(typed)))
    assert "".join(piece.text for piece in pieces) == text
    for entity in entities:
        if 0 <= entity.start < entity.end <= len(text):
            marked = "".join(piece.text for piece in pieces if entity.entity in piece.entities)
            assert marked == text[entity.start : entity.end]


@given(st.lists(TEXTS, max_size=12).map(" ".join), TEXTS)
def test_an_excerpt_is_short_and_shows_the_first_hit(text, typed):
    found = hits(text, read_query(typed))
    pieces = list(excerpt(text, found))
    plain = "".join(piece.text for piece in pieces)
    assert len(plain) <= LENGTH + len("\u2026 ") * 2
    assert plain.removeprefix("\u2026 ").removesuffix(" \u2026") in text
    if found:
        start, end = found[0]
        first = next(piece.text for piece in pieces if piece.is_hit)
        assert text[start:end].startswith(first)


def test_another_key_makes_other_tokens():
    assert WordKey("a").token("soup") != WordKey("b").token("soup")
    assert WordKey("a").fingerprint != WordKey("b").fingerprint
    assert WordKey("a").token("soup") == WordKey("a").token("soup")
