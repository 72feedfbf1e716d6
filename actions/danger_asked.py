"""A sign that is told as a question, while no form is open: it is looked at before it is answered."""

from __future__ import annotations

from typing import Any

from actions.message import Heard
from actions.slots import DANGER_SIGNS, TODAY, Slots
from actions.triage.protocol import Protocol, closure

# Fills an interrupt of config.yml.
SLOT = "danger_asked"
# "Is it normal to ...?" reads like a question about a method, or like one that is not for us.
ASKS = "ask_"
NOT_FOR_US = frozenset({"out_of_scope", "other_body_part"})


def danger_asked(heard: Heard, before: Slots, after: Slots, protocol: Protocol) -> dict[str, Any]:
    """Return the slot with which a question that tells a sign opens the questions about it.

    What raises an alert is answered by that, and what was asked about already stands.
    """
    intent = heard.intent or ""
    is_question = intent.startswith(ASKS) or intent in NOT_FOR_US
    if not is_question or heard.active_form or heard.is_taken_over or after.get("alert"):
        return {}
    if after.get("disposition") in TODAY or after.get(DANGER_SIGNS) is not None:
        return {}
    return {SLOT: True} if _doubts(after, protocol) - _doubts(before, protocol) else {}


def _doubts(slots: Slots, protocol: Protocol) -> set[str]:
    """Return the signs of a red flag that may be there."""
    findings = slots.get("findings") or {}
    return {
        name
        for name, one in findings.items()
        if one.get("assertion") == "unsure"
        and any(name in closure([flag], protocol) for flag in protocol.red_flags)
    }
