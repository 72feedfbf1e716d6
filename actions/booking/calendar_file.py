"""The calendar file (.ics) of one visit: what a calendar needs, and nothing about health."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, vUri

from actions.booking.calendar_zone import zone_component
from actions.booking.values import Appointment, AppointmentState

MEDIA_TYPE = "text/calendar"
PRODUCT = "-//Backline//Booking//EN"
# A visit keeps its name in every calendar, wherever the server that wrote the file has moved to.
_NAMESPACE = uuid.UUID("0d3b4c5e-2c57-4a0e-8f0b-6c1f1f3a9d27")
_GONE = frozenset({AppointmentState.CANCELLED, AppointmentState.NOSHOW})
# Calendars ask for an organizer of everything that may change; this one takes no answers.
_NO_MAIL = "invalid:nomail"


@dataclass(frozen=True, slots=True)
class CalendarText:
    """What the file says beside the times. `alarms` are how long before the visit to ring."""

    summary: str
    description: str
    location: str
    url: str | None = None
    alarms: Sequence[timedelta] = ()


def calendar_file(appointment: Appointment, text: CalendarText, zone: ZoneInfo) -> bytes:
    """Return the file in UTF-8, for an appointment that is booked or was cancelled.

    The UID stays, the SEQUENCE is the appointment's: a calendar replaces what it has by what came
    later, and removes what was cancelled.
    """
    is_gone = appointment.state in _GONE
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if is_gone else "PUBLISH")
    slot = appointment.slot
    calendar.add_component(zone_component(zone, slot.start, slot.end))
    calendar.add_component(_event(appointment, text, zone, is_gone=is_gone))
    return bytes(calendar.to_ical())


def uid_of(reference: str) -> str:
    """Return what calendars call a visit, the same for good."""
    return str(uuid.uuid5(_NAMESPACE, reference))


def _event(appointment: Appointment, text: CalendarText, zone: ZoneInfo, *, is_gone: bool) -> Event:
    slot = appointment.slot
    event = Event()
    _add(
        event,
        {
            "uid": uid_of(appointment.reference),
            "sequence": appointment.sequence,
            "dtstamp": appointment.changed_at,
            "last-modified": appointment.changed_at,
            "dtstart": slot.start.astimezone(zone),
            "dtend": slot.end.astimezone(zone),
            "summary": text.summary,
            "description": text.description,
            "location": text.location,
            "organizer": vUri(_NO_MAIL),
            "status": "CANCELLED" if is_gone else "CONFIRMED",
            "transp": "TRANSPARENT" if is_gone else "OPAQUE",
            "class": "PRIVATE",
        },
    )
    if text.url is not None:
        event.add("url", vUri(text.url))
    for before in () if is_gone else text.alarms:
        event.add_component(_alarm(text.summary, before))
    return event


def _alarm(summary: str, before: timedelta) -> Alarm:
    alarm = Alarm()
    _add(alarm, {"action": "DISPLAY", "description": summary, "trigger": -before})
    return alarm


def _add(component: Component, values: Mapping[str, object]) -> None:
    for name, value in values.items():
        component.add(name, value)
