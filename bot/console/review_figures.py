"""How often reviewers would have gone higher or lower than a rule, over time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from bot.console.review_tables import review_reviews
from bot.console.review_values import Verdict
from bot.stores.blocking import read
from bot.stores.database import Database

NO_RULE = "-"
Counted = tuple[str, str, float, str]


@dataclass(frozen=True, slots=True)
class RuleVerdicts:
    """What reviewers thought of one rule at one level in the week that began on `week`."""

    week: date
    rule: str
    level: str
    agreed: int
    too_low: int
    too_high: int

    @property
    def reviewed(self) -> int:
        """How many conversations were reviewed."""
        return self.agreed + self.too_low + self.too_high


async def verdicts_by_rule(
    database: Database, since: float, until: float, zone: ZoneInfo
) -> list[RuleVerdicts]:
    """Return verdicts by week and rule, the newest week first, then the most often wrong rule.

    `since` and `until` are seconds since 1970; weeks begin on Monday in `zone`. Where a reviewer
    changed their mind the last verdict counts. Raises StoreFailure.
    """
    query = select(
        review_reviews.c.rule, review_reviews.c.level, review_reviews.c.at, review_reviews.c.verdict
    ).where(
        ~review_reviews.c.is_superseded, review_reviews.c.at >= since, review_reviews.c.at < until
    )

    def work(connection: Connection) -> list[Counted]:
        rows = connection.execute(query)
        return [(rule or NO_RULE, level or NO_RULE, at, one) for rule, level, at, one in rows]

    return counted(await read(database, work, "counting reviews"), zone)


def counted(rows: Iterable[Counted], zone: ZoneInfo) -> list[RuleVerdicts]:
    """Return rows of rule, level, moment and verdict counted by week and rule."""
    counts: dict[tuple[date, str, str], Counter[str]] = {}
    for rule, level, at, verdict in rows:
        counts.setdefault((_monday(at, zone), rule, level), Counter())[verdict] += 1
    found = [
        RuleVerdicts(
            *place, one[Verdict.AGREE.value], one[Verdict.HIGHER.value], one[Verdict.LOWER.value]
        )
        for place, one in counts.items()
    ]
    # Too low is the worse mistake.
    return sorted(
        found,
        key=lambda one: (-one.week.toordinal(), -one.too_low, -one.too_high, one.rule, one.level),
    )


def _monday(at: float, zone: ZoneInfo) -> date:
    day = datetime.fromtimestamp(at, zone).date()
    return day - timedelta(days=day.weekday())
