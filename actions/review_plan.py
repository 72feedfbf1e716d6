"""What staff review, and in which order: danger first, then what the program was unsure of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from actions.triage.protocol import Disposition

# Facets of a conversation: those of actions/insight, and the engine's own.
LEVEL, RULE, STATE, CONFIDENCE = "disposition", "rule", "state", "confidence"
TITLES = {
    Disposition.CRISIS: "Crisis",
    Disposition.EMERGENCY: "Emergency",
    Disposition.SAME_DAY: "Same day",
    Disposition.CLINIC: "Clinic visit",
    Disposition.ROUTINE_OFFER: "Routine visit offered",
    Disposition.ROUTINE: "Routine: care at home",
    Disposition.OUT_OF_SCOPE: "Not for this assistant",
}
Facets = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ReviewPlan:
    """The plan, for the engine's console to follow."""

    tags: Sequence[str]
    level: str = LEVEL
    rule: str = RULE
    expert: str = "the clinician"

    @property
    def levels(self) -> Sequence[tuple[str, str]]:
        """Return the levels, the most urgent first, with their titles."""
        return [(level.value, title) for level, title in TITLES.items()]

    @property
    def groups(self) -> Sequence[tuple[str, Facets]]:
        """Return the order of work."""
        unsure = [(STATE, one) for one in ("failed", "fallback", "unfinished")]
        return [
            (TITLES[Disposition.CRISIS], [(LEVEL, Disposition.CRISIS.value)]),
            (TITLES[Disposition.EMERGENCY], [(LEVEL, Disposition.EMERGENCY.value)]),
            ("Undecided or not understood", unsure),
            ("Unsure", [(CONFIDENCE, "40"), (CONFIDENCE, "60")]),
            (TITLES[Disposition.SAME_DAY], [(LEVEL, Disposition.SAME_DAY.value)]),
        ]
