"""A sign that is told as a question, while no form is open: the questions about it begin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard
from actions.slots import DANGER_SIGNS, LASTING, Slots
from actions.triage.closure import closure
from actions.triage.protocol import Protocol

# "Is it normal to ...?" reads like a question about a method, or like one that is not for us.
ASKS = "ask_"
NOT_FOR_US = frozenset({"out_of_scope", "other_body_part"})
# Their rules begin the questions themselves, behind the answer.
GO_ON = frozenset({"ask_medication", "ask_diagnosis"})


def asks_of_danger(
    heard: Heard, changes: Mapping[str, Any], slots: Slots, protocol: Protocol
) -> bool:
    """Tell whether a message leaves a sign open that the answer to its question would let lie."""
    intent = heard.intent or ""
    is_question = intent.startswith(ASKS) or intent in NOT_FOR_US
    if not is_question or intent in GO_ON or heard.active_form or changes.get("alert"):
        return False
    after = {**slots, **changes}
    if after.get("disposition") in LASTING or after.get(DANGER_SIGNS) is not None:
        return False
    return bool(_doubted(after, protocol) - _doubted(slots, protocol))


def _doubted(slots: Slots, protocol: Protocol) -> set[str]:
    """Return the red flags and their signs that may be there."""
    findings = slots.get("findings") or {}
    unsure = {name for name, one in findings.items() if one.get("assertion") == "unsure"}
    return unsure & closure(protocol.red_flags, protocol)
