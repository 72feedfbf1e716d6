"""Signed links: one purpose, one booking, a time; anything else opens nothing."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.booking.links import (
    LinkAltered,
    LinkExpired,
    LinkRefused,
    Links,
    LinkTimes,
    Opened,
    Purpose,
)
from bot.channels.sms.alphabet import BASIC

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TIMES = LinkTimes(keep=timedelta(days=180), change=timedelta(hours=1))
LINKS = Links("a secret of the server", "https://clinic.example", TIMES, lambda: NOW)


def token_of(url: str) -> str:
    return url.rpartition("/")[2]


def later(**delta: float) -> Links:
    return replace(LINKS, clock=lambda: NOW + timedelta(**delta))


@pytest.mark.parametrize("purpose", Purpose)
def test_a_link_opens_its_booking(purpose):
    url = LINKS.url(purpose, "BL-7KM2PQ4", 3)
    assert url.startswith(f"https://clinic.example/booking/{purpose.value}/BL-7KM2PQ4.")
    assert LINKS.opened(purpose, token_of(url)) == Opened("BL-7KM2PQ4", 3)


@pytest.mark.parametrize("made_for", Purpose)
@pytest.mark.parametrize("used_for", Purpose)
def test_a_link_is_good_for_its_own_purpose_only(made_for, used_for):
    token = token_of(LINKS.url(made_for, "BL-7KM2PQ4"))
    if made_for is used_for:
        assert LINKS.opened(used_for, token).reference == "BL-7KM2PQ4"
    else:
        with pytest.raises(LinkAltered):
            LINKS.opened(used_for, token)


@given(place=st.integers(min_value=0), letter=st.sampled_from("BLabc019-_.~ %é\x00"))
def test_a_link_with_any_letter_altered_opens_nothing(place, letter):
    token = token_of(LINKS.url(Purpose.VIEW, "BL-7KM2PQ4", 1))
    place %= len(token)
    altered = token[:place] + letter + token[place + 1 :]
    if altered == token:
        return
    # The last letter of base64 holds bits that mean nothing: another one may be the same signature.
    if place == len(token) - 1:
        with suppress(LinkAltered):
            assert LINKS.opened(Purpose.VIEW, altered) == Opened("BL-7KM2PQ4", 1)
        return
    with pytest.raises(LinkAltered):
        LINKS.opened(Purpose.VIEW, altered)


@given(st.text())
def test_what_nobody_signed_opens_nothing(text):
    with pytest.raises(LinkRefused):
        LINKS.opened(Purpose.MOVE, text)


def test_the_signature_of_another_booking_opens_nothing():
    mine, theirs = (token_of(LINKS.url(Purpose.VIEW, one)) for one in ("BL-2222222", "BL-3333333"))
    mixed = theirs.rpartition(".")[0] + "." + mine.rpartition(".")[2]
    with pytest.raises(LinkAltered):
        LINKS.opened(Purpose.VIEW, mixed)


def test_the_links_of_another_server_open_nothing():
    other = replace(LINKS, secret="another secret")
    with pytest.raises(LinkAltered):
        other.opened(Purpose.VIEW, token_of(LINKS.url(Purpose.VIEW, "BL-7KM2PQ4")))


@pytest.mark.parametrize(
    ("purpose", "good", "expired"),
    [
        (Purpose.VIEW, {"days": 179, "hours": 23}, {"days": 180}),
        (Purpose.CALENDAR, {"days": 179}, {"days": 180}),
        (Purpose.MOVE, {"minutes": 59}, {"hours": 1}),
        (Purpose.CANCEL, {"minutes": 59}, {"hours": 1}),
    ],
)
def test_a_link_expires(purpose, good, expired):
    token = token_of(LINKS.url(purpose, "BL-7KM2PQ4"))
    assert later(**good).opened(purpose, token).reference == "BL-7KM2PQ4"
    with pytest.raises(LinkExpired):
        later(**expired).opened(purpose, token)


def test_a_link_is_short_enough_for_a_text_message_and_plain_in_its_alphabet():
    url = LINKS.manage_url("BL-7KM2PQ4")
    assert len(url) < 110
    assert set(url) <= BASIC


def test_without_a_public_address_a_link_is_good_on_our_own_pages():
    assert replace(LINKS, base_url=None).manage_url("BL-7KM2PQ4").startswith("/booking/view/")
