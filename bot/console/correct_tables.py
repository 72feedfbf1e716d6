"""The tables of corrections as SQLAlchemy sees them; migrations/versions/correct_0001 makes them.

Times are seconds since 1970 in UTC, people are user names. Rows are only ever added; they go with
their conversation: see `bot/stores/erasing.py`.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, Double, Index, MetaData, String, Table, Text

from bot.stores.tables import RowId

metadata = MetaData()


def _what_and_who() -> tuple[Column[object], ...]:
    return (
        Column("conversation", Text, nullable=False),
        Column("by", Text, nullable=False),
        Column("at", Double, nullable=False),
    )


# `before` is what was understood, `meaning` what was meant, both JSON of `correct_values.Meaning`.
# `written_on` is a day like 2026-01-31, moved as the dates of the text are.
correct_corrections = Table(
    "correct_corrections",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    *_what_and_who(),
    Column("turn", Text, nullable=False),
    Column("intent", Text, nullable=False),
    Column("before", Text, nullable=False),
    Column("meaning", Text, nullable=False),
    Column("written_on", String(10), nullable=False),
    Index("correct_corrections_by_conversation", "conversation"),
)

correct_withdrawals = Table(
    "correct_withdrawals",
    metadata,
    Column("correction", RowId, primary_key=True, autoincrement=False),
    *_what_and_who(),
    Index("correct_withdrawals_by_conversation", "conversation"),
)

correct_stories = Table(
    "correct_stories",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("correction", RowId, nullable=False),
    *_what_and_who(),
    Column("content", Text, nullable=False),
    Index("correct_stories_by_conversation", "conversation"),
    Index("correct_stories_by_correction", "correction"),
)

# Without names and numbers, but still what a person wrote of themselves.
SEALED: tuple[Column[Any], ...] = (
    correct_corrections.c.before,
    correct_corrections.c.meaning,
    correct_stories.c.content,
)
