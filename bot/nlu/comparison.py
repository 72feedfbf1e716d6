"""What training with corrections changed: figures before and after, side by side."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Self

FILE = "comparison.json"  # beside the models


@dataclass(frozen=True, slots=True)
class Figure:
    """One share, 0 to 1, before and after; None where there was nothing to measure with.

    `total` is how many sentences it is a share of. `group` is empty for the four that decide or
    explain: accuracy, macro-F1, red-flag recall, corrected messages.
    """

    group: str
    name: str
    before: float | None
    after: float | None
    total: int

    @property
    def change(self) -> float:
        """Return the share after less the share before, 0.0 where one is missing."""
        if self.before is None or self.after is None:
            return 0.0
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Moved:
    """A sentence that is taken for another intent than before, with the intent that is right."""

    text: str
    intent: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What one training with corrections came to.

    `made_at` is seconds since 1970, `source` the name of the file. Own examples are judged with the
    same others held out before and after. `reasons` say why the new model was refused.
    """

    made_at: float
    source: str
    added: int
    reasons: tuple[str, ...]
    figures: tuple[Figure, ...]
    intents: tuple[Figure, ...]
    lost: tuple[Moved, ...] = ()
    won: tuple[Moved, ...] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether the new model was put in force."""
        return not self.reasons

    def changed_intents(self) -> list[Figure]:
        """Return the intents whose F1 changed, the greatest loss first."""
        changed = (one for one in self.intents if abs(one.change) > 0)
        return sorted(changed, key=lambda one: (one.change, one.name))

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self) | {"is_accepted": self.is_accepted}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote; raises KeyError or TypeError for anything else."""
        return cls(
            made_at=given["made_at"],
            source=given["source"],
            added=given["added"],
            reasons=tuple(given["reasons"]),
            figures=tuple(Figure(**one) for one in given["figures"]),
            intents=tuple(Figure(**one) for one in given["intents"]),
            lost=tuple(Moved(**one) for one in given["lost"]),
            won=tuple(Moved(**one) for one in given["won"]),
        )


def write_comparison(comparison: Comparison, model_dir: Path) -> None:
    """Keep a comparison beside the models, in the place of the one before. Raises OSError."""
    model_dir.mkdir(parents=True, exist_ok=True)
    draft = model_dir / f".{FILE}"
    text = json.dumps(comparison.as_json(), indent=2, ensure_ascii=False)
    draft.write_text(f"{text}\n", encoding="utf-8")
    draft.replace(model_dir / FILE)


def read_comparison(model_dir: Path) -> Comparison | None:
    """Return the latest comparison, or None where there is none that can be read."""
    try:
        return Comparison.from_json(json.loads((model_dir / FILE).read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError):
        return None
