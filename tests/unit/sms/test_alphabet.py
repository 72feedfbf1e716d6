"""What a text costs in GSM 7-bit, and that nothing else leaves."""

from __future__ import annotations

import pytest

from actions.knowledge.wording import GSM_7
from bot.channels.sms.alphabet import BASIC, plain, segment_count, septets


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Don\u2019t wait \u2013 go \u201cnow\u201d\u2026", 'Don\'t wait - go "now"...'),
        ("No s\u00e9 si est\u00e1 aqu\u00ed", "No sé si esta aqui"),  # é stays: the alphabet has it
        ("Jos\u00e9 Mu\u00f1oz-\u00dcnal", "José Muñoz-Ünal"),
        ("e\u0301", "é"),  # a letter and its accent as two characters
        ("Sore \U0001f480 back", "Sore  back"),  # a sign without a name is left out
        ("\u738b", "?"),  # a letter of another script is not
        ("40\u00a0\u00b0F", "40  degreesF"),
        ("{x} ~ [1] \u20ac", "{x} ~ [1] \u20ac"),  # of the second table
        ("\ufb01ne \u00bd", "fine 1/2"),
    ],
)
def test_a_text_is_put_into_the_alphabet(text, expected):
    assert plain(text) == expected


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("", 1),
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("\u20ac" * 80, 1),
        ("\u20ac" * 81, 2),
        # 152 + the two halves of a sign do not fit in 153: it moves to the second segment whole.
        ("a" * 152 + "\u20ac" + "a" * 152, 3),
    ],
)
def test_segments_are_counted_as_carriers_do(text, segments):
    assert segment_count(text) == segments


def test_a_sign_of_the_second_table_takes_two():
    assert septets("a{b}") == 6


def test_the_engine_and_the_clinics_files_know_one_alphabet():
    assert BASIC == GSM_7
