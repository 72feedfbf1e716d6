"""The free times to which a visit can be moved, some days at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from urllib.parse import parse_qs

from actions.booking.page_parts import Choice, choices, form, links, paragraph
from actions.booking.page_texts import PageTexts
from actions.booking.ports import Appointments
from actions.booking.values import Appointment, Slot, Window
from actions.triage.protocol import Disposition

FIELD = "slot"
DAYS_AT_ONCE = 5

# Appointment and now -> when the person may be seen; None when no visit fits any more.
WindowOf = Callable[[Appointment, datetime], Window | None]


@dataclass(frozen=True, slots=True)
class Picked:
    """The time that a form names. `value` is as the form has it."""

    value: str
    start: datetime
    clinician: str

    def is_where(self, appointment: Appointment) -> bool:
        """Tell whether the visit is at that time already."""
        return (appointment.slot.start, appointment.slot.clinician) == (self.start, self.clinician)


def picked_in(body: str) -> Picked | None:
    """Return the time that a form names, or None when it names none that could be."""
    value = parse_qs(body).get(FIELD, [""])[0]
    seconds, _, clinician = value.partition("/")
    if not (seconds.isascii() and seconds.isdecimal() and clinician.isprintable() and clinician):
        return None
    try:
        return Picked(value, datetime.fromtimestamp(int(seconds), UTC), clinician)
    except (OverflowError, OSError, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class MovePage:
    """Lists free times within what the person's answers allow."""

    book: Appointments
    texts: PageTexts
    window_of: WindowOf

    def slot_of(self, picked: Picked, appointment: Appointment, now: datetime) -> Slot | None:
        """Return the slot that was picked, or None when it is not to be had."""
        fitting = (one for one in self._free(appointment, now) if one.start == picked.start)
        return next((one for one in fitting if one.clinician == picked.clinician), None)

    def parts(
        self,
        appointment: Appointment,
        now: datetime,
        asked_from: str | None,
        back: tuple[str, str],
    ) -> list[str]:
        """Return the parts of the page; `asked_from` is a date such as 2026-03-10, or nothing."""
        say = self.texts.words.say
        free = self._free(appointment, now)
        now_at = paragraph(self.texts.said("move_now", appointment))
        if not free:
            return [now_at, paragraph(say("move_none")), links(back)]
        days = [(day, list(slots)) for day, slots in groupby(free, self._day)]
        first = _date(asked_from)
        later = [one for one in days if first is None or one[0] >= first] or days
        shown = later[:DAYS_AT_ONCE]
        groups = [self._group(slots) for _, slots in shown]
        until = say("move_until", day=self.texts.day(free[-1].start))
        if appointment.disposition == Disposition.CLINIC:
            until = f"{until} {say('move_by_then')}"
        turning = self._turning(days, shown)
        return [now_at, paragraph(until), form(groups, say("move_button"), back), *turning]

    def _turning(
        self, days: Sequence[tuple[date, list[Slot]]], shown: Sequence[tuple[date, list[Slot]]]
    ) -> list[str]:
        """Return the ways to days that are not shown."""
        say = self.texts.words.say
        following = [day for day, _ in days if day > shown[-1][0]]
        ways = [(say("move_more"), f"?from={following[0]}")] if following else []
        if shown[0][0] != days[0][0]:
            ways.append((say("move_first"), "?"))
        return [links(*ways, filled=False)] if ways else []

    def _free(self, appointment: Appointment, now: datetime) -> list[Slot]:
        """Return the free slots by time, each moment once: with the same clinician if possible."""
        window = self.window_of(appointment, now)
        if window is None:
            return []
        slot = appointment.slot
        found = self.book.free(slot.visit_type, window, now=now)
        known = [one for one in found if one.start != slot.start]
        in_order = sorted(known, key=lambda one: (one.start, one.clinician != slot.clinician))
        return [next(same) for _, same in groupby(in_order, lambda one: one.start)]

    def _group(self, slots: Sequence[Slot]) -> str:
        made = [
            Choice(
                f"{int(one.start.timestamp())}/{one.clinician}",
                self.texts.time(one.start),
                self.texts.name_of(one.clinician),
            )
            for one in slots
        ]
        return choices(self.texts.day(slots[0].start), FIELD, made)

    def _day(self, slot: Slot) -> date:
        return slot.start.astimezone(self.texts.zone).date()


def _date(text: str | None) -> date | None:
    try:
        return None if text is None else date.fromisoformat(text)
    except ValueError:
        return None
