"""What is known about one sign: present, absent or unknown, and how it was learnt."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Presence(StrEnum):
    """Whether the person has a sign. Not knowing is a state of its own, never an absence."""

    PRESENT = "present"
    ABSENT = "absent"
    UNKNOWN = "unknown"


class Origin(StrEnum):
    """Whether we asked for a sign or the person brought it up."""

    ASKED = "asked"
    VOLUNTEERED = "volunteered"


@dataclass(frozen=True, slots=True)
class Finding:
    """One sign of the person, or one item of a safety screen (`RF01`).

    `is_new` tells whether it began or got worse in the last two weeks; None means not learnt.
    An unsure answer is a finding whose presence is unknown. `words` are what the person wrote.
    """

    id: str
    presence: Presence
    is_new: bool | None = None
    origin: Origin = Origin.ASKED
    words: str | None = None
