"""What staff think of a conversation, as values. Times are seconds since 1970."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """What a reviewer thinks of what was decided."""

    AGREE = "agree"
    HIGHER = "higher"
    LOWER = "lower"


class TaskKind(StrEnum):
    """What somebody is asked for."""

    ASSIGNED = "assigned"
    SECOND = "second"
    FLAG = "flag"


@dataclass(frozen=True, slots=True)
class Hand:
    """Who writes something down, by user name, and when."""

    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Request:
    """Whom something is asked of, None for whoever comes first, and why."""

    to: str | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason. `level` and `rule` are what was decided, `turns` how far it came.

    `should_be` is the level that it should have been, where the reviewer says so.
    """

    verdict: Verdict
    reason: str = ""
    should_be: str | None = None
    level: str | None = None
    rule: str | None = None
    turns: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A judgement, whose it is and since when."""

    judgement: Judgement
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a conversation."""

    text: str
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Task:
    """What somebody was asked for; `to` None means whoever comes first."""

    id: int
    kind: TaskKind
    to: str | None
    reason: str
    by: str
    at: float
    done_by: str | None
    done_at: float | None
    answer: str | None

    @property
    def is_open(self) -> bool:
        """Whether it is still to be done."""
        return self.done_at is None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """All that staff think of a conversation, oldest first; superseded reviews are left out."""

    reviews: Sequence[Review] = ()
    notes: Sequence[Note] = ()
    tags: Sequence[str] = ()
    tasks: Sequence[Task] = ()

    def task(self, kind: TaskKind) -> Task | None:
        """Return what is open of a kind."""
        return next((one for one in self.tasks if one.kind is kind and one.is_open), None)

    @property
    def do_differ(self) -> bool:
        """Whether two reviewers think differently."""
        return len({one.judgement.verdict for one in self.reviews}) > 1


class NotReviewed(Exception):
    """It was not written down; str() says why in one line, for whoever wanted it."""
