"""Words in pieces."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.nlu.word_pieces import WordPieces

KNOWN = ("[UNK]", "[CLS]", "[SEP]", "back", "##pain", "pain", "'", "t", "can", "cafe", "b")
PIECES = WordPieces(KNOWN)


def read(text):
    return [KNOWN[number] for number in PIECES.cut(text).numbers]


def test_the_longest_pieces_from_the_left():
    assert read("backpain") == ["back", "##pain"]
    assert read("Can't, BACK") == ["can", "'", "t", "[UNK]", "back"]


def test_accents_and_capitals_do_not_count():
    assert read("Café") == ["cafe"]


def test_a_word_that_cannot_be_cut_is_unknown_as_a_whole():
    assert read("backache pain") == ["[UNK]", "pain"]
    assert read("b" * 101) == ["[UNK]"]


def test_marks_stand_around():
    assert PIECES.framed([3]) == [1, 3, 2]


@given(st.text(max_size=200))
def test_every_piece_is_of_a_word_of_the_text(text):
    cut = PIECES.cut(text)
    assert len(cut.numbers) == len(cut.words)
    assert list(cut.words) == sorted(cut.words)
    for start, end in cut.spans:
        assert 0 <= start < end <= len(text)
        assert not text[start:end].isspace()
