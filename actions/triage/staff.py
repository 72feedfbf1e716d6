"""The levels at which staff are called to a conversation."""

from __future__ import annotations

from enum import StrEnum


class StaffLevel(StrEnum):
    """Why staff have to look at a conversation, most urgent first."""

    CRISIS = "crisis"
    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    CALLBACK = "callback"
    FAILED_TURN = "failed_turn"

    @property
    def urgency(self) -> int:
        """Return a number that is greater the more urgent the level is."""
        return len(StaffLevel) - list(StaffLevel).index(self)
