"""What follows from all that is known: red flags, answered lists, urgency, signs without an age."""

from __future__ import annotations

from typing import Any

from actions.newness import UNDATED
from actions.screens import asked_on, screen_state
from actions.slots import LANGUAGE, SCREENS, Slots, presentation_from, states_in
from actions.triage.conditions import Truth
from actions.triage.decision import level_so_far
from actions.triage.newness import undated
from actions.triage.presentation import Presentation
from actions.triage.protocol import Protocol
from actions.triage.untold import read_patient


def consequences(slots: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the red flags, the screens and the urgency as they follow from all that is known."""
    presentation = presentation_from(slots, protocol)
    reading = read_patient(presentation, protocol, concluded=False)
    states = states_in(reading, protocol)
    so_far = level_so_far(reading, protocol)
    changes: dict[str, Any] = {
        "red_flags": [flag for flag, truth in states.items() if truth is Truth.TRUE] or None,
        "urgency_so_far": None if so_far is None else so_far.value,
        UNDATED: _undated(slots, presentation, protocol),
    }
    for screen in SCREENS:
        items = asked_on(screen, slots.get("findings") or {}, protocol)
        state = screen_state(items, states, slots.get("unsure_counts") or {})
        changes[screen] = state.as_slot()
    return changes


def _undated(slots: Slots, presentation: Presentation, protocol: Protocol) -> list[str] | None:
    """Return the signs to ask "new or worse?" about: none where the question has no words."""
    if slots.get(LANGUAGE) is not None:
        return None
    return list(undated(presentation, protocol)) or None
