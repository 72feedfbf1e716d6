"""What waits for staff, as values."""

from __future__ import annotations

from dataclasses import dataclass

from actions.triage.staff import StaffLevel

# Whoever needs help today is announced to the staff on call; the rest waits to be looked up.
ANNOUNCED = (StaffLevel.CRISIS, StaffLevel.EMERGENCY, StaffLevel.SAME_DAY)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """That staff are needed. `turn_id` is the turn that found it; times are seconds since 1970."""

    conversation: str
    turn_id: str
    level: StaffLevel
    reported_at: float
    due_at: float
    rule_id: str | None = None
    name: str | None = None
    phone: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueItem:
    """One conversation that staff have to look at. Times are seconds since 1970."""

    id: int
    conversation: str
    level: StaffLevel
    rule_id: str | None
    turn_id: str
    opened_at: float
    due_at: float
    name: str | None
    phone: str | None
    state: str
    closed_by: str | None
    outcome: str | None
    closed_at: float | None
    alerted_at: float | None
    overdue_alerted_at: float | None


class NotClosed(Exception):
    """An item could not be closed; str() says why in one line."""
