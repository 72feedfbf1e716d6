"""By when staff look at what waits for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from actions.knowledge.clinic import Clinic


def due_at(at: datetime, minutes: int, clinic: Clinic) -> datetime:
    """Return when something of an aware moment is due, `minutes` being those of the protocol.

    While the clinic is closed they count from its next opening. What came in just before closing
    is still due the same day: an emergency does not wait for the morning.
    """
    begins = at if clinic.is_open(at) else clinic.next_opening(at) or at
    return begins.astimezone(UTC) + timedelta(minutes=minutes)
