"""What a clinician reads before a visit: what was told, asked, denied and never asked, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from actions.booking.values import Appointment
from actions.proof.stored import RECORD, latest_record, words_of_facts
from actions.slots import DURATION, SEVERITY
from actions.triage.protocol import Protocol
from actions.triage.record import Record
from actions.wording import in_words, limit_in_words

Events = Sequence[Mapping[str, Any]]
# In the order in which a clinician asks: how it began, how it went, how bad, what it keeps from.
ONSET = (DURATION, "activity", "injury_type")
COURSE = ("pain_trend",)
SCORE = (SEVERITY,)
FUNCTION = ("daily_function", "leg_pain")
ABOUT = ("age",)
# The clinician's words: those of the read-back speak to the person.
LABELS = {
    "age": "Age",
    DURATION: "This episode",
    "activity": "While or since",
    "injury_type": "Named by the person as",
    "pain_trend": "Trend",
    SEVERITY: "Pain",
    "daily_function": "A normal day",
    "leg_pain": "Leg",
}


@dataclass(frozen=True, slots=True)
class Fact:
    """Something told. `words` are the person's own; `is_declined` that they would not say."""

    name: str
    label: str
    value: str
    words: str | None
    is_declined: bool


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign or an item of a safety list. `is_new` is None where that was not learnt."""

    id: str
    text: str
    is_new: bool | None = None
    was_asked: bool = False
    words: str | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """One rule that matched: the sentence that the person was told, and its sources."""

    rule_id: str
    disposition: str
    because: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice that was given, or withheld for a reason."""

    code: str
    title: str
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a conversation came to. `is_concluded` is false where a sign cut the questions short."""

    decided_at: datetime | None
    is_concluded: bool
    opening_words: str | None
    facts: Mapping[str, tuple[Fact, ...]]
    present: tuple[Sign, ...]
    unsure: tuple[Sign, ...]
    denied: tuple[Sign, ...]
    not_asked: tuple[Sign, ...]
    disposition: str
    heading: str
    within_hours: int
    within: str
    rule_id: str
    grounds: tuple[Ground, ...]
    advice: tuple[Advice, ...]
    withheld: tuple[Advice, ...]
    protocol_version: str


@dataclass(frozen=True, slots=True)
class Summary:
    """A visit and what its conversation came to; `told` is None where nobody was asked anything.

    `is_signed` tells whether a physician stands for the rules as they are now.
    """

    appointment: Appointment
    told: Told | None
    is_signed: bool


def summary_of(appointment: Appointment, events: Events, protocol: Protocol) -> Summary:
    """Return the summary of a visit; `events` are those of its conversation, as Rasa's JSON.

    A sign or rule that the protocol does not know any more is called by its id.
    """
    record = latest_record(events)
    told = None if record is None else _Reader(record, events, protocol).told()
    return Summary(appointment, told, protocol.signed)


@dataclass(frozen=True, slots=True)
class _Reader:
    record: Record
    events: Events
    protocol: Protocol

    def told(self) -> Told:
        decided = self.record["decided"]
        level = decided["disposition"]
        return Told(
            decided_at=self._decided_at(),
            is_concluded=self.record["concluded"],
            opening_words=_opening_words(self.events),
            facts=self._facts(),
            present=tuple(self._signs("present")),
            unsure=tuple(self._signs("unknown")),
            denied=tuple(self._signs("absent")),
            not_asked=tuple(Sign(one, self._text(one)) for one in self._open()),
            disposition=level,
            heading=self._heading(level),
            within_hours=decided["within_hours"],
            within=limit_in_words(decided["within_hours"], self.protocol.visit_working_days),
            rule_id=decided["rule_id"],
            grounds=tuple(self._grounds()),
            advice=tuple(self._advice(code) for code in decided["advice"]),
            withheld=tuple(
                self._advice(code, reason) for code, reason in decided["advice_withheld"].items()
            ),
            protocol_version=self.record["protocol_version"],
        )

    def _decided_at(self) -> datetime | None:
        at = None
        for event in self.events:
            if event.get("event") == "slot" and event.get("name") == RECORD and event.get("value"):
                at = event.get("timestamp")
        return None if at is None else datetime.fromtimestamp(at, UTC)

    def _facts(self) -> dict[str, tuple[Fact, ...]]:
        words = words_of_facts(self.events)
        groups = {
            "about": ABOUT,
            "onset": ONSET,
            "course": COURSE,
            "score": SCORE,
            "function": FUNCTION,
        }
        return {
            group: tuple(self._fact(name, words) for name in names)
            for group, names in groups.items()
        }

    def _fact(self, name: str, words: Mapping[str, str]) -> Fact:
        kind, value = self.protocol.facts[name], self.record["facts"].get(name)
        said = _own_words(words.get(name)) if value is not None else None
        is_declined = name in self.record["declined"]
        return Fact(name, LABELS[name], in_words(kind, value), said, is_declined)

    def _signs(self, presence: str) -> Iterator[Sign]:
        """Yield the signs of one presence: items of the safety lists first, then by name."""
        found = self.record["findings"].items()
        for name, one in sorted(found, key=lambda pair: (not self._is_flag(pair[0]), pair[0])):
            if one["presence"] == presence:
                was_asked = one["origin"] == "asked"
                words = _own_words(one["words"])
                yield Sign(name, self._text(name), one["new"], was_asked, words)

    def _open(self) -> Sequence[str]:
        return [one for one in self.record["not_asked"] if one not in self.record["findings"]]

    def _is_flag(self, name: str) -> bool:
        return name in self.protocol.red_flags

    def _text(self, name: str) -> str:
        if name in self.protocol.red_flags:
            return self.protocol.red_flags[name].short
        kind = self.protocol.findings.get(name)
        return name if kind is None else kind.words

    def _heading(self, level: str) -> str:
        texts = {one.value: text for one, text in self.protocol.dispositions.items()}
        return texts[level].heading.web if level in texts else level

    def _grounds(self) -> Iterator[Ground]:
        """Yield the reasons as they were told: those of the decision that stands, in its order."""
        reasons: Sequence[Mapping[str, Any]] = ()
        for event in self.events:
            if event.get("event") == "slot" and event.get("name") == "reasons":
                reasons = event.get("value") or reasons
        rules = self.record["decided"]["rules"]
        for one in reasons:
            if one["rule_id"] in rules:
                sources = tuple(self._cited(source) for source in one["sources"])
                yield Ground(one["rule_id"], one["disposition"], one["because"], sources)

    def _cited(self, source_id: str) -> str:
        source = self.protocol.sources.get(source_id)
        return source_id if source is None else f"{source.title} ({source.year})"

    def _advice(self, code: str, reason: str | None = None) -> Advice:
        item = self.protocol.advice.items.get(code)
        return Advice(code, code if item is None else item.title, reason)


def _opening_words(events: Events) -> str | None:
    """Return the first words of the session in which the decision that stands was taken."""
    opening: str | None = None
    latest: str | None = None
    for event in events:
        match event.get("event"):
            case "session_started" | "restart":
                opening = None
            case "user" if opening is None:
                opening = _own_words(event.get("text"))
            case "slot" if event.get("name") == RECORD and event.get("value"):
                latest = opening
    return latest


def _own_words(text: Any) -> str | None:
    """Return what a person wrote, or None for a button that was tapped."""
    if not isinstance(text, str) or not text.strip() or text.startswith("/"):
        return None
    return " ".join(text.split())
