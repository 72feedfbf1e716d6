"""How many conversations were found by what, week by week: the numbers behind the figures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Connection, case, func, select

from bot.stores.blocking import read
from bot.stores.database import Database
from bot.stores.index.rows import MICROSECONDS
from bot.stores.index.tables import conversation_facets, conversation_index, index_facets

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Week:
    """A week that begins on Monday in the house's zone, and what was counted in it.

    `found` counts conversations by facet name and value. `fallbacks` counts those in which
    something was not understood.
    """

    begins: date
    opened: int
    fallbacks: int
    failed: int
    found: dict[Pair, int]

    def any_of(self, pairs: Iterable[Pair]) -> int:
        """Return how many were found by these, of a facet of which everyone has one value."""
        return sum(self.found.get(pair, 0) for pair in pairs)


def mondays(until: datetime, weeks: int, zone: ZoneInfo) -> list[date]:
    """Return the Mondays of the last weeks, the oldest first; the last one's week goes on."""
    today = until.astimezone(zone).date()
    last = today - timedelta(days=today.weekday())
    return [last - timedelta(weeks=back) for back in range(weeks - 1, -1, -1)]


async def weekly(
    database: Database, begins: Sequence[date], zone: ZoneInfo, channel: str | None
) -> list[Week]:
    """Return the counts of these weeks. Raises StoreFailure."""
    return await read(
        database,
        lambda connection: [_week(connection, day, zone, channel) for day in begins],
        "counting conversations",
    )


def _week(connection: Connection, begins: date, zone: ZoneInfo, channel: str | None) -> Week:
    where = _within(begins, zone, channel)
    opened, fallbacks, failed = connection.execute(
        select(
            func.count(),
            func.coalesce(func.sum(_one_if(conversation_index.c.fallbacks > 0)), 0),
            func.coalesce(func.sum(_one_if(conversation_index.c.has_failed)), 0),
        )
        .select_from(conversation_index)
        .where(*where)
    ).one()
    by_facet = (
        select(index_facets.c.name, index_facets.c.value, func.count())
        .select_from(conversation_index)
        .join(conversation_facets, conversation_facets.c.key == conversation_index.c.key)
        .join(index_facets, index_facets.c.id == conversation_facets.c.facet_id)
        .where(*where)
        .group_by(index_facets.c.name, index_facets.c.value)
    )
    found = {(name, value): count for name, value, count in connection.execute(by_facet)}
    return Week(begins, opened, int(fallbacks), int(failed), found)


def _one_if(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return case((condition, 1), else_=0)


def _within(begins: date, zone: ZoneInfo, channel: str | None) -> list[ColumnElement[bool]]:
    # Midnights of the house's own zone: a week with a change of clocks has its own length.
    first, last = (
        int(datetime(day.year, day.month, day.day, tzinfo=zone).timestamp() * MICROSECONDS)
        for day in (begins, begins + timedelta(weeks=1))
    )
    where = [conversation_index.c.key >= first, conversation_index.c.key < last]
    return where if channel is None else [*where, conversation_index.c.channel == channel]


async def channels(database: Database) -> list[str]:
    """Return the channels that there are. Raises StoreFailure."""
    query = (
        select(index_facets.c.value)
        .where(index_facets.c.name == "channel")
        .order_by(index_facets.c.value)
    )
    return await read(
        database, lambda connection: list(connection.execute(query).scalars()), "reading channels"
    )
