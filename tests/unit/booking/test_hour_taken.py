"""An hour that stands on a button is taken by its number alone."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.booking.offered import Offered
from actions.booking.values import Slot
from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from tests.conftest import ROOT

ZONE = ZoneInfo("America/New_York")
READER = WishReader(load_wish_words(ROOT))


def slot(day: int, hour: int) -> Slot:
    start = datetime(2026, 1, day, hour, 0, tzinfo=ZONE).astimezone(UTC)
    return Slot("one", "first_visit", start, start.replace(minute=45))


SHOWN = (slot(6, 13), slot(7, 8), slot(8, 14))


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("10 works", 10),
        ("10 please", 10),
        ("at 10", 10),
        ("10 oclock is good", 10),
        ("10 days", None),
        ("10 or 11", None),
        ("45", None),
        ("pain is 10", None),
    ],
)
def test_an_hour_that_is_taken_by_its_number_alone(text, hour):
    assert READER.bare_hour(text) == hour


def test_a_number_of_a_place_is_no_hour():
    offered = Offered(SHOWN)
    assert offered.at_hour(8, ZONE) == SHOWN[1]
    assert offered.at_hour(2, ZONE) is None
    assert offered.at_hour(9, ZONE) is None
