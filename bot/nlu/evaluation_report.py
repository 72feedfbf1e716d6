"""What an evaluation found, and how it is shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

WEAK = 0.8
WIDTH = 30


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

    `recall` is the share of them called outside at the threshold in force, `auroc` the chance that
    one of them scores below a message that belongs.
    """

    name: str
    recall: float
    auroc: float
    support: int


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """All figures of one evaluation.

    `kept` is the share of messages that belong and were not called outside. `curve` has pairs of
    that share and the share of strange ones rejected at the same threshold.
    """

    method: str
    examples: int
    accuracy: float
    macro_f1: float
    calibration_error: float
    kept: float
    intents: tuple[Score, ...]
    confusions: tuple[Confusion, ...]
    rejections: tuple[Rejection, ...]
    entities: tuple[Score, ...]
    curve: tuple[tuple[float, float], ...]

    def as_json(self) -> dict[str, Any]:
        """Return the report as JSON, F1 included."""
        scores = {
            part: [asdict(score) | {"f1": score.f1} for score in getattr(self, part)]
            for part in ("intents", "entities")
        }
        return asdict(self) | scores

    def as_text(self) -> str:
        """Return the report as lines for a terminal; weak intents carry a mark."""
        return "\n".join(
            [
                f"{self.method}, {self.examples} examples",
                f"accuracy {self.accuracy:.1%}   macro-F1 {self.macro_f1:.1%}   "
                f"calibration error {self.calibration_error:.1%}   kept {self.kept:.1%}",
                *_table(
                    "Rejected at the threshold in force", map(_rejection_line, self.rejections)
                ),
                *_table("Intents, weakest first", map(_score_line, self._weakest_first())),
                *_table("Taken for another", map(_confusion_line, self.confusions)),
                *_table("Entities in annotated examples", map(_score_line, self.entities)),
            ]
        )

    def _weakest_first(self) -> list[Score]:
        return sorted(self.intents, key=lambda score: (score.f1, score.name))


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
        f"  {found.name:{WIDTH}} recall {found.recall:6.1%}   AUROC {found.auroc:6.1%}   "
        f"of {found.support}"
    )
