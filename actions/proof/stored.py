"""Stored conversations under another protocol, and one of them taken again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from actions.triage.decision import Decision
from actions.triage.protocol import Disposition
from actions.triage.protocol import Protocol as Rules
from actions.triage.record import Record, decide_again

RECORD = "decision_record"
# What a person is told before any rule matches.
NOTHING_YET = "nothing yet"
URGENCY = {level.value: level.urgency for level in Disposition}


class Stored(Protocol):
    """A conversation with its slots as they stand; times are seconds since 1970."""

    @property
    def name(self) -> str:
        """What it is called by."""

    @property
    def slots(self) -> Mapping[str, Any]:
        """Its facts."""

    @property
    def channel(self) -> str:
        """Where it is held, in Rasa's words."""

    @property
    def began_at(self) -> float:
        """When it began."""


class StoredConversations(Protocol):
    """Where conversations are kept; they are read one after the other."""

    def conversations(
        self, *, since: float | None = None, until: float | None = None, channel: str | None = None
    ) -> Iterator[Stored]:
        """Yield each conversation that began from `since` and before `until`, oldest first."""

    def events(self, conversation: str) -> Sequence[Mapping[str, Any]]:
        """Return the events of a conversation as Rasa's JSON; none when it is unknown."""


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which conversations are looked at: when they began, in seconds since 1970, and where."""

    since: float | None = None
    until: float | None = None
    channel: str | None = None


EVERYTHING = Chosen()


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
    channel: str
    began_at: float

    @property
    def is_less_urgent(self) -> bool:
        """Tell whether they would be seen later; before any rule matches, they stand lowest."""
        return _urgency(self.after) < _urgency(self.before)


@dataclass(slots=True)
class Tally:
    """How many conversations were looked at, and what became of them."""

    conversations: int = 0
    decided: int = 0
    without_decision: int = 0
    unreadable: int = 0
    moves: Counter[tuple[str, str]] = field(default_factory=Counter)


def movers(
    stored: StoredConversations,
    old: Rules,
    new: Rules,
    tally: Tally,
    chosen: Chosen = EVERYTHING,
) -> Iterator[Mover]:
    """Yield who would move between levels; `tally` counts along. Memory does not grow with them."""
    for one in taken_again(stored, old, new, tally, chosen):
        if one is not None:
            yield one


def taken_again(
    stored: StoredConversations,
    old: Rules,
    new: Rules,
    tally: Tally,
    chosen: Chosen = EVERYTHING,
) -> Iterator[Mover | None]:
    """Yield for each conversation who moves, or None: so that whoever goes along can rest."""
    found = stored.conversations(since=chosen.since, until=chosen.until, channel=chosen.channel)
    for one in found:
        tally.conversations += 1
        yield _mover(one, stored, (old, new), tally)


def _mover(
    one: Stored, stored: StoredConversations, rules: tuple[Rules, Rules], tally: Tally
) -> Mover | None:
    record = one.slots.get(RECORD) or latest_record(stored.events(one.name))
    if record is None:
        tally.without_decision += 1
        return None
    try:
        before, after = (Standing.of(decide_again(record, each)) for each in rules)
    except (KeyError, TypeError, ValueError, AttributeError):
        # Not a record of ours: it is counted, and must not end the comparison.
        tally.unreadable += 1
        return None
    tally.decided += 1
    if before.level == after.level:
        return None
    tally.moves[before.level, after.level] += 1
    return Mover(one.name, before, after, record, one.channel, one.began_at)


def _urgency(standing: Standing) -> int:
    return URGENCY.get(standing.level, 0)


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
