"""Wishes of a time as people word them: read as meant, and nothing read into other words."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.booking.wishes import Wish
from bot.assistant import yaml_text
from tests.conftest import ROOT

NOW = datetime(2026, 1, 5, 7, 0, tzinfo=ZoneInfo("America/New_York"))
CASES = yaml_text.read(ROOT / "tests" / "language" / "wishes.yml")["wishes"]
READER = WishReader(load_wish_words(ROOT))
ENOUGH = 150


def test_there_are_enough_wordings_to_mean_something():
    assert len(CASES) >= ENOUGH


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["say"])
def test_a_wish_is_read_as_it_was_meant(case):
    wanted = {name: value for name, value in case.items() if name != "say"}
    assert READER.read(case["say"], NOW) == Wish.from_json(wanted)
