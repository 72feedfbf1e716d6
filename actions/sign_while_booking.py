"""A sign that is first told while a visit is booked: it is looked at before anything is booked."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import BOOKING_FORM, Slots, presentation_from
from actions.triage.decision import Decision, decide
from actions.triage.protocol import Protocol

# Fills an interrupt of config.yml.
SLOT = "sign_while_booking"
RESPONSE = "utter_sign_while_booking"


def breaking_in(heard: Heard, before: Slots, after: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the slots with which a sign breaks into a booking; who the visit is for is kept.

    Each step of a booking is answered in words that may hold anything: "2, I hope my numb leg lasts
    till then". What is an alert breaks in by itself.
    """
    if after.get("alert") or not _hastens(heard, before, after, protocol):
        return {}
    return {SLOT: True}


def _hastens(heard: Heard, before: Slots, after: Slots, protocol: Protocol) -> bool:
    """Tell whether a message names a sign with which the answer that was given is too late."""
    if heard.active_form != BOOKING_FORM or before.get("disposition") is None:
        return False
    if _present(after) <= _present(before):
        return False
    was, now = (decide(presentation_from(slots, protocol), protocol) for slots in (before, after))
    return _haste(now) > _haste(was)


def _present(slots: Slots) -> set[str]:
    findings = slots.get("findings") or {}
    return {name for name, one in findings.items() if one.get("assertion") == "present"}


def _haste(decision: Decision) -> tuple[int, int]:
    return decision.disposition.urgency, -decision.within_hours
