"""Why staff cannot do what they want in a conversation."""

from __future__ import annotations

from enum import StrEnum


class Why(StrEnum):
    """A reason, for whoever words it."""

    UNKNOWN = "unknown"
    # Somebody else is in it.
    HELD = "held"
    NOT_HELD = "not_held"
    # Nothing can be sent where this person wrote from, ...
    UNREACHABLE = "unreachable"
    # ... or they asked that nothing be sent, or ended and deleted the session.
    OPTED_OUT = "opted_out"
    ENDED = "ended"
    EMPTY = "empty"
    TOO_LONG = "too_long"


class HandoverRefused(Exception):
    """It cannot be done, and nothing changed. `held_by` names who is in the conversation."""

    def __init__(self, why: Why, held_by: str | None = None) -> None:
        super().__init__(why.value)
        self.why = why
        self.held_by = held_by
