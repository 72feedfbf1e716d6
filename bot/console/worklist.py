"""What is to be reviewed next: by risk, and within that the newest first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, exists, literal, or_, select

from bot.console.review_tables import review_reviews, review_tasks
from bot.console.review_values import TaskKind
from bot.stores.blocking import read
from bot.stores.database import Database
from bot.stores.index.facets import facet_ids, key_of_conversation
from bot.stores.index.rows import MICROSECONDS
from bot.stores.index.tables import conversation_facets, conversation_index, index_facets

LENGTH = 50
# Conversations that go on are reviewed once they rest.
RESTS_AFTER_SECONDS = 15 * 60
# What nobody reviewed within this time is found among the transcripts.
OLDEST_SECONDS = 90 * 86_400


@dataclass(frozen=True, slots=True)
class Group:
    """Conversations that are reviewed together: those with one of these facets, name and value."""

    title: str
    facets: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ToReview:
    """One conversation of the list. `why` is the group's title. Times are seconds since 1970."""

    conversation: str
    why: str
    channel: str
    began_at: float
    last_at: float
    turns: int
    facets: dict[str, tuple[str, ...]]


REST = Group("The rest", ())


class WorkList:
    """Reads it. Methods raise StoreFailure."""

    def __init__(self, database: Database, groups: Sequence[Group]) -> None:
        """Read from this database, in the order of these groups; all others come after them."""
        self._database = database
        self._groups = (*groups, REST)

    async def next(self, now: float, limit: int = LENGTH) -> list[ToReview]:
        """Return what nobody has reviewed as it stands, in the order in which to do it."""

        def work(connection: Connection) -> list[ToReview]:
            found: dict[int, str] = {}
            for group in self._groups:
                keys = (
                    key
                    for query in _in_group(connection, group)
                    for key in connection.execute(_to_do(query, now, limit)).scalars()
                )
                for key in sorted(set(keys), reverse=True):
                    if len(found) < limit:
                        found.setdefault(key, group.title)
            return _shown(connection, found)

        return await read(self._database, work, "looking for reviews to do")

    async def one(self, conversation: str) -> ToReview | None:
        """Return what the index has of a conversation; None while it has nothing."""

        def work(connection: Connection) -> list[ToReview]:
            key = key_of_conversation(connection, conversation)
            return [] if key is None else _shown(connection, {key: ""})

        found = await read(self._database, work, "looking up a conversation")
        return found[0] if found else None

    async def asked_of(self, person: str) -> list[ToReview]:
        """Return what one of staff was asked for, and what anybody may do; no flags."""
        query = (
            select(conversation_index.c.key, review_tasks.c.kind)
            .join(review_tasks, review_tasks.c.conversation == conversation_index.c.sender_id)
            .where(
                review_tasks.c.done_at.is_(None),
                review_tasks.c.kind != TaskKind.FLAG.value,
                or_(
                    review_tasks.c.to == person,
                    and_(review_tasks.c.to.is_(None), ~_is_reviewed_by(person)),
                ),
            )
            .order_by(review_tasks.c.at)
            .limit(LENGTH)
        )
        return await self._asked(query)

    async def flagged(self) -> list[ToReview]:
        """Return what was flagged and not answered, the oldest first."""
        query = (
            select(conversation_index.c.key, review_tasks.c.kind)
            .join(review_tasks, review_tasks.c.conversation == conversation_index.c.sender_id)
            .where(review_tasks.c.done_at.is_(None), review_tasks.c.kind == TaskKind.FLAG.value)
            .order_by(review_tasks.c.at)
            .limit(LENGTH)
        )
        return await self._asked(query)

    async def _asked(self, query: Select[Any]) -> list[ToReview]:
        titles = {
            TaskKind.ASSIGNED.value: "Assigned",
            TaskKind.SECOND.value: "Second opinion",
            TaskKind.FLAG.value: "Flagged",
        }

        def work(connection: Connection) -> list[ToReview]:
            return _shown(
                connection, {key: titles[kind] for key, kind in connection.execute(query)}
            )

        return await read(self._database, work, "looking for what was asked")


def _in_group(connection: Connection, group: Group) -> Iterator[Select[int]]:
    """Yield queries for the keys of a group, the newest first: each walks one index in order."""
    if not group.facets:
        key = conversation_index.c.key
        yield select(key).order_by(key.desc())
        return
    key = conversation_facets.c.key
    for facet_id in sorted(facet_ids(connection, group.facets).values()):
        query = select(key).join(conversation_index, conversation_index.c.key == key)
        yield query.where(conversation_facets.c.facet_id == facet_id).order_by(key.desc())


def _to_do(query: Select[int], now: float, limit: int) -> Select[int]:
    """Return a query narrowed to what rests, is not too old, and is not reviewed."""
    oldest = int((now - OLDEST_SECONDS) * MICROSECONDS)
    return query.where(
        conversation_index.c.key >= oldest,
        conversation_index.c.last_at <= now - RESTS_AFTER_SECONDS,
        ~_is_reviewed(),
    ).limit(limit)


def _is_reviewed() -> ColumnElement[bool]:
    """Tell whether somebody has reviewed a conversation as far as it has come."""
    return exists(
        select(literal(1)).where(
            review_reviews.c.conversation == conversation_index.c.sender_id,
            ~review_reviews.c.is_superseded,
            review_reviews.c.turns >= conversation_index.c.turns,
        )
    )


def _is_reviewed_by(person: str) -> ColumnElement[bool]:
    return exists(
        select(literal(1)).where(
            review_reviews.c.conversation == conversation_index.c.sender_id,
            ~review_reviews.c.is_superseded,
            review_reviews.c.by == person,
        )
    )


def _shown(connection: Connection, found: dict[int, str]) -> list[ToReview]:
    """Return these conversations in this order, with what they are found by."""
    if not found:
        return []
    facets: dict[int, dict[str, tuple[str, ...]]] = {}
    named = (
        select(conversation_facets.c.key, index_facets.c.name, index_facets.c.value)
        .join(index_facets, index_facets.c.id == conversation_facets.c.facet_id)
        .where(conversation_facets.c.key.in_(list(found)))
        .order_by(index_facets.c.value)
    )
    for key, name, value in connection.execute(named):
        mine = facets.setdefault(key, {})
        mine[name] = (*mine.get(name, ()), value)
    query = select(conversation_index).where(conversation_index.c.key.in_(list(found)))
    rows = {row["key"]: row for row in connection.execute(query).mappings()}
    return [
        ToReview(
            conversation=rows[key]["sender_id"],
            why=why,
            channel=rows[key]["channel"],
            began_at=key / MICROSECONDS,
            last_at=rows[key]["last_at"],
            turns=rows[key]["turns"],
            facets=facets.get(key, {}),
        )
        for key, why in found.items()
        if key in rows
    ]
