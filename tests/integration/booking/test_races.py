"""64 processes race for 20 slots: 20 get one, and no two the same."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.integration.booking.agenda import CALENDAR, MONDAY, NOW
from tests.integration.booking.racing_bookers import SLOTS, slots_to_race_for

ROOT = Path(__file__).parents[3]
BOOKERS = 64


def test_64_bookers_on_20_slots_get_20_bookings(book, url):
    command = [sys.executable, "-m", "tests.integration.booking.racing_bookers", url, str(BOOKERS)]
    run = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True, timeout=120)
    told = run.stdout.split()
    references = {one for one in told if one != "none"}
    assert (len(told), len(references)) == (BOOKERS, SLOTS)
    booked = book.upcoming(now=NOW)
    assert {one.reference for one in booked} == references
    assert {one.slot for one in booked} == set(slots_to_race_for())
    assert len({one.conversation for one in booked}) == SLOTS
    assert not set(slots_to_race_for()) & set(
        book.free("visit", CALENDAR.bounds_of_day(MONDAY), now=NOW)
    )
