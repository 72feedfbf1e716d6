"""The table of due messages as SQLAlchemy sees it; the migration beside it makes it.

Times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import Column, Double, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

due_messages = Table(
    "due_messages",
    metadata,
    # What it is about: the reference of a visit, or the conversation that is asked again.
    Column("subject", String(255), primary_key=True),
    # The id of a reminder in data/clinic.yml, or `recheck`.
    Column("kind", String(32), primary_key=True),
    Column("conversation", Text, nullable=False),
    # The start of the visit, or when the advice was given: another one makes another message.
    Column("about_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("useless_after", Double, nullable=False),
    Column("state", String(16), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Double, nullable=False),
    Column("settled_at", Double),
    Index("due_messages_by_due", "state", "next_try_at"),
)
