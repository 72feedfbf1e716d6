"""`calendar:` of data/clinic.yml, checked line by line."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from itertools import pairwise
from typing import TypeVar
from zoneinfo import ZoneInfo

import phonenumbers

from actions.booking.calendar import CELL, Absence, Calendar, Clinician, VisitType
from actions.knowledge.opening_hours import Opening, read_hours, read_opening
from actions.knowledge.yaml_reader import Node

T = TypeVar("T")
NUMBERS = (
    "slot_grid_minutes", "hold_minutes", "minimum_notice_minutes", "horizon_days",
)  # fmt: skip
LONGEST_HOLD_MINUTES = 60
FARTHEST_HORIZON_DAYS = 366
_CELL_MINUTES = int(CELL.total_seconds() // 60)
_ID = re.compile(r"[a-z][a-z0-9_]{0,39}")
Holidays = Mapping[datetime.date, str]


def read_calendar(node: Node, zone: ZoneInfo, holidays: Holidays) -> Calendar:
    """Return the calendar of a clinic in `zone`. Raises ShapeError at the line that is wrong."""
    keys = node.keys("consultation", *NUMBERS, "phone_regions", "visit_types", "clinicians")
    visit_types = _each(keys["visit_types"], _visit_type)
    clinicians = _each(keys["clinicians"], _reader_of_clinician(visit_types, holidays))
    consultation = keys["consultation"].one_of(visit_types, "visit type")
    if not any(consultation in one.visit_types for one in clinicians.values()):
        keys["consultation"].fail(f"no clinician gives {consultation!r}: nothing could be booked")
    return Calendar(
        zone=zone,
        holidays=holidays,
        consultation=consultation,
        visit_types=visit_types,
        clinicians=clinicians,
        grid=_length(keys["slot_grid_minutes"]),
        hold=timedelta(minutes=_up_to(keys["hold_minutes"], LONGEST_HOLD_MINUTES)),
        minimum_notice=timedelta(minutes=keys["minimum_notice_minutes"].whole()),
        horizon_days=_up_to(keys["horizon_days"], FARTHEST_HORIZON_DAYS),
        phone_regions=_regions(keys["phone_regions"]),
    )


def _each(node: Node, read: Callable[[Node], T]) -> dict[str, T]:
    """Return the entries of a list by their ids; there has to be one."""
    found: dict[str, T] = {}
    for part in node.items():
        entry, place = read(part), part.mapping()["id"]
        if place.text() in found:
            place.fail(f"{place.text()} stands here twice")
        found[place.text()] = entry
    if not found:
        node.fail("the list is empty")
    return found


def _visit_type(node: Node) -> VisitType:
    buffers = ("buffer_before_minutes", "buffer_after_minutes")
    keys = node.keys("id", "name", "minutes", *buffers)
    before, after = (_length(keys[name], least=0) for name in buffers)
    return VisitType(_id(keys["id"]), keys["name"].text(), _length(keys["minutes"]), before, after)


def _reader_of_clinician(
    visit_types: Iterable[str], holidays: Holidays
) -> Callable[[Node], Clinician]:
    def read(node: Node) -> Clinician:
        keys = node.keys("id", "name", "visit_types", "hours", "exceptions")
        absences: list[Absence] = []
        extra: dict[datetime.date, tuple[Opening, ...]] = {}
        for part in keys["exceptions"].items():
            _read_exception(part, holidays, absences, extra)
        hours = read_hours(keys["hours"])
        for day, openings in hours.items():
            _check_times(keys["hours"].mapping()[day], openings)
        return Clinician(
            id=_id(keys["id"]),
            name=keys["name"].text(),
            visit_types=keys["visit_types"].words(visit_types, "visit type"),
            hours=hours,
            absences=tuple(absences),
            extra_hours=extra,
        )

    return read


def _read_exception(
    node: Node,
    holidays: Holidays,
    absences: list[Absence],
    extra: dict[datetime.date, tuple[Opening, ...]],
) -> None:
    """Note one exception: days on which a clinician is away, or hours beside the weekly ones."""
    keys = node.keys("why", optional=("away", "extra"))
    keys["why"].text()
    if ("away" in keys) == ("extra" in keys):
        node.fail("an exception has either 'away' or 'extra'")
    if "away" in keys:
        absences.append(_absence(keys["away"]))
        return
    parts = keys["extra"].keys("date", "hours")
    day = parts["date"].date()
    if day in holidays:
        parts["date"].fail(f"the clinic is closed on {day}: {holidays[day]}")
    if day in extra:
        parts["date"].fail(f"extra hours on {day} stand here twice")
    extra[day] = _openings(parts["hours"])


def _absence(node: Node) -> Absence:
    keys = node.keys("from", "to", optional=("hours",))
    first, last = keys["from"].date(), keys["to"].date()
    if last < first:
        keys["to"].fail(f"{last} is before {first}")
    return Absence(first, last, _openings(keys["hours"]) if "hours" in keys else ())


def _openings(node: Node) -> tuple[Opening, ...]:
    found = tuple(read_opening(part) for part in node.items())
    if not found:
        node.fail("the list is empty")
    _check_times(node, found)
    return found


def _check_times(node: Node, openings: Iterable[Opening]) -> None:
    """Refuse times between two cells, and stretches of a day that overlap."""
    known = sorted(openings, key=lambda one: one.opens)
    for one in known:
        if one.opens.minute % _CELL_MINUTES or one.closes.minute % _CELL_MINUTES:
            node.fail(f"{one.opens:%H:%M}-{one.closes:%H:%M} is no whole number of 5 minutes")
    for one, following in pairwise(known):
        if following.opens < one.closes:
            node.fail(f"the stretch from {following.opens:%H:%M} begins before the last one ends")


def _length(node: Node, least: int = _CELL_MINUTES) -> timedelta:
    minutes = node.whole()
    if minutes < least or minutes % _CELL_MINUTES or minutes >= 24 * 60:
        node.fail(f"expected minutes in steps of {_CELL_MINUTES}, found {minutes}")
    return timedelta(minutes=minutes)


def _up_to(node: Node, most: int) -> int:
    number = node.whole()
    if not 1 <= number <= most:
        node.fail(f"expected 1 to {most}, found {number}")
    return number


def _id(node: Node) -> str:
    text = node.text()
    if not _ID.fullmatch(text):
        node.fail(f"{text!r} is no id such as clinician_one")
    return text


def _regions(node: Node) -> tuple[str, ...]:
    regions = node.words(sorted(phonenumbers.SUPPORTED_REGIONS), "country")
    if not regions:
        node.fail("the list is empty")
    return regions
