"""Asking again some days after self-care was advised: the safety questions, then how it went."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from actions.booking.due_messages import Due, DueMessages
from actions.booking.due_times import recheck_due
from actions.booking.notice import Notice
from actions.booking.visit_reminders import RECHECK
from actions.booking.when import day_in_words
from actions.knowledge.reminder_reader import Reminders
from actions.proof.stored import StoredConversations, latest_record
from actions.slots import DURATION
from actions.triage.protocol import RECHECK_AFTER, Disposition, Protocol

ACTION = "action_recheck"
# The slot that tells of which day's advice the person is asked.
OF_DAY = "recheck_of"
SELF_CARE = frozenset({Disposition.ROUTINE.value, Disposition.ROUTINE_OFFER.value})
# What does not change with the days, and is read back before it counts again.
KEPT_FACTS = ("activity", "injury_type", "age")


@dataclass(frozen=True, slots=True)
class Rechecks:
    """Plans and words re-checks. Methods do blocking work on the database."""

    messages: DueMessages
    stored: StoredConversations
    protocol: Protocol
    reminders: Reminders
    zone: ZoneInfo

    @property
    def days(self) -> int:
        """After how many days a person is asked again."""
        return int(self.protocol.thresholds[RECHECK_AFTER].value)

    def plan(self, conversation: str, decided_at: datetime) -> None:
        """Write down that a person is to be asked again; a later decision takes the place."""
        due = recheck_due(decided_at, self.days, self.reminders.quiet, self.zone)
        useless_after = due + timedelta(days=self.reminders.recheck_late_days)
        one = Due(
            subject=conversation,
            kind=RECHECK,
            conversation=conversation,
            about_at=decided_at.timestamp(),
            due_at=due.timestamp(),
            useless_after=useless_after.timestamp(),
            known_since=decided_at.timestamp(),
        )
        self.messages.put([one])

    def notice(self, due: Due, now: datetime) -> Notice | None:
        """Return what asks again; None where self-care is no longer what the person was told."""
        events = self.stored.events(due.conversation)
        record = latest_record(events)
        if record is None or level_in(events) not in SELF_CARE:
            return None
        advised_at = datetime.fromtimestamp(due.about_at, UTC)
        return Notice(
            conversation=due.conversation,
            key=due.key,
            useless_after=due.useless_after,
            action=ACTION,
            facts={
                OF_DAY: day_in_words(advised_at, self.zone),
                **facts_after(record["facts"], (now - advised_at).days),
            },
        )


def level_in(events: Iterable[Mapping[str, Any]]) -> str | None:
    """Return the disposition that a person was told last, whatever session it was in."""
    told = None
    for event in events:
        if event.get("event") == "slot" and event.get("name") == "disposition":
            told = event.get("value") or told
    return told


def facts_after(facts: Mapping[str, Any], days: int) -> dict[str, Any]:
    """Return what is still true of a person some days later."""
    kept = {name: facts[name] for name in KEPT_FACTS if facts.get(name) is not None}
    if facts.get(DURATION) is not None:
        kept[DURATION] = facts[DURATION] + days
    return kept
