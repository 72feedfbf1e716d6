"""What the calendar offers: hours, absences, notice, horizon, and both changes of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from actions.booking.calendar import A_DAY, CELL, KEPT_DAYS, Absence
from actions.booking.values import Slot, Window
from tests.unit.booking.calendars import HOUR, NEW_YORK, calendar, clinician, minutes, opening

MONDAY = date(2026, 11, 30)
CHANGES = [
    ("America/New_York", date(2027, 3, 14)),  # 2:00 to 3:00 is left out
    ("America/New_York", date(2027, 11, 7)),  # 1:00 to 2:00 comes twice
    ("Europe/Berlin", date(2027, 3, 28)),
    ("Europe/Berlin", date(2027, 10, 31)),
    ("Australia/Lord_Howe", date(2027, 4, 4)),  # half an hour, back
    ("Australia/Lord_Howe", date(2027, 10, 3)),  # half an hour, forward
    ("America/Santiago", date(2027, 9, 5)),  # the day begins at 1:00
    ("Asia/Kathmandu", date(2027, 3, 14)),  # never changes, and stands a quarter beside
]
QUARTERS = st.integers(0, 95)


def local(day: date, clock: str, zone: ZoneInfo = NEW_YORK, fold: int = 0) -> datetime:
    wall = datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=zone, fold=fold)
    return wall.astimezone(UTC)


def starts(found: list[Slot], zone: ZoneInfo = NEW_YORK) -> list[str]:
    return [f"{slot.start.astimezone(zone):%H:%M}" for slot in found]


def text_of(quarter: int) -> str:
    return f"{quarter // 4:02}:{quarter % 4 * 15:02}"


@settings(max_examples=80)
@given(
    change=st.sampled_from(CHANGES),
    edges=st.sets(QUARTERS, min_size=2, max_size=2),
    length=st.sampled_from([15, 30, 45, 120]),
    grid=st.sampled_from([15, 30]),
)
@example(change=CHANGES[0], edges={0, 20}, length=120, grid=15)
@example(change=CHANGES[1], edges={0, 20}, length=120, grid=15)
@example(change=CHANGES[1], edges={4, 6}, length=30, grid=15)  # open for half of what comes twice
def test_a_visit_is_offered_just_when_the_clock_on_the_wall_shows_open_hours(
    change, edges, length, grid
):
    """Against a slow oracle that looks at the wall every five minutes of UTC."""
    zone, day = ZoneInfo(change[0]), change[1]
    opens, closes = sorted(edges)
    one = clinician(hours=(f"{text_of(opens)}-{text_of(closes)}",), visit_types=("long",))
    base = calendar(one, zone=zone, grid=minutes(grid))
    kind = base.visit_types["long"]
    known = calendar(
        one,
        zone=zone,
        grid=minutes(grid),
        visit_types={"long": type(kind)("long", "Long", minutes(length), minutes(0), minutes(0))},
    )

    def is_open(moment: datetime) -> bool:
        wall = moment.astimezone(zone)
        return wall.date() == day and opens * 15 <= wall.hour * 60 + wall.minute < closes * 15

    midnight = datetime(day.year, day.month, day.day, tzinfo=UTC)
    moments = (midnight + minutes(number) for number in range(-24 * 60, 48 * 60, 5))
    expected = [
        moment
        for moment in moments
        if is_open(moment)
        and (moment.astimezone(zone).hour * 60 + moment.astimezone(zone).minute - opens * 15) % grid
        == 0
        and all(is_open(moment + minutes(part)) for part in range(0, length, 5))
    ]
    assert [slot.start for slot in known.slots_of_day("long", day)] == expected


def test_the_hour_that_is_left_out_is_not_offered():
    known = calendar(clinician(hours=("01:00-04:00",)))
    assert starts(known.slots_of_day("visit", date(2027, 3, 14))) == [
        "01:00", "01:30", "03:00", "03:30",
    ]  # fmt: skip


def test_the_hour_that_comes_twice_is_offered_twice_as_different_moments():
    known = calendar(clinician(hours=("01:00-02:30",)))
    found = known.slots_of_day("visit", date(2027, 11, 7))
    assert starts(found) == ["01:00", "01:30", "01:00", "01:30", "02:00"]
    assert all(later.start - earlier.start == minutes(30) for earlier, later in pairwise(found))


def test_a_visit_over_the_change_is_as_long_as_any_other():
    known = calendar(clinician(hours=("01:00-04:00",)), grid=minutes(30))
    found = known.slots_of_day("long", date(2027, 3, 14))
    assert starts(found) == ["01:00", "01:30", "03:00"]
    assert {slot.end - slot.start for slot in found} == {HOUR}


def test_hours_that_touch_are_one_stretch_and_the_grid_counts_from_each():
    known = calendar(clinician(hours=("09:10-10:10", "10:10-11:00")))
    assert starts(known.slots_of_day("long", MONDAY)) == ["09:10", "09:40"]


def test_an_absence_takes_away_what_it_touches_and_leaves_the_grid_alone():
    away = Absence(MONDAY, MONDAY, (opening("10:05-10:10"),))
    known = calendar(clinician(absences=(away,)))
    assert starts(known.slots_of_day("visit", MONDAY)) == [
        "09:00",
        "09:30",
        "10:30",
        "11:00",
        "11:30",
    ]


def test_an_absence_of_days_includes_the_last():
    known = calendar(clinician(absences=(Absence(MONDAY, MONDAY + A_DAY, ()),)))
    found = [known.slots_of_day("visit", MONDAY + A_DAY * number) for number in range(-1, 3)]
    assert [bool(day) for day in found] == [True, False, False, True]


def test_extra_hours_are_added_and_a_holiday_outranks_them():
    extra = {MONDAY: (opening("18:00-18:30"),), date(2026, 12, 25): (opening("09:00-10:00"),)}
    known = calendar(clinician(hours=(), extra_hours=extra))
    assert starts(known.slots_of_day("visit", MONDAY)) == ["18:00"]
    assert known.slots_of_day("visit", date(2026, 12, 25)) == []


def test_only_who_gives_a_visit_type_is_offered_for_it():
    known = calendar(clinician("one", visit_types=("visit",)), clinician("two"))
    assert {slot.clinician for slot in known.slots_of_day("long", MONDAY)} == {"two"}
    assert [slot.clinician for slot in known.slots_of_day("visit", MONDAY)][:2] == ["one", "two"]


def test_nothing_begins_within_the_notice_or_after_the_horizon():
    known = calendar(minimum_notice=2 * HOUR, horizon_days=1)
    now = local(MONDAY, "08:00")
    found = list(known.slots("visit", Window(now - A_DAY, now + 30 * A_DAY), now))
    assert found[0].start == local(MONDAY, "10:00")
    assert found[-1].start == local(MONDAY + A_DAY, "11:30")


@given(
    seconds=st.integers(1_790_000_000, 1_830_000_000),
    ahead=st.integers(0, 8 * 24),
    length=st.integers(0, 8 * 24),
)
@settings(max_examples=40)
def test_slots_of_a_window_are_in_order_inside_it_and_each_is_offered(seconds, ahead, length):
    known = calendar(
        clinician("one"), clinician("two", hours=("13:00-17:00",)), minimum_notice=2 * HOUR
    )
    now = datetime.fromtimestamp(seconds, UTC)
    window = Window(now + HOUR * ahead, now + HOUR * (ahead + length))
    found = list(known.slots("visit", window, now))
    assert found == sorted(found, key=lambda slot: (slot.start, slot.clinician))
    assert all(window.earliest <= slot.start < window.latest for slot in found)
    assert all(known.offers(slot, now) for slot in found)
    assert all(slot.start - now >= known.minimum_notice for slot in found)
    assert len(set(found)) == len(found)


@pytest.mark.parametrize(
    "slot",
    [
        Slot("nobody", "visit", local(MONDAY, "09:00"), local(MONDAY, "09:30")),
        Slot("one", "massage", local(MONDAY, "09:00"), local(MONDAY, "09:30")),
        Slot("one", "visit", local(MONDAY, "09:00"), local(MONDAY, "10:00")),  # too long
        Slot("one", "visit", local(MONDAY, "09:05"), local(MONDAY, "09:35")),  # beside the grid
        Slot("one", "visit", local(MONDAY, "12:00"), local(MONDAY, "12:30")),  # closed
    ],
)
def test_a_slot_that_was_made_up_is_not_in_the_calendar(slot):
    assert not calendar().has(slot)


def test_cells_cover_the_visit_with_its_buffers_and_nothing_else():
    known = calendar()
    start = local(MONDAY, "10:00")
    cells = known.cells(Slot("one", "long", start, start + HOUR))
    assert len(cells) * CELL == minutes(10 + 60 + 15)
    assert cells[0] * CELL.total_seconds() == (start - minutes(10)).timestamp()


def test_a_day_of_the_clinic_is_as_long_as_its_clock_says():
    known = calendar()
    lengths = {
        day: known.bounds_of_day(day).latest - known.bounds_of_day(day).earliest
        for day in (date(2027, 3, 14), MONDAY, date(2027, 11, 7))
    }
    assert list(lengths.values()) == [timedelta(hours=number) for number in (23, 24, 25)]


def test_a_day_that_was_asked_for_often_is_the_same_and_nobody_else_s_to_change():
    known = calendar()
    first = known.slots_of_day("visit", MONDAY)
    first.clear()
    again = known.slots_of_day("visit", MONDAY)
    assert again == calendar().slots_of_day("visit", MONDAY) != []
    # However many days were asked for in between.
    for number in range(KEPT_DAYS + 1):
        known.slots_of_day("visit", MONDAY + A_DAY * number)
    assert known.slots_of_day("visit", MONDAY) == again
