"""The tables of reviews as SQLAlchemy sees them; migrations/versions/review_0001 makes them.

Times are seconds since 1970 in UTC, people are user names. Rows go with their conversation: see
`bot/stores/erasing.py`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Boolean, Column, Double, Index, Integer, MetaData, String, Table, Text

from bot.stores.tables import RowId

metadata = MetaData()


def _who_and_when() -> tuple[Column[object], ...]:
    return (
        Column("id", RowId, primary_key=True, autoincrement=True),
        Column("conversation", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", Double, nullable=False),
    )


# `level` and `rule` are what had been decided as it was reviewed, `turns` how far it had come.
# A review by the same person later supersedes theirs.
review_reviews = Table(
    "review_reviews",
    metadata,
    *_who_and_when(),
    Column("verdict", String(8), nullable=False),
    Column("should_be", Text),
    Column("reason", Text, nullable=False),
    Column("level", Text),
    Column("rule", Text),
    Column("turns", Integer, nullable=False),
    Column("is_superseded", Boolean, nullable=False),
    Index("review_reviews_by_conversation", "conversation"),
    Index("review_reviews_by_time", "at"),
)

review_notes = Table(
    "review_notes",
    metadata,
    *_who_and_when(),
    Column("text", Text, nullable=False),
    Index("review_notes_by_conversation", "conversation"),
)

review_tags = Table(
    "review_tags",
    metadata,
    Column("conversation", Text, primary_key=True),
    Column("tag", String(40), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
)

# `kind` is assigned, second or flag; `to` is who is asked, None for whoever comes first.
review_tasks = Table(
    "review_tasks",
    metadata,
    *_who_and_when(),
    Column("kind", String(8), nullable=False),
    Column("to", Text),
    Column("reason", Text, nullable=False),
    Column("done_by", Text),
    Column("done_at", Double),
    Column("answer", Text),
    Index("review_tasks_by_conversation", "conversation"),
    Index("review_tasks_by_person", "to", "done_at"),
)

# What staff write in their own words: it may name a visitor.
SEALED: tuple[Column[Any], ...] = (
    review_reviews.c.reason,
    review_notes.c.text,
    review_tasks.c.reason,
    review_tasks.c.answer,
)
