"""Calendars for tests: one clinician, hours every day, in any zone."""

from __future__ import annotations

from datetime import date, time, timedelta
from zoneinfo import ZoneInfo

from actions.booking.calendar import Calendar, Clinician, VisitType
from actions.knowledge.opening_hours import DAYS, Opening

NEW_YORK = ZoneInfo("America/New_York")
HOUR = timedelta(hours=1)


def minutes(number: int) -> timedelta:
    return timedelta(minutes=number)


def opening(text: str) -> Opening:
    opens, closes = (time.fromisoformat(part) for part in text.split("-"))
    return Opening(opens, closes)


def clinician(name: str = "one", hours: tuple[str, ...] = ("09:00-12:00",), **more) -> Clinician:
    values = {"absences": (), "extra_hours": {}, "visit_types": ("visit", "long")} | more
    openings = tuple(opening(text) for text in hours)
    return Clinician(
        id=name, name=f"clinician {name}", hours=dict.fromkeys(DAYS, openings), **values
    )


def calendar(*clinicians: Clinician, **more) -> Calendar:
    values = {
        "zone": NEW_YORK,
        "holidays": {date(2026, 12, 25): "Christmas Day"},
        "consultation": "visit",
        "visit_types": {
            "visit": VisitType("visit", "Visit", minutes(30), minutes(0), minutes(0)),
            "long": VisitType("long", "Long visit", minutes(60), minutes(10), minutes(15)),
        },
        "grid": minutes(30),
        "hold": minutes(10),
        "minimum_notice": minutes(0),
        "horizon_days": 60,
        "phone_regions": ("US",),
    } | more
    known = clinicians or (clinician(),)
    return Calendar(clinicians={one.id: one for one in known}, **values)
