"""Messages in pieces are read in full only where anything may be found: nothing is lost by that.

Every short sentence of the suites that are read by everybody, each joined with the next ones, as
messages that follow one another are.
"""

from __future__ import annotations

import pytest

from bot.conversation.pieces import ADDED, MOST_WORDS, TOLD
from bot.nlu.suites import read_suites
from tests.language.suite import HERE, entities, interpreter

SHARES = 2  # each its own test, so that one that fails says which
STRIDE = 8  # of the sentences that begin a text


def short_sentences() -> list[str]:
    suites = read_suites(HERE)
    meant = (*suites.findings, *suites.facts, *suites.intents, *suites.durations)
    texts = dict.fromkeys((*(one.text for one in meant), *suites.quiet))
    return [text for text in texts if len(text.split()) <= MOST_WORDS]


def in_pieces() -> list[str]:
    """Return texts of one to three sentences, and sentences that are cut in two."""
    short = short_sentences()
    joined = [" ".join(short[n : n + 1 + n % 4]) for n in range(0, len(short), STRIDE)]
    halves = (text.split() for text in short[1::STRIDE])
    return joined + [" ".join([*words[len(words) // 2 :], *words]) for words in halves]


@pytest.mark.parametrize("share", range(SHARES))
def test_what_a_full_reading_finds_is_never_taken_for_nothing(share):
    may_tell = interpreter().may_tell
    lost = [
        text
        for text in in_pieces()[share::SHARES]
        if not may_tell(text)
        and any(one.entity == TOLD and one.details["assertion"] in ADDED for one in entities(text))
    ]
    assert lost == []


def test_little_is_read_in_full_for_nothing():
    read = [text for text in in_pieces()[:200] if interpreter().may_tell(text)]
    told = [
        text
        for text in read
        if any(one.entity == TOLD and one.details["assertion"] in ADDED for one in entities(text))
    ]
    assert len(told) > 0.8 * len(read) > 0
