"""Reminders of visits: which are due for an appointment, and what each says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from actions.booking.due_messages import Due, DueMessages
from actions.booking.due_times import reminder_due
from actions.booking.links import Links
from actions.booking.notice import Notice
from actions.booking.ports import Appointments
from actions.booking.values import Appointment, AppointmentState, NoSuchAppointment
from actions.booking.when import day_in_words, time_in_words
from actions.knowledge.reminder_reader import Reminders

RECHECK = "recheck"
LINK = "utter_remind_link"


@dataclass(frozen=True, slots=True)
class VisitReminders:
    """Keeps the table of due messages in step with the appointments, and words the reminders."""

    book: Appointments
    messages: DueMessages
    reminders: Reminders
    zone: ZoneInfo
    links: Links

    def plan(self, now: datetime) -> None:
        """Write down what is due for each booked visit, and cancel what no visit has any more.

        Nobody has to say that a visit was booked, moved or cancelled: whoever did it, and however
        the process ended that did it, the appointments tell.
        """
        booked = self.book.upcoming(now=now)
        wanted = [due for one in booked for due in self.due_for(one)]
        self.messages.put(wanted)
        kept = {(one.subject, one.kind, one.about_at) for one in wanted}
        for row in self.messages.rows(waiting_only=True):
            due = row.due
            is_of_visit = due.kind != RECHECK and due.about_at > now.timestamp()
            if is_of_visit and (due.subject, due.kind, due.about_at) not in kept:
                self.messages.drop(due, now.timestamp())

    def due_for(self, appointment: Appointment) -> list[Due]:
        """Return the reminders of one visit; each is of use until the next one is due."""
        start = appointment.slot.start
        quiet = self.reminders.quiet
        times = [
            (one.id, reminder_due(start, one, quiet, self.zone))
            for one in self.reminders.before_visit
        ]
        ends = [*(at for _, at in times[1:]), start]
        return [
            Due(
                subject=appointment.reference,
                kind=kind,
                conversation=appointment.conversation,
                about_at=start.timestamp(),
                due_at=at.timestamp(),
                useless_after=max(at, end).timestamp(),
                known_since=appointment.changed_at.timestamp(),
            )
            for (kind, at), end in zip(times, ends, strict=True)
        ]

    def notice(self, due: Due) -> Notice | None:
        """Return what a reminder says; None when its visit was moved or called off meanwhile."""
        try:
            appointment = self.book.find(due.subject)
        except NoSuchAppointment:
            return None
        start = appointment.slot.start
        if appointment.state is not AppointmentState.BOOKED or start.timestamp() != due.about_at:
            return None
        values = {
            "visit_day": day_in_words(start, self.zone),
            "visit_time": time_in_words(start, self.zone),
        }
        responses = [(f"utter_remind_{due.kind}", values)]
        if self.links.base_url is not None:
            manage = {"manage_url": self.links.manage_url(appointment.reference)}
            responses.append((LINK, manage))
        return Notice(
            conversation=due.conversation,
            key=due.key,
            useless_after=due.useless_after,
            responses=responses,
        )
