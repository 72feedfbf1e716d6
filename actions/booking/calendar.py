"""When the clinic's calendar offers a visit, whoever may have taken it. Pure: no database.

A visit is offered when each of its minutes lies inside the clinician's hours by the clock on the
clinic's wall. So the hour that a change of clocks leaves out is never offered, and the one that
comes twice is offered twice, as two different moments.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from actions.booking.values import Slot, Window
from actions.knowledge.opening_hours import DAYS, Hours, Opening

# Every time and length of the calendar is a whole number of these: two visits collide when they
# share one.
CELL = timedelta(minutes=5)
A_DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)
KEPT_DAYS = 400  # more than any horizon has; to work a day out anew costs a millisecond
Minutes = tuple[int, int]


@dataclass(frozen=True, slots=True)
class VisitType:
    """A kind of visit. The buffers keep the clinician free before and after it."""

    id: str
    name: str
    length: timedelta
    buffer_before: timedelta
    buffer_after: timedelta


@dataclass(frozen=True, slots=True)
class Absence:
    """Days on which a clinician is away, the last one too; all day when `openings` is empty."""

    first: date
    last: date
    openings: tuple[Opening, ...]


@dataclass(frozen=True, slots=True)
class Clinician:
    """Somebody whom patients can see, by display name, with the hours in which visits may be."""

    id: str
    name: str
    visit_types: tuple[str, ...]
    hours: Hours
    absences: tuple[Absence, ...]
    extra_hours: Mapping[date, tuple[Opening, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The clinic's calendar. `consultation` is the visit type that a conversation books.

    `phone_regions` are the countries whose phone numbers are taken, the clinic's own first.
    """

    zone: ZoneInfo
    holidays: Mapping[date, str]
    consultation: str
    visit_types: Mapping[str, VisitType]
    clinicians: Mapping[str, Clinician]
    grid: timedelta
    hold: timedelta
    minimum_notice: timedelta
    horizon_days: int
    phone_regions: tuple[str, ...]
    _days: dict[tuple[str, date], tuple[Slot, ...]] = field(
        default_factory=dict, init=False, compare=False, repr=False
    )

    def slots(self, visit_type: str, window: Window, now: datetime) -> Iterator[Slot]:
        """Yield the slots that begin in a window, the earliest first; taken ones too.

        Nothing begins before the minimum notice is over, nor after the horizon.
        """
        bounds = self._bounds(window, now)
        day = bounds.earliest.astimezone(self.zone).date()
        last = bounds.latest.astimezone(self.zone).date()
        while day <= last:
            for slot in self._slots_of_day(visit_type, day):
                if bounds.earliest <= slot.start < bounds.latest:
                    yield slot
            day += A_DAY

    def slots_of_day(self, visit_type: str, day: date) -> list[Slot]:
        """Return all slots of a day of the clinic, by time and then by clinician."""
        return list(self._slots_of_day(visit_type, day))

    def _slots_of_day(self, visit_type: str, day: date) -> tuple[Slot, ...]:
        """Return the same, worked out once: every offer goes through all days of the horizon."""
        found = self._days.get((visit_type, day))
        if found is None:
            found = tuple(self._worked_out(visit_type, day))
            if len(self._days) >= KEPT_DAYS:
                self._days.clear()
            self._days[visit_type, day] = found
        return found

    def _worked_out(self, visit_type: str, day: date) -> list[Slot]:
        kind = self.visit_types[visit_type]
        found = [
            Slot(one.id, visit_type, start, start + kind.length)
            for one in self.clinicians.values()
            if visit_type in one.visit_types
            for start in self._starts(one, kind.length, day)
        ]
        return sorted(found, key=lambda slot: (slot.start, slot.clinician))

    def has(self, slot: Slot) -> bool:
        """Tell whether the calendar knows this slot at all, however near or far it is."""
        if slot.visit_type not in self.visit_types or slot.clinician not in self.clinicians:
            return False
        return slot in self._slots_of_day(slot.visit_type, self.day_of(slot.start))

    def covers(self, slot: Slot) -> bool:
        """Tell whether the clinician works at this time, beside the grid or for another length."""
        one = self.clinicians.get(slot.clinician)
        day = self.day_of(slot.start)
        if one is None or day in self.holidays:
            return False
        working = _working_minutes(_openings(one, day), _away(one, day))
        return self._lies_within(slot.start, slot.end - slot.start, working)

    def offers(self, slot: Slot, now: datetime) -> bool:
        """Tell whether the calendar offers this slot to patients at `now`."""
        bounds = self._bounds(Window(slot.start, slot.start + CELL), now)
        return bounds.earliest <= slot.start < bounds.latest and self.has(slot)

    def cells(self, slot: Slot) -> range:
        """Return what a visit occupies with its buffers: numbers of CELLs since 1970."""
        kind = self.visit_types.get(slot.visit_type)
        before = kind.buffer_before if kind else timedelta()
        after = kind.buffer_after if kind else timedelta()
        first = int((slot.start - before).timestamp() // CELL.total_seconds())
        return range(first, int(-((slot.end + after).timestamp() // -CELL.total_seconds())))

    def day_of(self, moment: datetime) -> date:
        """Return the clinic's day in which a moment lies."""
        return moment.astimezone(self.zone).date()

    def bounds_of_day(self, day: date) -> Window:
        """Return when a day of the clinic begins and when the next one does."""
        midnights = (datetime.combine(one, time(), self.zone) for one in (day, day + A_DAY))
        return Window(*(moment.astimezone(UTC) for moment in midnights))

    def horizon(self, now: datetime) -> datetime:
        """Return when what cannot be booked yet begins: a midnight of the clinic."""
        return self.bounds_of_day(self.day_of(now) + A_DAY * self.horizon_days).latest

    def _bounds(self, window: Window, now: datetime) -> Window:
        earliest = max(window.earliest.astimezone(UTC), now.astimezone(UTC) + self.minimum_notice)
        return Window(earliest, min(window.latest.astimezone(UTC), self.horizon(now)))

    def _starts(self, clinician: Clinician, length: timedelta, day: date) -> Iterator[datetime]:
        """Yield the moments of a day at which a visit of this length can begin."""
        if day in self.holidays:
            return
        openings = _openings(clinician, day)
        working = _working_minutes(openings, _away(clinician, day))
        midnight = datetime.combine(day, time(), self.zone)
        minutes = _on_grid(openings, self.grid)
        if midnight.utcoffset() == (midnight + A_DAY + length).utcoffset():
            # No clock changes: each minute comes once.
            first = midnight.astimezone(UTC)
            for minute in minutes:
                if _is_open(minute, length, working):
                    yield first + MINUTE * minute
            return
        for minute in minutes:
            for start in self._moments(day, minute):
                if self._lies_within(start, length, working):
                    yield start

    def _moments(self, day: date, minute: int) -> Iterator[datetime]:
        """Yield the moments at which the clinic's clock shows this: one, none, or two."""
        wall = datetime.combine(day, time(*divmod(minute, 60)), self.zone)
        folds = (wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC))
        for moment in sorted(set(folds)):
            if moment.astimezone(self.zone).replace(tzinfo=None) == wall.replace(tzinfo=None):
                yield moment

    def _lies_within(self, start: datetime, length: timedelta, working: list[Minutes]) -> bool:
        local, end = start.astimezone(self.zone), (start + length).astimezone(self.zone)
        if local.utcoffset() == end.utcoffset():
            return _is_open(_minute_of_day(local), length, working)
        # The clocks change during the visit: each of its parts has to lie inside.
        parts = (start + CELL * number for number in range(length // CELL))
        minutes = [_minute_of_day(part.astimezone(self.zone)) for part in parts]
        return all(any(begins <= one < ends for begins, ends in working) for one in minutes)


def _openings(clinician: Clinician, day: date) -> list[Minutes]:
    openings = (*clinician.hours[DAYS[day.weekday()]], *clinician.extra_hours.get(day, ()))
    return sorted(_minutes(one) for one in openings)


def _away(clinician: Clinician, day: date) -> list[Minutes]:
    away = [one for one in clinician.absences if one.first <= day <= one.last]
    if any(not one.openings for one in away):
        return [(0, 24 * 60)]
    return sorted(_minutes(opening) for one in away for opening in one.openings)


def _working_minutes(openings: list[Minutes], away: list[Minutes]) -> list[Minutes]:
    """Return the stretches of minutes that are open, joined where they touch, less the absences."""
    edges = sorted({0, 24 * 60, *(edge for pair in (*openings, *away) for edge in pair)})
    working: list[Minutes] = []
    for begins, ends in pairwise(edges):
        if not _covers(openings, begins) or _covers(away, begins):
            continue
        if working and working[-1][1] == begins:
            begins = working.pop()[0]  # noqa: PLW2901 - the two stretches become one
        working.append((begins, ends))
    return working


def _is_open(first: int, length: timedelta, working: list[Minutes]) -> bool:
    last = first + int(length.total_seconds() // 60)
    return any(begins <= first and last <= ends for begins, ends in working)


def _covers(stretches: list[Minutes], minute: int) -> bool:
    return any(begins <= minute < ends for begins, ends in stretches)


def _on_grid(openings: list[Minutes], grid: timedelta) -> list[int]:
    """Return the minutes at which visits may begin: the grid counts from each opening."""
    step = int(grid.total_seconds() // 60)
    return sorted({minute for begins, ends in openings for minute in range(begins, ends, step)})


def _minutes(opening: Opening) -> Minutes:
    return tuple(one.hour * 60 + one.minute for one in (opening.opens, opening.closes))  # type: ignore[return-value]


def _minute_of_day(local: datetime) -> int:
    return local.hour * 60 + local.minute
