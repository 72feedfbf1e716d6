"""Stored conversations under another protocol, and one of them taken again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from actions.triage.decision import Decision
from actions.triage.protocol import Protocol as Rules
from actions.triage.record import Record, decide_again

RECORD = "decision_record"
# What a person is told before any rule matches.
NOTHING_YET = "nothing yet"


class StoredConversations(Protocol):
    """Where conversations are kept; they are read one after the other."""

    def slots(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Yield the name of each conversation with its slots as they stand."""

    def events(self, conversation: str) -> Sequence[Mapping[str, Any]]:
        """Return the events of a conversation as Rasa's JSON; none when it is unknown."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a decision sends a person, and by which rule."""

    level: str
    rule_id: str | None

    @classmethod
    def of(cls, decision: Decision | None) -> Standing:
        """Return the standing of a decision, or of none."""
        if decision is None:
            return cls(NOTHING_YET, None)
        return cls(decision.disposition.value, decision.rule_id)


@dataclass(frozen=True, slots=True)
class Mover:
    """A stored conversation that would be sent elsewhere."""

    conversation: str
    before: Standing
    after: Standing
    record: Record


@dataclass(slots=True)
class Tally:
    """How many conversations were looked at, and what became of them."""

    conversations: int = 0
    decided: int = 0
    without_decision: int = 0
    unreadable: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)


def movers(stored: StoredConversations, old: Rules, new: Rules, tally: Tally) -> Iterator[Mover]:
    """Yield who would move between levels; `tally` counts along. Memory does not grow with them."""
    for conversation, slots in stored.slots():
        tally.conversations += 1
        record = slots.get(RECORD) or latest_record(stored.events(conversation))
        if record is None:
            tally.without_decision += 1
            continue
        try:
            before, after = (Standing.of(decide_again(record, one)) for one in (old, new))
        except (KeyError, TypeError, ValueError, AttributeError):
            # Not a record of ours: it is counted, and must not end the comparison.
            tally.unreadable += 1
            continue
        tally.decided += 1
        if before.level != after.level:
            tally.moves[before.level, after.level] += 1
            yield Mover(conversation, before, after, record)


def latest_record(events: Iterable[Mapping[str, Any]]) -> Record | None:
    """Return the last decision among events: a new session has taken it off the slots."""
    found = None
    for event in events:
        if event.get("event") == "slot" and event.get("name") == RECORD:
            found = event.get("value") or found
    return found


def words_of_facts(events: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    """Return for each slot the message that set it last."""
    said, words = "", {}
    for event in events:
        if event.get("event") == "user":
            said = event.get("text") or ""
        elif event.get("event") == "slot" and event.get("value") is not None:
            words[str(event["name"])] = said
    return words


def told(record: Record, *, words: bool) -> dict[str, Any]:
    """Return what a person had told; their own words only when asked for."""
    findings = {
        sign: {key: value for key, value in one.items() if words or key != "words"}
        for sign, one in record["findings"].items()
    }
    return {"facts": record["facts"], "findings": findings, "declined": record["declined"]}
