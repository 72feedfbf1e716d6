"""Moments in a patient's words, by the clock of the clinic."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo


def day_in_words(moment: datetime | date, zone: ZoneInfo) -> str:
    """Return a day such as Tuesday, March 10."""
    local = moment.astimezone(zone) if isinstance(moment, datetime) else moment
    return f"{local:%A, %B} {local.day}"


def time_in_words(moment: datetime, zone: ZoneInfo) -> str:
    """Return a time such as 9:30 AM."""
    return f"{moment.astimezone(zone):%I:%M %p}".removeprefix("0")
