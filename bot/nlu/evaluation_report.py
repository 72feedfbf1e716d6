"""What an evaluation found, as values, JSON and lines for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from itertools import groupby
from typing import Any

WEAK = 0.8
WIDTH = 30

Curve = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Score:
    """How one intent or entity was recognised; shares from 0 to 1, `support` in examples."""

    name: str
    precision: float
    recall: float
    support: int

    @property
    def f1(self) -> float:
        """Return the harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often one intent was taken for another."""

    truth: str
    predicted: str
    count: int


@dataclass(frozen=True, slots=True)
class Rejection:
    """Messages of one kind that do not belong here.

    `recall` is the share of them turned away at the threshold in force, `recall_at_95` where the
    threshold keeps 95 of 100 messages that belong, `auroc` the chance that one of them scores below
    a message that belongs. `curve` has the share kept of those that belong and the share turned
    away of these, threshold by threshold.
    """

    name: str
    recall: float
    recall_at_95: float
    auroc: float
    support: int
    curve: Curve = ()


@dataclass(frozen=True, slots=True)
class Bin:
    """Messages of about one confidence: the mean confidence, and how many were right."""

    confidence: float
    accuracy: float
    count: int


@dataclass(frozen=True, slots=True)
class Share:
    """How many sentences of the suites were understood as their authors meant them."""

    group: str
    name: str
    right: int
    total: int

    @property
    def share(self) -> float:
        """Return the share that was right, 0 to 1."""
        return self.right / max(self.total, 1)


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """All figures of one evaluation.

    `accuracy` is the share of messages within scope whose intent was ranked first, `kept` the share
    of them that was not turned away. `right_and_kept` counts only those that were both.
    """

    method: str
    examples: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    kept: float
    right_and_kept: float
    intents: tuple[Score, ...]
    confusions: tuple[Confusion, ...]
    rejections: tuple[Rejection, ...]
    entities: tuple[Score, ...]
    reliability: tuple[Bin, ...] = ()
    suites: tuple[Share, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON, F1 and shares included."""
        scores = {
            part: [asdict(score) | {"f1": score.f1} for score in getattr(self, part)]
            for part in ("intents", "entities")
        }
        suites = {"suites": [asdict(share) | {"share": share.share} for share in self.suites]}
        return asdict(self) | scores | suites

    def as_text(self) -> str:
        """Return the report as lines for a terminal; weak intents carry a mark."""
        return "\n".join(
            [
                f"{self.method}, {self.examples} examples",
                self.headline(),
                *_table("Messages that do not belong here", map(_rejection_line, self.rejections)),
                *_table("Suites: understood as meant", self._suite_lines()),
                *_table("Intents, weakest first", map(_score_line, self.weakest_first())),
                *_table("Taken for another", map(_confusion_line, self.confusions)),
                *_table("Entities in annotated examples", map(_score_line, self.entities)),
            ]
        )

    def headline(self) -> str:
        """Return the four figures that matter most."""
        return (
            f"accuracy {self.accuracy:.1%}   macro-F1 {self.macro_f1:.1%}   "
            f"calibration error {self.calibration_error:.1%}   kept {self.kept:.1%}   "
            f"right and kept {self.right_and_kept:.1%}"
        )

    def weakest_first(self) -> list[Score]:
        """Return the intents that have examples here, the worst understood first."""
        met = (score for score in self.intents if score.support)
        return sorted(met, key=lambda score: (score.f1, score.name))

    def suites_by_group(self) -> list[tuple[str, list[Share]]]:
        """Return the shares of the suites, group by group."""
        return [(group, list(shares)) for group, shares in groupby(self.suites, lambda s: s.group)]

    def _suite_lines(self) -> Iterator[str]:
        for group, shares in self.suites_by_group():
            yield f"  {group}"
            yield from (
                f"    {share.name:{WIDTH - 2}} {share.share:6.1%}   {share.right} of {share.total}"
                for share in shares
            )


def _table(title: str, lines: Iterable[str]) -> list[str]:
    found = list(lines)
    return ["", title, *found] if found else []


def _score_line(score: Score) -> str:
    mark = "  weak" if score.f1 < WEAK else ""
    return (
        f"  {score.name:{WIDTH}} F1 {score.f1:6.1%}   precision {score.precision:6.1%}   "
        f"recall {score.recall:6.1%}   of {score.support}{mark}"
    )


def _confusion_line(found: Confusion) -> str:
    return f"  {found.count:3} {found.truth} taken for {found.predicted}"


def _rejection_line(found: Rejection) -> str:
    return (
        f"  {found.name:{WIDTH}} turned away {found.recall:6.1%}   "
        f"at 95 % kept {found.recall_at_95:6.1%}   AUROC {found.auroc:6.1%}   of {found.support}"
    )
