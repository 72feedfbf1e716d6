"""When messages are due, on every day of the year and on those on which clocks are set."""

# ruff: noqa: DTZ001 - bounds of a strategy, made aware after it

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from actions.booking.due_times import quiet_until, recheck_due, reminder_due
from actions.knowledge.reminder_reader import Ahead, QuietHours

ZONES = [ZoneInfo(name) for name in ("America/New_York", "Europe/London", "Australia/Lord_Howe")]
NEW_YORK = ZONES[0]
DAY = Ahead("day_before", 1, 0)
HOURS = Ahead("hours_before", 0, 2)
QUIET = QuietHours(time(21), time(8), timedelta(hours=1))
# Four days around both days on which New York sets its clocks, and around those of London.
AROUND = st.sampled_from(
    [datetime(2026, month, day, tzinfo=UTC) for month, day in ((3, 7), (3, 28), (10, 24), (10, 31))]
)
MOMENTS = st.one_of(
    st.builds(lambda day, minutes: day + timedelta(minutes=minutes), AROUND, st.integers(0, 5_000)),
    st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(
        lambda one: one.replace(tzinfo=UTC)
    ),
)
QUIETS = st.builds(
    QuietHours,
    st.times().map(lambda at: at.replace(second=0, microsecond=0)),
    st.times().map(lambda at: at.replace(second=30, microsecond=0)),
    st.just(timedelta(0)),
)


def clock(moment: datetime, zone: ZoneInfo) -> time:
    return moment.astimezone(zone).time()


def is_quiet(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> bool:
    """Say it the plain way: by the clock on the wall."""
    at = clock(moment, zone)
    if quiet.begins < quiet.ends:
        return quiet.begins <= at < quiet.ends
    return at >= quiet.begins or at < quiet.ends


@given(MOMENTS, st.sampled_from(ZONES))
@example(datetime(2026, 3, 9, 13, tzinfo=UTC), NEW_YORK)  # the day after a day of 23 hours
@example(datetime(2026, 11, 2, 14, tzinfo=UTC), NEW_YORK)  # the day after a day of 25 hours
def test_a_day_before_is_the_same_time_by_the_clock_on_the_day_before(start, zone):
    due = reminder_due(start, DAY, QUIET, zone)
    local = start.astimezone(zone)
    day_before = local.date() - timedelta(days=1)
    if is_quiet(start, QUIET, zone):
        assert due < start
        return
    assert due.astimezone(zone).date() == day_before
    same = datetime.combine(day_before, local.time(), zone)
    # A time that the clock leaves out that day is an hour later on it; no other differs.
    assert due == same.astimezone(UTC)


@given(MOMENTS, st.sampled_from(ZONES))
def test_two_hours_are_two_hours_whatever_the_clock_does(start, zone):
    due = reminder_due(start, HOURS, QUIET, zone)
    raw = start - timedelta(hours=2)
    assert due == raw or is_quiet(raw, QUIET, zone)
    assert due <= raw


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from([DAY, HOURS]))
def test_a_reminder_is_never_due_in_quiet_hours_nor_after_the_visit(start, zone, ahead):
    due = reminder_due(start, ahead, QUIET, zone)
    assert not is_quiet(due, QUIET, zone)
    assert due < start
    assert start - due < timedelta(days=2, hours=12)


@given(MOMENTS, st.sampled_from(ZONES), st.integers(7, 28))
def test_a_recheck_is_that_many_days_later_and_never_in_quiet_hours(decided, zone, days):
    due = recheck_due(decided, days, QUIET, zone)
    assert not is_quiet(due, QUIET, zone)
    late = due.astimezone(zone).date() - decided.astimezone(zone).date()
    assert late.days - days in {0, 1}
    if not is_quiet(decided, QUIET, zone):
        assert clock(due, zone) == clock(decided, zone)


@pytest.mark.parametrize("zone", ZONES[:2], ids=str)
@given(moment=MOMENTS, quiet=QUIETS)
def test_quiet_hours_end_when_the_clock_says_so(zone, moment, quiet):
    until = quiet_until(moment, quiet, zone)
    on_a_day_of_change = (
        len(
            {
                (moment + timedelta(hours=hours)).astimezone(zone).utcoffset()
                for hours in (-26, 0, 26)
            }
        )
        > 1
    )
    if on_a_day_of_change:
        # By the clock the same time may come twice or not at all: only the end can be checked.
        assert until is None or moment < until < moment + timedelta(hours=26)
        return
    assert (until is not None) == is_quiet(moment, quiet, zone)
    if until is not None:
        assert moment < until <= moment + timedelta(days=1)
        assert clock(until, zone) == quiet.ends


@pytest.mark.parametrize(
    ("start", "ahead", "due"),
    [
        # Monday 10:00 summer time, the clocks set on Sunday: Sunday 10:00, 24 hours before.
        ("2026-03-09 10:00", DAY, "2026-03-08 10:00"),
        # Sunday 10:00 itself: Saturday 10:00, 23 hours before.
        ("2026-03-08 10:00", DAY, "2026-03-07 10:00"),
        # Sunday 10:00 in autumn: Saturday 10:00, 25 hours before.
        ("2026-11-01 10:00", DAY, "2026-10-31 10:00"),
        # 08:00 less two hours is in quiet hours: an hour before they begin.
        ("2026-03-10 08:00", HOURS, "2026-03-09 20:00"),
        # On the morning of the change as well.
        ("2026-03-08 09:00", HOURS, "2026-03-07 20:00"),
        ("2026-03-10 10:00", HOURS, "2026-03-10 08:00"),
    ],
)
def test_due_times_in_new_york(start, ahead, due):
    local = datetime.fromisoformat(start).replace(tzinfo=NEW_YORK)
    moment = reminder_due(local.astimezone(UTC), ahead, QUIET, NEW_YORK)
    assert f"{moment.astimezone(NEW_YORK):%Y-%m-%d %H:%M}" == due
