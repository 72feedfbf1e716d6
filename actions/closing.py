"""What is forgotten once staff have closed an emergency, so that triage can begin anew."""

from __future__ import annotations

from actions.begin import LASTING_SLOTS
from actions.message import Heard
from actions.slots import CONTACT_NAME, CONTACT_PHONE, CONTACT_TIMES, Slots

# Who the person is, and what is being asked right now, do not end with the emergency.
KEPT = frozenset(
    {
        "introduced",
        "requested_slot",
        "contact_purpose",
        CONTACT_NAME,
        CONTACT_PHONE,
        CONTACT_TIMES,
    }
)


def forgotten(slots: Slots, heard: Heard) -> Slots:
    """Return the slots to empty; what this very message told is no part of what was closed."""
    told_now = heard.filled.difference(LASTING_SLOTS)
    return {
        name: None
        for name, value in slots.items()
        if value is not None and name not in KEPT and name not in told_now
    }
