"""What reviewers of the demonstration thought of what they read."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from bot.console.review_values import Hand, Judgement, Verdict
from bot.console.reviews import Reviews
from bot.conversation.tracker import Tracker
from bot.ports import Extension, Store

DAY_SECONDS = 86_400.0
# Of ten that were read, this many met with no objection, and with which one the others.
VERDICTS = (Verdict.AGREE,) * 8 + (Verdict.HIGHER, Verdict.LOWER)
REASONS = {
    Verdict.AGREE: "",
    Verdict.HIGHER: "I would have had this seen sooner (demonstration)",
    Verdict.LOWER: "This could have waited (demonstration)",
}


class DemoReviewer:
    """Reads conversations a day after they began and says what a reviewer might."""

    def __init__(self, store: Store, reviews: Reviews, house: Extension, by: str) -> None:
        """Read from `store`, and write as `by`."""
        self._store = store
        self._reviews = reviews
        self._house = house
        self._by = by

    async def review(self, began: Sequence[tuple[str, float]], random: Random) -> int:
        """Judge these conversations, named with their beginning; return how many."""
        for name, began_at in began:
            hand = Hand(self._by, began_at + DAY_SECONDS * random.uniform(0.5, 1.5))
            tracker = await self._store.load(name)
            if tracker is not None:
                await self._reviews.judge(name, self._judgement(tracker, random), hand)
        return len(began)

    def _judgement(self, tracker: Tracker, random: Random) -> Judgement:
        plan = self._house.review_plan
        facets = self._house.insight.facets(tracker.slots)
        verdict = random.choice(VERDICTS) if facets.get(plan.level) else Verdict.AGREE
        return Judgement(
            verdict=verdict,
            reason=REASONS[verdict],
            level=next(iter(facets.get(plan.level, ())), None),
            rule=next(iter(facets.get(plan.rule, ())), None),
            # To its end: what was read to less of it waits to be reviewed again.
            turns=tracker.version,
        )
