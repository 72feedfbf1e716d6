"""In which time a booked visit may be moved: what triage decided when it was booked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from actions.booking.values import Appointment, Window
from actions.booking.windows import Decided, Limits, NoVisit, visit_window
from actions.knowledge.clinic import Clinic
from actions.proof.stored import StoredConversations, latest_record
from actions.triage.protocol import Protocol


@dataclass(frozen=True, slots=True)
class LinkWindow:
    """Tells the window of an appointment."""

    clinic: Clinic
    protocol: Protocol
    stored: StoredConversations

    def __call__(self, appointment: Appointment, now: datetime) -> Window | None:
        """Return the window, or None when the calendar offers nothing for this decision.

        Whoever took a later visit than the limit, as none was free in it, may come earlier.
        """
        decided = Decided(
            disposition=appointment.disposition,
            within_hours=self._within_hours(appointment),
            at=appointment.created_at,
            asked=True,
        )
        calendar = self.clinic.calendar
        limits = Limits(self.protocol.visit_working_days, self.clinic.works_on)
        if appointment.disposition is None:
            # Staff booked it: nothing was decided that limits it.
            return Window(now, calendar.horizon(now))
        window = visit_window(decided, calendar, limits, now)
        if isinstance(window, NoVisit):
            return None
        return Window(window.earliest, max(window.latest, appointment.slot.start))

    def _within_hours(self, appointment: Appointment) -> int | None:
        """Return the limit that was decided: of the conversation, else the rule's shortest."""
        if appointment.conversation:
            record = latest_record(self.stored.events(appointment.conversation)) or {}
            decided = record.get("decided") or {}
            if decided.get("rule_id") == appointment.rule_id and "within_hours" in decided:
                return int(decided["within_hours"])
        cases = (
            case.within_hours
            for rule in self.protocol.rules
            if rule.id == appointment.rule_id
            for case in rule.cases
        )
        return min(cases, default=None)
