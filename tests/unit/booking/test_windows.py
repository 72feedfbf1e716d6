"""Who may book, and by when a visit has to be."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.booking.values import Window
from actions.booking.windows import Decided, Limits, NoVisit, visit_window
from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import load_protocol
from actions.triage.protocol import Disposition
from tests.conftest import ROOT

CLINIC = load_clinic(ROOT / "data" / "clinic.yml")
LIMITS = Limits(load_protocol(ROOT / "data" / "clinical").visit_working_days, CLINIC.works_on)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(CLINIC.time_zone)).astimezone(UTC)


def window(disposition, hours, at, *, now=None, asked=False) -> Window | NoVisit:
    decided = Decided(disposition, hours, at, asked)
    return visit_window(decided, CLINIC.calendar, LIMITS, now or at)


@pytest.mark.parametrize(
    ("at", "ends"),
    [
        ("2026-12-07T10:00", "2026-12-11T00:00"),  # Monday: to the end of Thursday
        ("2026-12-11T16:00", "2026-12-17T00:00"),  # Friday: to the end of Wednesday
        ("2026-12-12T16:00", "2026-12-17T00:00"),  # Saturday: the same
        ("2026-11-24T10:00", "2026-12-01T00:00"),  # Thanksgiving is no working day
        ("2027-03-12T10:00", "2027-03-18T00:00"),  # over the lost hour
    ],
)
def test_priority_is_three_working_days(at, ends):
    assert window("clinic", 72, moment(at)) == Window(moment(at), moment(ends))


@pytest.mark.parametrize("hours", [168, 336])
def test_other_limits_of_a_rule_count_in_hours(hours):
    at = moment("2026-12-07T10:00")
    assert window("clinic", hours, at) == Window(at, at + timedelta(hours=hours))


@pytest.mark.parametrize("disposition", ["crisis", "emergency", "same_day"])
@pytest.mark.parametrize("asked", [True, False])
def test_nothing_that_delays_urgent_care_is_offered_even_when_asked_for(disposition, asked):
    at = moment("2026-12-07T10:00")
    assert window(disposition, 0, at, asked=asked) is NoVisit.URGENT


def test_what_is_only_offered_may_be_anywhere_in_the_calendar():
    at = moment("2026-12-07T10:00")
    ends = CLINIC.calendar.bounds_of_day(date(2026, 12, 7) + timedelta(days=60)).latest
    assert window("routine_offer", 336, at) == Window(at, ends)
    assert window("routine", 336, at, asked=True) == Window(at, ends)
    assert window("routine", 336, at) is NoVisit.NOT_ASKED


def test_before_the_questions_are_over_and_for_what_is_no_back_there_is_none():
    at = moment("2026-12-07T10:00")
    assert window(None, None, at, asked=True) is NoVisit.UNDECIDED
    assert window("out_of_scope", 336, at, asked=True) is NoVisit.ELSEWHERE


def test_a_limit_counts_from_the_decision_and_not_from_the_day_of_asking():
    at, later = moment("2026-12-07T10:00"), moment("2026-12-20T10:00")
    assert window("clinic", 336, at, now=later) == Window(later, at + timedelta(hours=336))
    passed = window("clinic", 72, at, now=later)
    assert list(CLINIC.calendar.slots("first_visit", passed, later)) == []


@pytest.mark.parametrize("disposition", Disposition)
def test_every_disposition_has_an_answer(disposition):
    assert window(disposition.value, 336, moment("2026-12-07T10:00")) is not None
