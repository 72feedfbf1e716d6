"""What a message tells and what is not kept of it, because a list or a form has to come first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from actions.message import Heard
from actions.slots import FACTS, VISIT_CONFIRMED, VISIT_WISH, Slots
from actions.triage.patient import usable_fact
from actions.triage.protocol import Protocol


def held_back(changes: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """Return the changes of a message that opens a list while a visit is booked.

    Of what is `given` for the visit the wish for a day may stay; nothing is agreed to before the
    list is answered.
    """
    kept = {name: value for name, value in changes.items() if name not in given}
    wish = {name: value for name, value in given.items() if name == VISIT_WISH}
    return kept | {VISIT_CONFIRMED: None} | wish


def refused(heard: Heard, slots: Slots, protocol: Protocol) -> dict[str, None]:
    """Return the facts that hold an impossible number, where no form is there to refuse it."""
    told = heard.filled.intersection(FACTS)
    usable = {name: usable_fact(protocol.facts[name], slots.get(name)) for name in told}
    return {name: None for name, value in usable.items() if value is None}
