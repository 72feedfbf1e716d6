"""data/clinic.yml: what the office keeps, outside the signed protocol."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from actions.booking.calendar import Calendar
from actions.keeping.periods import kept_facts, read_periods
from actions.knowledge.calendar_reader import read_calendar
from actions.knowledge.opening_hours import DAYS, Hours, read_hours
from actions.knowledge.problems import ClinicalDataError, Problem, ShapeError
from actions.knowledge.reminder_reader import LinkLives, Reminders, link_lives, reminders
from actions.knowledge.yaml_reader import Node, parse_yaml

# Longer than any row of holidays: a clinic that opens later than this is closed for good.
FARTHEST_DAYS = 366


@dataclass(frozen=True, slots=True)
class Clinic:
    """Name, numbers, hours and answers of the clinic. `hours` is keyed monday to sunday."""

    example: bool
    name: str
    phone: str
    text_phone: str
    address: str
    emergency_number: str
    crisis_number: str
    poison_number: str
    time_zone: str
    hours: Hours
    holidays: Mapping[datetime.date, str]
    calendar: Calendar
    answers: Mapping[str, str]
    reminders: Reminders
    links: LinkLives
    # Days by kind; see actions/keeping/periods.py.
    retention: Mapping[str, int]

    def facts(self) -> dict[str, str]:
        """Return the values of the placeholders in patient texts."""
        return {
            "clinic_name": self.name,
            "clinic_phone": self.phone,
            "clinic_text_phone": self.text_phone,
            "clinic_address": self.address,
            "emergency_number": self.emergency_number,
            "crisis_number": self.crisis_number,
            "poison_number": self.poison_number,
            **kept_facts(self.retention),
        }

    def works_on(self, day: datetime.date) -> bool:
        """Tell whether a day is a working day."""
        return day not in self.holidays and bool(self.hours[DAYS[day.weekday()]])

    def is_open(self, at: datetime.datetime) -> bool:
        """Tell whether the clinic is open at an aware moment."""
        local = at.astimezone(ZoneInfo(self.time_zone))
        if local.date() in self.holidays:
            return False
        openings = self.hours[DAYS[local.weekday()]]
        return any(one.opens <= local.time() < one.closes for one in openings)

    def next_opening(self, at: datetime.datetime) -> datetime.datetime | None:
        """Return when the clinic opens next after an aware moment, in its own zone.

        None when it does not open within a year.
        """
        zone = ZoneInfo(self.time_zone)
        today = at.astimezone(zone).date()
        # In UTC, as two times of one zone compare by the clock on the wall.
        now = at.astimezone(datetime.UTC)
        for days in range(FARTHEST_DAYS):
            later = [one for one in self._openings(today + datetime.timedelta(days)) if one > now]
            if later:
                return min(later).astimezone(zone)
        return None

    def _openings(self, day: datetime.date) -> list[datetime.datetime]:
        """Return the moments of one day at which the clinic opens, in UTC."""
        if day in self.holidays:
            return []
        zone = ZoneInfo(self.time_zone)
        openings = self.hours[DAYS[day.weekday()]]
        moments = (datetime.datetime.combine(day, one.opens, zone) for one in openings)
        return [one.astimezone(datetime.UTC) for one in moments]


def load_clinic(path: Path) -> Clinic:
    """Return the clinic, or raise ClinicalDataError with the line that is wrong."""
    try:
        return _clinic(parse_yaml(_text(path), _short(path)))
    except ShapeError as error:
        raise ClinicalDataError([error.problem]) from error


def _short(path: Path) -> str:
    return str(Path(*path.parts[-2:]))


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = "the file is missing or not readable as UTF-8 text"
        raise ClinicalDataError([Problem(_short(path), 1, message)]) from error


def _clinic(root: Node) -> Clinic:
    texts = (
        "name", "phone", "text_phone", "address", "emergency_number", "crisis_number",
        "poison_number",
    )  # fmt: skip
    keys = root.keys(
        "example", *texts, "time_zone", "hours", "holidays", "calendar", "answers",
        "reminders", "links", "retention",
    )  # fmt: skip
    time_zone, holidays = _time_zone(keys["time_zone"]), _holidays(keys["holidays"])
    return Clinic(
        example=keys["example"].flag(),
        **{name: keys[name].text() for name in texts},
        time_zone=time_zone,
        hours=_hours(keys["hours"]),
        holidays=holidays,
        calendar=read_calendar(keys["calendar"], ZoneInfo(time_zone), holidays),
        answers={topic: text.text() for topic, text in keys["answers"].mapping().items()},
        reminders=reminders(keys["reminders"]),
        links=link_lives(keys["links"]),
        retention=read_periods(keys["retention"]),
    )


def _time_zone(node: Node) -> str:
    name = node.text()
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        node.fail(f"there is no time zone {name!r}; use a name such as America/New_York")
    return name


def _hours(node: Node) -> Hours:
    hours = read_hours(node)
    if not any(hours.values()):
        node.fail("no day has opening hours: nobody would ever read a request")
    return hours


def _holidays(node: Node) -> dict[datetime.date, str]:
    holidays = {}
    for part in node.items():
        keys = part.keys("date", "name")
        holidays[keys["date"].date()] = keys["name"].text()
    return holidays
