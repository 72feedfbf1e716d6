"""The tables as SQLAlchemy sees them; the migrations beside this file make them.

Times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from actions.sealing import SealedText

metadata = MetaData()

OPEN = "open"
CLOSED = "closed"
_IS_OPEN = text("state = 'open'")

queue_items = Table(
    "queue_items",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("conversation", Text, nullable=False),
    Column("level", String(16), nullable=False),
    Column("rule_id", String(8)),
    # The turn that opened the item, or raised it last.
    Column("turn_id", String(64), nullable=False),
    Column("opened_at", Double, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("name", SealedText("queue_items.name")),
    Column("phone", SealedText("queue_items.phone")),
    Column("state", String(8), nullable=False),
    Column("closed_by", Text),
    # What staff write of a person is as private as what the person wrote.
    Column("outcome", SealedText("queue_items.outcome")),
    Column("closed_at", Double),
    Column("alerted_at", Double),
    Column("overdue_alerted_at", Double),
    UniqueConstraint("turn_id", "level", name="queue_items_turn_once"),
    # One open item for each conversation, whatever processes write at once.
    Index(
        "queue_items_one_open",
        "conversation",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
    Index("queue_items_by_closing", "closed_at", "id"),
    Index("queue_items_by_conversation", "conversation"),
    sqlite_autoincrement=True,
)

# Every report that staff are needed. A turn that is tried again finds its own, even when the item
# was raised or closed since.
queue_reports = Table(
    "queue_reports",
    metadata,
    Column("turn_id", String(64), primary_key=True),
    Column("level", String(16), primary_key=True),
    Column("item_id", Integer, ForeignKey("queue_items.id"), nullable=False),
    Column("rule_id", String(8)),
    Column("reported_at", Double, nullable=False),
)

# What staff have to know beside the level; `kind` is a word of actions/queue/notes.py.
queue_notes = Table(
    "queue_notes",
    metadata,
    Column("item_id", Integer, ForeignKey("queue_items.id"), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("noted_at", Double, nullable=False),
    Column("alerted_at", Double),
)

# Who of staff sees to an item, by user name.
queue_claims = Table(
    "queue_claims",
    metadata,
    Column("item_id", Integer, ForeignKey("queue_items.id"), primary_key=True),
    Column("by", Text, nullable=False),
    Column("at", Double, nullable=False),
)

# One alert by one route: `kind` is new, overdue or unreached, `next_try_at` also holds others off
# while one process is sending.
queue_alerts = Table(
    "queue_alerts",
    metadata,
    Column("item_id", Integer, ForeignKey("queue_items.id"), primary_key=True),
    Column("level", String(16), primary_key=True),
    Column("kind", String(16), primary_key=True),
    Column("route", String(16), primary_key=True),
    Column("attempts", Integer, nullable=False),
    Column("next_try_at", Double, nullable=False),
    Column("sent_at", Double),
)
