"""When a message is due that nobody asked for, by the clock of the clinic."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from actions.knowledge.reminder_reader import Ahead, QuietHours


def reminder_due(start: datetime, ahead: Ahead, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return when a visit is to be remembered, in UTC.

    A day before is the same time by the clock on the day before, also when clocks were set between
    the two; hours are as long as they are. What falls into quiet hours goes out before they begin.
    """
    local = start.astimezone(zone)
    day_before = datetime.combine(local.date() - timedelta(days=ahead.days), local.time(), zone)
    due = _instant(day_before if ahead.days else local) - timedelta(hours=ahead.hours)
    begun = _quiet_since(due, quiet, zone)
    return due if begun is None else begun - quiet.lead


def recheck_due(decided_at: datetime, days: int, quiet: QuietHours, zone: ZoneInfo) -> datetime:
    """Return when to ask again: days later by the clock, in quiet hours after they end; in UTC."""
    local = decided_at.astimezone(zone)
    later = datetime.combine(local.date() + timedelta(days=days), local.time(), zone)
    due = _instant(later)
    return quiet_until(due, quiet, zone) or due


def quiet_until(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours end in which a moment lies, in UTC; None when it lies in none."""
    begun = _quiet_since(moment, quiet, zone)
    if begun is None:
        return None
    day = begun.astimezone(zone).date()
    over_midnight = quiet.ends <= quiet.begins
    return _at(day + timedelta(days=1) if over_midnight else day, quiet.ends, zone)


def _quiet_since(moment: datetime, quiet: QuietHours, zone: ZoneInfo) -> datetime | None:
    """Return when the quiet hours began in which a moment lies, or None."""
    today = moment.astimezone(zone).date()
    over_midnight = quiet.ends <= quiet.begins
    for day in (today, today - timedelta(days=1)):
        begins = _at(day, quiet.begins, zone)
        ends = _at(day + timedelta(days=1) if over_midnight else day, quiet.ends, zone)
        if begins <= moment < ends:
            return begins
    return None


def _at(day: date, at: time, zone: ZoneInfo) -> datetime:
    return _instant(datetime.combine(day, at, zone))


def _instant(local: datetime) -> datetime:
    """Return a time by the clock as an instant: two of one zone compare by the clock alone."""
    return local.astimezone(UTC)
