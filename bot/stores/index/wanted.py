"""Which conversations are wanted, as statements.

The index is walked in the order of its keys, from whatever condition the fewest conversations meet;
the others are looked up for each of them. So a page costs about as much as it shows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Connection,
    Select,
    Text,
    cast,
    exists,
    func,
    literal,
    literal_column,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import TSQUERY

from bot.stores.index.facets import facet_ids
from bot.stores.index.tables import (
    conversation_facets,
    conversation_index,
    words_in_postgres,
    words_in_sqlite,
)
from bot.stores.index.words import Query, WordKey

# Beyond this many the exact number is not worth the time that counting takes.
COUNTED = 20_000
# To look one conversation up in SQLite's full text costs as much as walking over so many.
LOOK_UP_COST = 20
# How many times more often than COUNTED a common word is taken to be there.
OFTEN = 15


@dataclass(frozen=True, slots=True)
class Wanted:
    """What conversations have to meet, all of it.

    `facets`: under each name one of these values. `since` and `before` bound their keys:
    microseconds since 1970. `words` is None where nothing is searched for.
    """

    facets: tuple[tuple[str, tuple[str, ...]], ...] = ()
    since: int | None = None
    before: int | None = None
    words: Query | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Keys above `above` and below `below`, the largest first unless `is_upward`."""

    above: int | None = None
    below: int | None = None
    is_upward: bool = False
    limit: int = 50

    def within(self, key: ColumnElement[int]) -> list[ColumnElement[bool]]:
        """Return the conditions on a key."""
        bounds = []
        if self.above is not None:
            bounds.append(key > self.above)
        if self.below is not None:
            bounds.append(key < self.below)
        return bounds


@dataclass(frozen=True, slots=True)
class Plan:
    """How to find what is wanted: by `ids` of facets, name by name, and by `match`.

    The first of `ids` leads, unless `words_lead`. Nothing can be found where `is_empty`.
    """

    ids: tuple[tuple[int, ...], ...] = ()
    match: str | None = None
    words_lead: bool = False
    is_empty: bool = False
    since: int | None = field(default=None)
    before: int | None = field(default=None)


def plan_of(connection: Connection, wanted: Wanted, words: WordKey) -> Plan:
    """Return how to find what is wanted with the least work."""
    pairs = [(name, value) for name, values in wanted.facets for value in values]
    found = facet_ids(connection, pairs) if pairs else {}
    ids = [
        tuple(found[name, value] for value in dict.fromkeys(values) if (name, value) in found)
        for name, values in wanted.facets
    ]
    is_empty = not all(ids) or (wanted.words is not None and not wanted.words)
    if is_empty:
        return Plan(is_empty=True)
    is_sqlite = connection.dialect.name == "sqlite"
    match = None
    if wanted.words is not None:
        match = words.fts5(wanted.words) if is_sqlite else words.tsquery(wanted.words)
    bounds = _stretch(wanted.since, wanted.before, Stretch(limit=COUNTED))
    counts = {
        some: _count(connection, [_by_facet(one, bounds) for one in some])
        for some in (ids if len(ids) > 1 or match is not None else ())
    }
    ids.sort(key=lambda some: counts.get(some, 0))
    return Plan(
        ids=tuple(ids),
        match=match,
        words_lead=match is not None
        and (not ids or not is_sqlite or _words_cost(connection, match, bounds) <= counts[ids[0]]),
        since=wanted.since,
        before=wanted.before,
    )


def _words_cost(connection: Connection, match: str, bounds: Stretch) -> float:
    """Return how many conversations of a facet cost as much as all that hold the words."""
    count = _count(connection, [_by_words(match, bounds, is_sqlite=True)])
    return (count if count < COUNTED else count * OFTEN) / LOOK_UP_COST


def keys_of(connection: Connection, plan: Plan, stretch: Stretch) -> list[int]:
    """Return the keys of what is wanted in a stretch, in its order."""
    if plan.is_empty:
        return []
    bounded = _stretch(plan.since, plan.before, stretch)
    keys: set[int] = set()
    for query in _queries(plan, bounded, is_sqlite=connection.dialect.name == "sqlite"):
        keys.update(connection.execute(query).scalars())
    return sorted(keys, reverse=not stretch.is_upward)[: stretch.limit]


def _stretch(since: int | None, before: int | None, stretch: Stretch) -> Stretch:
    """Return a stretch within the bounds of what is wanted."""
    above = [
        one for one in (stretch.above, None if since is None else since - 1) if one is not None
    ]
    below = [one for one in (stretch.below, before) if one is not None]
    return Stretch(
        max(above, default=None), min(below, default=None), stretch.is_upward, stretch.limit
    )


def _queries(plan: Plan, stretch: Stretch, *, is_sqlite: bool) -> Iterator[Select[int]]:
    """Yield one query for each value that leads: each walks an index in the order of keys."""
    if plan.words_lead and plan.match is not None:
        query = _by_words(plan.match, stretch, is_sqlite=is_sqlite)
        key = _words_key(is_sqlite=is_sqlite)
        yield query.where(*(_has_one_of(key, some) for some in plan.ids))
        return
    if not plan.ids:
        yield _ordered(select(conversation_index.c.key), conversation_index.c.key, stretch)
        return
    key = conversation_facets.c.key
    for leading in plan.ids[0]:
        query = _by_facet(leading, stretch).where(*(_has_one_of(key, s) for s in plan.ids[1:]))
        if plan.match is not None:
            query = query.where(_has_words(key, plan.match))
        yield query


def _by_facet(facet_id: int, stretch: Stretch) -> Select[int]:
    query = select(conversation_facets.c.key).where(conversation_facets.c.facet_id == facet_id)
    return _ordered(query, conversation_facets.c.key, stretch)


def _by_words(match: str, stretch: Stretch, *, is_sqlite: bool) -> Select[int]:
    key = _words_key(is_sqlite=is_sqlite)
    if is_sqlite:
        matches: ColumnElement[bool] = literal_column("index_words").op("MATCH")(match)
        query = select(key).select_from(words_in_sqlite).where(matches)
    else:
        vector = words_in_postgres.c.words
        query = select(key).where(vector.op("@@")(cast(literal(match, Text), TSQUERY)))
    return _ordered(query, key, stretch)


def _words_key(*, is_sqlite: bool) -> ColumnElement[int]:
    return words_in_sqlite.c.rowid if is_sqlite else words_in_postgres.c.key


def _ordered(query: Select[int], key: ColumnElement[int], stretch: Stretch) -> Select[int]:
    order = key.asc() if stretch.is_upward else key.desc()
    return query.where(*stretch.within(key)).order_by(order).limit(stretch.limit)


def _has_one_of(key: ColumnElement[int], ids: Sequence[int]) -> ColumnElement[bool]:
    other = conversation_facets.alias()
    return exists(select(literal(1)).where(other.c.key == key, other.c.facet_id.in_(ids)))


def _has_words(key: ColumnElement[int], match: str) -> ColumnElement[bool]:
    matches = text("index_words MATCH :p_match").bindparams(p_match=match)
    return exists(
        select(literal(1))
        .select_from(words_in_sqlite)
        .where(matches, words_in_sqlite.c.rowid == cast(key, BigInteger))
    )


def _count(connection: Connection, queries: Sequence[Select[int]]) -> int:
    """Return how many there are; beyond COUNTED for each, it says COUNTED."""
    counts = (select(func.count()).select_from(query.subquery()) for query in queries)
    return sum(connection.execute(count).scalar_one() for count in counts)
