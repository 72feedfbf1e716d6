"""`retention:` of data/clinic.yml: for how many days each kind is kept."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from actions.knowledge.yaml_reader import Node

WITHOUT_CONTACT = "conversations_without_contact"
WITH_CONTACT = "conversations_with_contact"
WITH_BOOKING = "conversations_with_booking"
CLOSED_ITEMS = "closed_queue_items"
# The engine's own kinds.
RECEIPTS = "receipts"
ENDED_SESSIONS = "ended_sessions"
AUDIT = "audit"
CONVERSATIONS = (WITHOUT_CONTACT, WITH_CONTACT, WITH_BOOKING)
KINDS = (*CONVERSATIONS, CLOSED_ITEMS, RECEIPTS, ENDED_SESSIONS, AUDIT)


def read_periods(node: Node) -> Mapping[str, int]:
    """Return the days of each kind. Raises ShapeError."""
    found = node.keys(*KINDS)
    days = {kind: found[kind].whole() for kind in KINDS}
    for kind in KINDS:
        if days[kind] == 0:
            found[kind].fail("expected at least 1 day")
    for shorter, longer in pairwise(CONVERSATIONS):
        if days[shorter] > days[longer]:
            found[longer].fail(f"{longer} must be kept at least as long as {shorter}")
    longest = max(days, key=lambda kind: days[kind])
    if days[AUDIT] < days[longest]:
        found[AUDIT].fail(f"the audit must be kept longest; {longest} is kept {days[longest]} days")
    return days


def kept_facts(days: Mapping[str, int]) -> dict[str, str]:
    """Return the values of the placeholders that say for how many days something is kept."""
    return {kind.replace("conversations", "kept"): str(days[kind]) for kind in CONVERSATIONS}
