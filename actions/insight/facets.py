"""What staff find conversations by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from actions.slots import SCREENS
from actions.triage.protocol import Disposition, Protocol

DISPOSITION, RULE, RED_FLAG, BOOKING, PROTOCOL, STAGE, LEFT_AT = (
    "disposition",
    "rule",
    "red_flag",
    "booking",
    "protocol",
    "stage",
    "left_at",
)
UNDECIDED = "undecided"
ASKED_SLOT = "requested_slot"
NO_BOOKING, BEGUN, REQUESTED = "none", "begun", "requested"
ATTENDED = "fulfilled"
EVER_BOOKED = ("booked", "arrived", ATTENDED, "cancelled", "noshow")
SCREENED, UNSCREENED = "screened", "unscreened"
STAGES = {SCREENED: "Both safety lists answered", UNSCREENED: "Safety lists open"}

TITLES = {
    DISPOSITION: "Disposition",
    RULE: "Rule",
    RED_FLAG: "Red flag",
    BOOKING: "Booking",
    PROTOCOL: "Protocol version",
    STAGE: "Stage",
    LEFT_AT: "Last question",
}
DISPOSITIONS = {
    Disposition.CRISIS.value: "Crisis",
    Disposition.EMERGENCY.value: "Emergency",
    Disposition.SAME_DAY.value: "Same day",
    Disposition.CLINIC.value: "Clinic",
    Disposition.ROUTINE_OFFER.value: "Routine, visit offered",
    Disposition.ROUTINE.value: "Routine",
    Disposition.OUT_OF_SCOPE.value: "Out of scope",
    UNDECIDED: "Nothing decided",
}
BOOKINGS = {
    NO_BOOKING: "None",
    BEGUN: "Begun, not sent",
    REQUESTED: "Requested",
    # FHIR's words, which bookings are kept under.
    "proposed": "Requested",
    "pending": "Held",
    "booked": "Booked",
    "arrived": "Arrived",
    "fulfilled": "Attended",
    "cancelled": "Cancelled",
    "noshow": "Did not come",
}


def facets_of(slots: Mapping[str, Any]) -> dict[str, Sequence[str]]:
    """Return the values of a conversation under each name, from its slots as they stand."""
    rule, version = slots.get("rule_id"), slots.get("protocol_version")
    return {
        DISPOSITION: [str(slots.get("disposition") or UNDECIDED)],
        RULE: [str(rule)] if rule else [],
        RED_FLAG: [str(flag) for flag in slots.get("red_flags") or ()],
        BOOKING: [_booking(slots)],
        PROTOCOL: [str(version)] if version else [],
        STAGE: [SCREENED if all(slots.get(screen) for screen in SCREENS) else UNSCREENED],
        LEFT_AT: [str(slots[ASKED_SLOT])] if slots.get(ASKED_SLOT) else [],
    }


def value_titles(name: str, protocol: Protocol) -> Mapping[str, str]:
    """Return the known values of a name in words, in the order in which staff look for them."""
    match name:
        case "disposition":
            return DISPOSITIONS
        case "booking":
            return BOOKINGS
        case "rule":
            return {rule.id: f"{rule.id} {rule.title}" for rule in protocol.rules}
        case "red_flag":
            return {flag.id: f"{flag.id} {flag.short}" for flag in protocol.red_flags.values()}
        case "stage":
            return STAGES
        case _:
            return {}


def _booking(slots: Mapping[str, Any]) -> str:
    if slots.get("booking_reference"):
        return REQUESTED
    return BEGUN if slots.get("contact_purpose") else NO_BOOKING
