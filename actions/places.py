"""Where a person is sent, in the protocol's words: by ambulance alone, where nobody should ride."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.slots import presentation_from
from actions.triage.decision import Decision, urgency_so_far
from actions.triage.protocol import Disposition, Protocol
from actions.triage.wording import Wording


def place_of(decision: Decision, protocol: Protocol) -> Wording:
    """Return where a decision sends the person."""
    return _place(decision.disposition, decision, protocol)


def standing_place(slots: Mapping[str, Any], protocol: Protocol) -> Wording:
    """Return where the level that stands sends the person, whatever was said since."""
    return _place(Disposition(slots["disposition"]), standing_decision(slots, protocol), protocol)


def standing_decision(slots: Mapping[str, Any], protocol: Protocol) -> Decision | None:
    """Return what the signs so far decide, where it is the level that stands."""
    decision = urgency_so_far(presentation_from(dict(slots), protocol), protocol)
    stands = decision is not None and decision.disposition == slots.get("disposition")
    return decision if stands else None


def _place(level: Disposition, decision: Decision | None, protocol: Protocol) -> Wording:
    if level is Disposition.EMERGENCY and decision is not None and decision.no_ride:
        return protocol.texts["emergency_no_ride"]
    return protocol.dispositions[level].text
