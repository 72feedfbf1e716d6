"""What staff count: the way of conversations, what was decided, and how soon somebody answered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from actions.booking.changes import changed_since
from actions.insight.facets import (
    ATTENDED,
    BOOKING,
    DISPOSITION,
    EVER_BOOKED,
    LEFT_AT,
    RED_FLAG,
    SCREENED,
    STAGE,
)
from actions.queue.store import StaffQueue
from actions.queue.tables import CLOSED
from actions.review_plan import TITLES
from actions.triage.protocol import Disposition

MINUTE_SECONDS = 60.0
FacetChange = tuple[str, Mapping[str, Sequence[str]], float]
Pairs = Sequence[tuple[str, str]]
ADVISED = tuple(level.value for level in TITLES if level is not Disposition.OUT_OF_SCOPE)


@dataclass(frozen=True, slots=True)
class Answered:
    """How soon items of the queue were closed at one level. Times are minutes."""

    level: str
    closed: int
    middle: float
    in_time: int
    still_open: int


@dataclass(frozen=True, slots=True)
class FiguresPlan:
    """The plan, for the engine's console to follow."""

    queue: StaffQueue

    @property
    def stages(self) -> Sequence[tuple[str, Pairs]]:
        """Return how far conversations come, after they were opened; each with its facets."""
        return (
            ("Screened", [(STAGE, SCREENED)]),
            ("Advised", [(DISPOSITION, one) for one in ADVISED]),
            ("Booked", [(BOOKING, one) for one in EVER_BOOKED]),
            ("Attended", [(BOOKING, ATTENDED)]),
        )

    @property
    def breakdowns(self) -> Sequence[tuple[str, str]]:
        """Return what is counted by value: a title and a facet's name."""
        return (
            ("What was decided", DISPOSITION),
            ("Red flags", RED_FLAG),
            ("Last question of those who left", LEFT_AT),
            ("Visits", BOOKING),
        )

    def answered(self, since: float, until: float) -> Sequence[Answered]:
        """Return how soon staff closed what was opened in this time. Seconds since 1970."""
        by_level: dict[str, list[tuple[float | None, bool]]] = {}
        for item in self.queue.items(closed_too=True):
            if not since <= item.opened_at < until:
                continue
            took, in_time = None, False
            if item.state == CLOSED and item.closed_at is not None:
                took = (item.closed_at - item.opened_at) / MINUTE_SECONDS
                in_time = item.closed_at <= item.due_at
            by_level.setdefault(item.level.value, []).append((took, in_time))
        return [_answered(level, items) for level, items in by_level.items()]

    def facet_changes(self, after: float) -> Sequence[FacetChange]:
        """Return conversations whose visits changed since then, what each is found by, and when.

        Oldest first, at most a page; seconds since 1970.
        """
        return [
            (one.conversation, {BOOKING: [one.state]}, one.at)
            for one in changed_since(self.queue.engine, after)
        ]


def _answered(level: str, items: Sequence[tuple[float | None, bool]]) -> Answered:
    took = [minutes for minutes, _ in items if minutes is not None]
    return Answered(
        level=level,
        closed=len(took),
        middle=median(took) if took else 0.0,
        in_time=sum(in_time for _, in_time in items),
        still_open=len(items) - len(took),
    )
