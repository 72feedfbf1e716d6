"""The time zone of a calendar file, written out for the years around a visit.

icalendar can write a VTIMEZONE too, but gives the start of summer time by the clock that it makes
way for plus an hour: for that hour of that day a calendar would show the visit an hour off.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
# Some calendars read a zone once and keep it: the years beside the visit's are right as well.
_YEARS_AROUND = 1


def zone_component(zone: ZoneInfo, start: datetime, end: datetime) -> Timezone:
    """Return the zone with each change of its clocks from the year before to the year after."""
    first = datetime(start.year - _YEARS_AROUND, 1, 1, tzinfo=UTC)
    last = datetime(end.year + _YEARS_AROUND + 1, 1, 1, tzinfo=UTC)
    component = Timezone()
    component.add("tzid", zone.key)
    component.add_component(_observance(zone, first, first))
    for moment in _changes(zone, first, last):
        component.add_component(_observance(zone, moment - _SECOND, moment))
    return component


def _observance(
    zone: ZoneInfo, before: datetime, at: datetime
) -> TimezoneStandard | TimezoneDaylight:
    """Return what holds from a moment on; it begins by the clock that was right until then."""
    was, now = before.astimezone(zone), at.astimezone(zone)
    part = TimezoneDaylight() if now.dst() else TimezoneStandard()
    offset = was.utcoffset() or timedelta()
    part.add("dtstart", (at + offset).replace(tzinfo=None))
    part.add("tzoffsetfrom", offset)
    part.add("tzoffsetto", now.utcoffset() or timedelta())
    part.add("tzname", now.tzname() or zone.key)
    return part


def _changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments in UTC at which the zone's clocks are set, to the second."""
    day = first
    while day < last:
        if day.astimezone(zone).utcoffset() != (day + _DAY).astimezone(zone).utcoffset():
            yield _change_between(zone, day, day + _DAY)
        day += _DAY


def _change_between(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """Return the first second of the new offset, by halving; one change between them."""
    offset = low.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        middle = middle.replace(microsecond=0)
        if middle.astimezone(zone).utcoffset() == offset:
            low = middle
        else:
            high = middle
    return high
