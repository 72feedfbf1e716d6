"""The clock of a target, in words."""

from __future__ import annotations

from dataclasses import dataclass

MINUTE, HOUR, DAY = 60, 3600, 86_400
# So long before its end a target is said to be close.
SOON_SECONDS = 15 * MINUTE


@dataclass(frozen=True, slots=True)
class TargetClock:
    """How a target stands: `words` such as "due in 12 min", `state` overdue, soon or later."""

    words: str
    state: str


def target_clock(due_at: float, now: float) -> TargetClock:
    """Return how much time is left, or for how long it has run out; in seconds since 1970."""
    left = due_at - now
    if left <= 0:
        return TargetClock(f"overdue since {span(-left)}", "overdue")
    return TargetClock(f"due in {span(left)}", "soon" if left <= SOON_SECONDS else "later")


def span(seconds: float) -> str:
    """Return a length of time to the unit that matters; minutes are those that are over."""
    if seconds < MINUTE:
        return "less than a minute"
    if seconds < HOUR:
        return f"{int(seconds // MINUTE)} min"
    if seconds < DAY:
        minutes = int(seconds % HOUR // MINUTE)
        return f"{int(seconds // HOUR)} h" + (f" {minutes} min" if minutes else "")
    days = int(seconds // DAY)
    hours = int(seconds % DAY // HOUR)
    return ("1 day" if days == 1 else f"{days} days") + (f" {hours} h" if hours else "")
