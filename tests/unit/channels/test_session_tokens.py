"""Tokens of web sessions: only ours open anything, and none tells the conversation's id."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.channels.body import WEB_SENDER
from bot.channels.session_tokens import SessionTokens

DAY = 86_400.0


def tokens(key="secret", now=1000.0, lifetime=DAY):
    return SessionTokens(key, lambda: now, lifetime)


TOKEN = tokens().new().token


@given(st.integers(0, len(TOKEN) - 1), st.characters(codec="ascii"))
def test_a_token_with_one_character_changed_opens_nothing(place, character):
    forged = TOKEN[:place] + character + TOKEN[place + 1 :]
    found = tokens().read(forged)
    # The last character of base64 holds bits that mean nothing: then it is the same session.
    assert forged == TOKEN or found is None or place == len(TOKEN) - 1


@given(st.one_of(st.text(), st.integers(), st.none(), st.lists(st.text()), st.binary()))
def test_nothing_else_opens_anything(presented):
    assume(presented != TOKEN)
    assert tokens().read(presented) is None


def test_another_secret_opens_nothing_and_makes_other_ids():
    assert tokens("other").read(TOKEN) is None


def test_ids_are_all_different_and_say_nothing_of_each_other():
    sessions = [tokens().new() for _ in range(200)]
    assert len({one.sender_id for one in sessions}) == 200
    for one in sessions:
        assert one.sender_id.startswith(WEB_SENDER)
        assert one.sender_id.removeprefix(WEB_SENDER) not in one.token


@pytest.mark.parametrize(
    ("seconds", "is_expired"), [(0, False), (DAY - 1, False), (DAY, True), (DAY * 99, True)]
)
def test_a_token_ends_after_its_lifetime(seconds, is_expired):
    later = tokens(now=1000.0 + seconds)
    session = later.read(TOKEN)
    assert session.is_expired is is_expired
    renewed = later.read(later.renewed(session).token)
    assert renewed.sender_id == session.sender_id
    assert renewed.is_expired is False
    # What was said before is shown to nobody who came with an expired token, nor later.
    assert (renewed.visible_from > 0) is is_expired
    assert later.read(later.renewed(renewed).token).visible_from == renewed.visible_from


def test_a_lifetime_of_nothing_has_no_end():
    session = tokens(lifetime=0.0).new()
    assert tokens(now=1000.0 + 9 * 365 * DAY, lifetime=0.0).read(session.token).is_expired is False
