"""The calendar file, read back by two parsers that know nothing of each other."""

# ruff: noqa: DTZ001 - what a calendar shows is a local time without a zone

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given, settings
from hypothesis import strategies as st

from actions.booking.calendar_file import CalendarText, calendar_file, uid_of
from actions.booking.values import Appointment, AppointmentState, Person, Slot

NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 3, 1, 17, tzinfo=UTC)
TEXT = CalendarText(
    summary="Appointment",
    description="Reference BL-7KM2PQ4; to move it: call 555-0100, or see the link.\nThank you, é.",
    location="100 Example Street, Exampletown, NY",
    url="https://clinic.example/booking/view/x",
    alarms=(timedelta(days=1), timedelta(hours=2)),
)


def appointment(start: datetime, **more) -> Appointment:
    values = {
        "id": 1,
        "reference": "BL-7KM2PQ4",
        "conversation": "someone",
        "slot": Slot("lee", "consultation", start, start + timedelta(minutes=30)),
        "state": AppointmentState.BOOKED,
        "sequence": 0,
        "person": Person("Anna Example", None, "+12125550123"),
        "held_until": None,
        "disposition": "clinic",
        "rule_id": "D20",
        "created_at": NOON,
        "changed_at": NOON,
        "booked_at": NOON,
        "reason": None,
    }
    return Appointment(**(values | more))


VISIT = appointment(datetime(2026, 3, 10, 14, tzinfo=UTC))


def by_icalendar(file: bytes) -> tuple[datetime, datetime, icalendar.Event, str]:
    calendar = icalendar.Calendar.from_ical(file)
    (event,) = calendar.walk("VEVENT")
    return event.decoded("dtstart"), event.decoded("dtend"), event, str(calendar["method"])


def by_vobject(file: bytes) -> tuple[datetime, datetime, object, str]:
    # It keeps each zone for good by its name: a file must be right by itself.
    getattr(vobject.icalendar, "__tzidMap").clear()
    calendar = vobject.readOne(file.decode())
    event = calendar.vevent
    return event.dtstart.value, event.dtend.value, event, calendar.method.value


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_both_parsers_read_the_same_visit(read):
    start, end, event, method = read(calendar_file(VISIT, TEXT, NEW_YORK))
    assert (start, end) == (VISIT.slot.start, VISIT.slot.end)
    assert start.utcoffset() == timedelta(hours=-4)
    assert method == "PUBLISH"
    texts = [getattr(event, name, None) or event[name] for name in ("summary", "location")]
    assert [getattr(text, "value", text) for text in texts] == [TEXT.summary, TEXT.location]


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
@pytest.mark.parametrize(
    "local",
    [
        datetime(2026, 3, 8, 1, 30),  # before summer time begins
        datetime(2026, 3, 8, 3, 0),  # its first hour, which icalendar's own zone gets wrong
        datetime(2026, 3, 8, 9, 0),
        datetime(2026, 10, 31, 9, 0),  # the day before it ends
        datetime(2026, 11, 1, 9, 0),  # the day it ends
        datetime(2026, 12, 31, 23, 45),  # over into another year
    ],
)
def test_the_clock_shows_the_same_on_the_days_it_is_set(read, local):
    visit = appointment(local.replace(tzinfo=NEW_YORK).astimezone(UTC))
    start, end, *_ = read(calendar_file(visit, TEXT, NEW_YORK))
    assert (start, end) == (visit.slot.start, visit.slot.end)
    assert start.replace(tzinfo=None) == local


@settings(max_examples=60)
@given(
    st.datetimes(datetime(2025, 1, 1), datetime(2032, 12, 31)),
    st.sampled_from(["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_any_visit_in_any_zone_is_read_as_it_was_written(moment, name):
    zone = ZoneInfo(name)
    moment = moment.replace(second=0, microsecond=0, tzinfo=UTC)
    # What comes twice when clocks go back cannot be written as a local time at all.
    local = moment.astimezone(zone)
    unique = local.replace(fold=0).utcoffset() == local.replace(fold=1).utcoffset()
    visit = appointment(moment)
    file = calendar_file(visit, TEXT, zone)
    start, *_ = by_vobject(file)
    assert start.replace(tzinfo=None) == local.replace(tzinfo=None)
    if unique:
        assert start == moment


def test_a_change_raises_the_sequence_and_keeps_the_name():
    moved = replace(VISIT, sequence=1, slot=replace(VISIT.slot, start=NOON, end=NOON))
    events = [by_icalendar(calendar_file(one, TEXT, NEW_YORK))[2] for one in (VISIT, moved)]
    assert [event["sequence"] for event in events] == [0, 1]
    assert {str(event["uid"]) for event in events} == {uid_of("BL-7KM2PQ4")}
    assert uid_of("BL-7KM2PQ5") != uid_of("BL-7KM2PQ4")


@pytest.mark.parametrize("read", [by_icalendar, by_vobject])
def test_a_cancelled_visit_is_taken_out_of_the_calendar(read):
    gone = replace(VISIT, state=AppointmentState.CANCELLED, sequence=2)
    file = calendar_file(gone, TEXT, NEW_YORK)
    *_, method = read(file)
    assert method == "CANCEL"
    assert b"STATUS:CANCELLED" in file
    assert b"SEQUENCE:2" in file
    assert b"VALARM" not in file


def test_the_file_says_nothing_of_health_and_names_nobody():
    file = calendar_file(VISIT, TEXT, NEW_YORK).decode().lower()
    for word in ("pain", "spine", "back ", "anna", "clinic,", "d20", "2125550123", "lee"):
        assert word not in file.replace("clinic.example", "").replace("//backline//", "")


def test_every_line_is_short_and_ends_as_the_standard_says():
    file = calendar_file(VISIT, TEXT, NEW_YORK)
    lines = file.split(b"\r\n")
    assert lines[-1] == b""
    assert all(len(line) <= 75 and b"\n" not in line for line in lines)
