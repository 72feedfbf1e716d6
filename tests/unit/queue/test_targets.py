"""By when staff look: opening hours, holidays and the change of clocks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.knowledge.clinic import load_clinic
from actions.knowledge.opening_hours import DAYS, Opening
from actions.queue.targets import due_at
from tests.conftest import ROOT

CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
MOMENTS = st.floats(1_767_225_600, 1_830_297_600).map(lambda at: datetime.fromtimestamp(at, UTC))


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


@pytest.mark.parametrize(
    ("at", "opens"),
    [
        ("2026-11-24T07:59-05:00", "2026-11-24T08:00-05:00"),  # a minute before
        ("2026-11-24T12:30-05:00", "2026-11-24T13:00-05:00"),  # the break at noon
        ("2026-11-24T09:00-05:00", "2026-11-24T13:00-05:00"),  # open now: after the break
        ("2026-11-25T17:00-05:00", "2026-11-27T08:00-05:00"),  # Thanksgiving is left out
        ("2026-11-27T15:00-05:00", "2026-11-30T08:00-05:00"),  # Friday closes early: Monday
        ("2026-12-31T18:00-05:00", "2027-01-04T08:00-05:00"),  # a holiday, then a weekend
        ("2026-03-06T20:00-05:00", "2026-03-09T08:00-04:00"),  # clocks go forward in between
        ("2026-10-30T20:00-04:00", "2026-11-02T08:00-05:00"),  # clocks go back in between
        ("2026-11-25T04:30+00:00", "2026-11-25T08:00-05:00"),  # tomorrow in UTC, today there
    ],
)
def test_the_next_opening(at, opens):
    found = CLINIC.next_opening(moment(at))
    assert found == moment(opens)
    assert found.utcoffset() == moment(opens).utcoffset()


@pytest.mark.parametrize(
    ("at", "minutes", "due"),
    [
        ("2026-11-24T09:00-05:00", 5, "2026-11-24T09:05-05:00"),  # open: counted from now
        ("2026-11-24T11:50-05:00", 30, "2026-11-24T12:20-05:00"),  # into the break: as promised
        ("2026-11-24T16:58-05:00", 5, "2026-11-24T17:03-05:00"),  # no emergency waits overnight
        ("2026-11-24T12:00-05:00", 30, "2026-11-24T13:30-05:00"),  # closing time is closed
        ("2026-11-24T17:00-05:00", 5, "2026-11-25T08:05-05:00"),
        ("2026-11-25T23:00-05:00", 30, "2026-11-27T08:30-05:00"),  # over Thanksgiving
        ("2026-03-07T12:00-05:00", 30, "2026-03-09T08:30-04:00"),  # over the lost hour
        ("2026-10-31T12:00-04:00", 30, "2026-11-02T08:30-05:00"),  # over the hour that comes twice
    ],
)
def test_the_due_time(at, minutes, due):
    assert due_at(moment(at), minutes, CLINIC) == moment(due)


def clinic_open_on_sunday(opens: str, closes: str):
    hours = dict.fromkeys(DAYS, ()) | {
        "sunday": (Opening(time.fromisoformat(opens), time.fromisoformat(closes)),)
    }
    return replace(CLINIC, hours=hours)


def test_an_opening_in_the_lost_hour_is_the_hour_after_it():
    night = clinic_open_on_sunday("02:30", "06:00")
    opening = night.next_opening(moment("2026-03-08T00:00-05:00"))
    assert opening == moment("2026-03-08T03:30-04:00")
    assert night.is_open(opening)


def test_an_opening_in_the_hour_that_comes_twice_is_the_first():
    night = clinic_open_on_sunday("01:30", "06:00")
    opening = night.next_opening(moment("2026-11-01T00:00-04:00"))
    assert opening.astimezone(UTC) == moment("2026-11-01T05:30+00:00")


def test_a_clinic_that_stays_closed_still_gives_a_due_time():
    closed = replace(CLINIC, hours=dict.fromkeys(DAYS, ()))
    at = moment("2026-11-24T09:00-05:00")
    assert closed.next_opening(at) is None
    assert due_at(at, 5, closed) == at + timedelta(minutes=5)


def test_holidays_for_weeks_are_passed_over():
    days = {date(2026, 12, 1) + timedelta(n): "works" for n in range(100)}
    away = replace(CLINIC, holidays=days)
    found = away.next_opening(moment("2026-11-30T18:00-05:00"))
    assert found == moment("2027-03-11T08:00-05:00")


@given(MOMENTS)
def test_nothing_is_open_before_the_next_opening(at):
    opening = CLINIC.next_opening(at)
    assert opening > at
    assert CLINIC.is_open(opening)
    assert not CLINIC.is_open(opening - timedelta(seconds=1))
    if not CLINIC.is_open(at):
        quarters = (at + timedelta(minutes=15) * n for n in range(10_000))
        between = takewhile(lambda one: one < opening, quarters)
        assert not any(CLINIC.is_open(one) for one in between)


@given(
    MOMENTS,
    st.integers(1, 600),
    st.integers(1, 600),
)
def test_more_minutes_are_never_due_earlier(at, one, other):
    shorter, longer = sorted((one, other))
    assert at < due_at(at, shorter, CLINIC) <= due_at(at, longer, CLINIC)
