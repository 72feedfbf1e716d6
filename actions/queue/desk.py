"""How the actions call staff: the patient's answer never waits for the queue, nor fails with it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.interfaces import Tracker

from actions.knowledge.clinic import Clinic
from actions.message import moment_of
from actions.queue.failed_turns import FailedTurns
from actions.queue.items import Report
from actions.queue.notes import add_note
from actions.queue.store import StaffQueue
from actions.queue.tables import CLOSED
from actions.queue.targets import due_at
from actions.slots import CONTACT_NAME, CONTACT_PHONE, LASTING
from actions.triage.protocol import Protocol
from actions.triage.staff import StaffLevel

logger = logging.getLogger(__name__)
T = TypeVar("T")

SLOT = "queue_item"
# What the slot holds when staff could not be called: the next turn that can tries again.
UNWRITTEN = "unwritten"
# The answer is ready and only waits for this; the engine ends an action after ten seconds.
PATIENCE_SECONDS = 3.0
MOST_OF_ID = 64


@dataclass(frozen=True, slots=True)
class StaffDesk:
    """Calls staff to a conversation. `clock` gives aware times."""

    queue: StaffQueue
    protocol: Protocol
    clinic: Clinic
    clock: Callable[[], datetime]
    failed_turns: FailedTurns

    async def call(
        self, tracker: Tracker, level: StaffLevel, rule_id: str | None
    ) -> list[EventType]:
        """Put the conversation into the queue; return the event that keeps the item's id."""
        item_id = await added(self.queue, self._report(tracker, level, rule_id))
        return [SlotSet(SLOT, UNWRITTEN if item_id is None else str(item_id))]

    async def flag_turn(self, conversation: str, turn_id: str, at: float) -> None:
        """Put a conversation of which a turn failed into the queue: it may have said anything."""
        report = self._report_of(conversation, turn_id, StaffLevel.FAILED_TURN, at)
        await self.failed_turns.flag(report)

    async def note(self, conversation: str, turn_id: str, kind: str, level: StaffLevel) -> None:
        """Put a note onto what is open of a conversation; raises when it cannot be kept."""
        report = self._report_of(conversation, f"{turn_id}/{kind}", level, self.clock().timestamp())
        await asyncio.to_thread(add_note, self.queue, report, kind)

    async def has_closed_emergency(self, tracker: Tracker) -> bool:
        """Tell whether staff have closed the emergency that stands; if in doubt, it stands."""
        return await self.has_closed(tracker.slots)

    async def has_closed(self, slots: Mapping[str, Any]) -> bool:
        """Tell whether staff have closed the emergency that these slots hold."""
        item_id = str(slots.get(SLOT) or "")
        if slots.get("disposition") not in LASTING or not item_id.isdecimal():
            return False
        item = await _tried(lambda: self.queue.item(int(item_id)))
        return item is not None and item.state == CLOSED

    def _report_of(self, conversation: str, turn_id: str, level: StaffLevel, at: float) -> Report:
        moment = datetime.fromtimestamp(at, UTC)
        return Report(
            conversation=conversation,
            turn_id=turn_id[:MOST_OF_ID],
            level=level,
            reported_at=at,
            due_at=due_at(moment, self.protocol.staff_minutes[level], self.clinic).timestamp(),
        )

    def _report(self, tracker: Tracker, level: StaffLevel, rule_id: str | None) -> Report:
        now = moment_of(tracker, self.clock)
        return Report(
            conversation=tracker.sender_id,
            turn_id=tracker.latest_message["metadata"]["turn_id"],
            level=level,
            rule_id=rule_id,
            reported_at=now.timestamp(),
            due_at=due_at(now, self.protocol.staff_minutes[level], self.clinic).timestamp(),
            name=tracker.slots.get(CONTACT_NAME),
            phone=tracker.slots.get(CONTACT_PHONE),
        )


def desk_of(
    queue: StaffQueue, protocol: Protocol, clinic: Clinic, clock: Callable[[], datetime]
) -> StaffDesk:
    """Return a desk over a queue; its `failed_turns` is a job that somebody must run."""
    return StaffDesk(queue, protocol, clinic, clock, FailedTurns(partial(added, queue)))


async def added(queue: StaffQueue, report: Report) -> int | None:
    """Put a report into the queue; return its item's id, or None when that failed."""
    return await _tried(lambda: queue.add(report))


def is_called(tracker: Tracker) -> bool:
    """Tell whether staff were called to this conversation already."""
    return tracker.slots.get(SLOT) not in (None, UNWRITTEN)


async def _tried(work: Callable[[], T]) -> T | None:
    """Do database work on a thread; None when it fails or takes too long."""
    try:
        return await asyncio.wait_for(asyncio.to_thread(work), PATIENCE_SECONDS)
    # Whatever is wrong with the queue, the person gets the answer that is ready.
    except Exception as error:
        logger.error("the staff queue failed", extra={"error": type(error).__name__})
        return None
