"""What a page says of an appointment, in the words of data/site/booking.yml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.calendar_file import CalendarText
from actions.booking.page_words import PageWords
from actions.booking.values import Appointment, AppointmentState
from actions.booking.when import day_in_words, time_in_words
from actions.knowledge.clinic import Clinic
from actions.knowledge.reminder_reader import Ahead

# Conversations by text message are called so by the engine.
_BY_TEXT = "sms-"
_STATES = {
    AppointmentState.CANCELLED: "view_cancelled",
    AppointmentState.NOSHOW: "view_noshow",
    AppointmentState.FULFILLED: "view_over",
}


@dataclass(frozen=True, slots=True)
class PageTexts:
    """The words of pages. `name_of` gives a clinician's name by id, empty where there is none."""

    words: PageWords
    clinic: Clinic
    name_of: Callable[[str], str]

    @property
    def zone(self) -> ZoneInfo:
        """The clinic's."""
        return ZoneInfo(self.clinic.time_zone)

    def day(self, moment: datetime) -> str:
        """Return a day by the clinic's clock."""
        return day_in_words(moment, self.zone)

    def time(self, moment: datetime) -> str:
        """Return a time by the clinic's clock."""
        return time_in_words(moment, self.zone)

    def said(self, name: str, appointment: Appointment, **values: str) -> str:
        """Return a sentence that speaks of when the visit is."""
        start = appointment.slot.start
        return self.words.say(name, day=self.day(start), time=self.time(start), **values)

    def rows(self, appointment: Appointment) -> list[tuple[str, str]]:
        """Return when, with whom and where, with the names of each; nobody's own data."""
        slot, say = appointment.slot, self.words.say
        span = say("time_span", time=self.time(slot.start), until=self.time(slot.end))
        clinician = self.name_of(slot.clinician)
        rows = [
            (
                say("label_when"),
                f"{self.day(slot.start)}, {slot.start.astimezone(self.zone):%Y}, {span}",
            ),
            (say("label_with"), clinician),
            (say("label_where"), f"{self.clinic.name}, {self.clinic.address}"),
            (say("label_reference"), appointment.reference),
            (say("label_questions"), say("questions")),
        ]
        return [row for row in rows if row[1]]

    def state(self, appointment: Appointment, now: datetime, *, is_moved: bool) -> str:
        """Return how an appointment stands; `is_moved` when it was moved just now."""
        if appointment.state in _STATES:
            return self.words.say(_STATES[appointment.state])
        if appointment.slot.end <= now:
            return self.words.say("view_over")
        return self.words.say("view_moved" if is_moved else "view_booked")

    def promise(self, appointment: Appointment) -> str:
        """Return honestly whether reminders come: only people who text us get texts."""
        before = self._before()
        if not appointment.conversation.startswith(_BY_TEXT) or not before:
            return self.words.say("texts_no")
        return self.words.say("texts_yes", before=before)

    def calendar(self, appointment: Appointment, link: str) -> CalendarText:
        """Return what the calendar file says."""
        gone = appointment.state is AppointmentState.CANCELLED
        values = {"reference": appointment.reference, "link": link}
        return CalendarText(
            summary=self.words.say("calendar_gone_summary" if gone else "calendar_summary"),
            description=self.words.say("calendar_description", **values),
            location=self.words.say("calendar_location"),
            url=link if link.startswith("http") else None,
            alarms=tuple(one.before for one in self.clinic.reminders.before_visit),
        )

    def _before(self) -> str:
        said = [self._one_before(one) for one in self.clinic.reminders.before_visit]
        if len(said) < 2:  # noqa: PLR2004 - nothing to join
            return "".join(said)
        return self.words.say("before_joined", first=", ".join(said[:-1]), last=said[-1])

    def _one_before(self, ahead: Ahead) -> str:
        unit, number = ("day", ahead.days) if ahead.days else ("hour", ahead.hours)
        name = f"before_{unit}" if number == 1 else f"before_{unit}s"
        return self.words.say(name, number=str(number))
