"""What a message meant, as staff say, as values. Times are seconds since 1970."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

ASSERTIONS = ("present", "absent", "unsure", "past", "other_person", "hypothetical")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of a text with a meaning. `assertion` is empty for what is no finding.

    `value` is what it stands for, empty where its own words are all there is to say.
    """

    entity: str
    words: str
    start: int
    value: str = ""
    role: str = ""
    assertion: str = ""

    @property
    def end(self) -> int:
        """Return where it ends."""
        return self.start + len(self.words)

    @property
    def kind(self) -> str:
        """Return entity and role in one word, as the form has them."""
        return f"{self.entity}:{self.role}" if self.role else self.entity


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a text means; the lowest and the highest number of days of what is told, if any."""

    text: str
    intent: str
    marks: tuple[Mark, ...] = ()
    low: float | None = None
    high: float | None = None

    @property
    def findings(self) -> tuple[Mark, ...]:
        """Return the marks that say how something is meant."""
        return tuple(one for one in self.marks if one.assertion)

    @property
    def facts(self) -> tuple[Mark, ...]:
        """Return the other marks."""
        return tuple(one for one in self.marks if not one.assertion)

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self)

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote."""
        marks = tuple(Mark(**one) for one in given["marks"])
        return cls(given["text"], given["intent"], marks, given["low"], given["high"])

    def differs_in(self, other: Meaning) -> tuple[str, ...]:
        """Return in what two meanings differ: intent, entities, findings, duration."""
        parts = {
            "intent": (self.intent, other.intent),
            "entities": (_told(self.facts), _told(other.facts)),
            "findings": (_told(self.findings), _told(other.findings)),
            "duration": ((self.low, self.high), (other.low, other.high)),
        }
        return tuple(name for name, (one, another) in parts.items() if one != another)


@dataclass(frozen=True, slots=True)
class Correction:
    """What one member of staff says of one message, and what had been understood.

    `written_on` is the day on which the text would have been written, moved as its dates are.
    """

    conversation: str
    turn: str
    by: str
    at: float
    before: Meaning
    meaning: Meaning
    written_on: str
    id: int = 0
    withdrawn_by: str = ""
    withdrawn_at: float | None = None
    is_superseded: bool = False
    story: int | None = None

    @property
    def counts(self) -> bool:
        """Whether it is in force: neither withdrawn nor superseded by a later one."""
        return self.withdrawn_at is None and not self.is_superseded

    @property
    def changes(self) -> tuple[str, ...]:
        """Return what it changes."""
        return self.before.differs_in(self.meaning)


@dataclass(frozen=True, slots=True)
class Story:
    """A conversation as a test story, read by whoever kept it."""

    correction: int
    by: str
    at: float
    content: str
    id: int = 0


@dataclass(frozen=True, slots=True)
class Sought:
    """Which corrections are asked for; empty for any. `before` is an id: only older ones."""

    intent: str = ""
    by: str = ""
    state: str = ""
    change: str = ""
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What a message may mean here: intents, kinds of entities, and the values of each kind.

    `outside` is the intent of what the assistant is not for, `finding` the kind that is meant in
    one of several ways, `duration` the kind that tells days.
    """

    intents: Sequence[str]
    outside: str
    values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    finding: str = "finding"
    duration: str = "duration"


class NotCorrected(Exception):
    """It was not kept; str() says why in one line, for whoever wanted it."""


def _told(marks: Sequence[Mark]) -> list[tuple[str, str, str]]:
    return sorted((one.kind, one.value or one.words, one.assertion) for one in marks)
