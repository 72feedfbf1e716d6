"""Items of the queue as a page shows them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from actions.queue.claims import Claim
from actions.queue.clock import MINUTE, TargetClock, target_clock
from actions.queue.items import QueueItem
from actions.triage.protocol import Protocol
from actions.triage.staff import StaffLevel

# Words first: who cannot tell the colours apart reads the same.
TITLES = {
    StaffLevel.CRISIS: "Crisis",
    StaffLevel.EMERGENCY: "Emergency",
    StaffLevel.SAME_DAY: "Same day",
    StaffLevel.CALLBACK: "Call back",
    StaffLevel.FAILED_TURN: "Failed turn",
}
LOOKS = {
    StaffLevel.CRISIS: "now",
    StaffLevel.EMERGENCY: "now",
    StaffLevel.SAME_DAY: "today",
}
# What staff do first.
NEXT = {
    StaffLevel.CRISIS: "Call now. Stay on the line until somebody is with them.",
    StaffLevel.EMERGENCY: "Call now: are they on their way to emergency care?",
    StaffLevel.SAME_DAY: "Call today and see that they are seen today.",
    StaffLevel.CALLBACK: "Call back as they asked.",
    StaffLevel.FAILED_TURN: "The program failed on a message. Read it: it may have said anything.",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """The rule that put a conversation into the queue, in the words of the protocol."""

    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Row:
    """One item. `phone` is the number to call, `dial` the same for a link."""

    item: QueueItem
    level: str
    look: str
    next_step: str
    clock: TargetClock
    counts_from_opening: bool
    rule: Rule | None
    phone: str
    dial: str
    notes: Sequence[str]
    claim: Claim | None
    conversation: str


@dataclass(frozen=True, slots=True)
class Beside:
    """What is known of an item beside its row; `phone` is where its texts come from."""

    phone: str | None = None
    notes: Sequence[str] = ()
    claim: Claim | None = None


def row_of(item: QueueItem, protocol: Protocol, now: float, beside: Beside = Beside()) -> Row:
    """Return an item as it is shown at `now`."""
    number = item.phone or beside.phone or ""
    return Row(
        item=item,
        level=TITLES[item.level],
        look=LOOKS.get(item.level, "later"),
        next_step=NEXT[item.level],
        clock=target_clock(item.due_at, now),
        counts_from_opening=_counts_from_opening(item, protocol),
        rule=rule_of(protocol, item.rule_id),
        phone=number,
        dial=re.sub(r"[^\d+]", "", number),
        notes=beside.notes,
        claim=beside.claim,
        conversation=quote(item.conversation, safe=""),
    )


def _counts_from_opening(item: QueueItem, protocol: Protocol) -> bool:
    """Tell whether the clinic was closed when the item came, so that its target began later."""
    given = protocol.staff_minutes[item.level] * MINUTE
    return item.due_at - item.opened_at > given + MINUTE


def rule_of(protocol: Protocol, rule_id: str | None) -> Rule | None:
    """Return a rule with its title, as far as today's protocol knows it."""
    if rule_id is None:
        return None
    titles = {rule.id: rule.title for rule in protocol.rules}
    return Rule(rule_id, titles.get(rule_id, "a rule of an earlier protocol"))


def in_order(items: Sequence[QueueItem]) -> list[QueueItem]:
    """Return items as they are to be worked: the most urgent first, then who waits longest."""
    return sorted(items, key=lambda one: (-one.level.urgency, one.opened_at, one.id))
