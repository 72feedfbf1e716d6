"""The tables as SQLAlchemy sees them. The migrations beside this file make them.

Times are seconds since 1970 in UTC. JSON is kept as ASCII text with escapes, so that every string
that Python can hold survives in every database.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    false,
    text,
)

# SQLite counts rows by itself only in a column of type INTEGER.
RowId = BigInteger().with_variant(Integer, "sqlite")

metadata = MetaData()
_IS_HELD = text("held_by IS NOT NULL")

conversations = Table(
    "conversations",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("sender_id", Text, nullable=False, unique=True),
    Column("version", Integer, nullable=False),
    Column("snapshot", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("started_at", Double, nullable=False),
    Column("latest_event_at", Double, nullable=False),
    Column("needs_attention", Boolean, nullable=False, server_default=false()),
    # Who of staff writes in it while the assistant is silent; empty when nobody knows.
    Column("held_by", Text),
    Index("conversations_by_latest_event", "latest_event_at"),
    Index(
        "conversations_held",
        "held_by",
        sqlite_where=_IS_HELD,
        postgresql_where=_IS_HELD,
    ),
)

turns = Table(
    "turns",
    metadata,
    Column("turn_id", Text, primary_key=True),
    Column(
        "conversation_id", RowId, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
    ),
    Column("message_id", Text),
    Column("replies", Text, nullable=False),
    Column("failed", Boolean, nullable=False),
    Column("received_at", Double, nullable=False),
    Column("committed_at", Double, nullable=False),
    UniqueConstraint("conversation_id", "message_id", name="turns_message_once"),
)

events = Table(
    "events",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column(
        "conversation_id", RowId, ForeignKey("conversations.id", ondelete="CASCADE"), nullable=False
    ),
    Column("turn_id", Text, nullable=False),
    Column("timestamp", Double, nullable=False),
    Column("type_name", Text, nullable=False),
    Column("intent_name", Text),
    Column("action_name", Text),
    Column("data", Text, nullable=False),
    Index("events_by_conversation", "conversation_id", "seq"),
    sqlite_autoincrement=True,
)

outbox = Table(
    "outbox",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("turn_id", Text, ForeignKey("turns.turn_id", ondelete="CASCADE"), nullable=False),
    Column("channel", Text, nullable=False),
    Column("recipient", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("payload", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("due_at", Double, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("is_urgent", Boolean, nullable=False, server_default=false()),
    Column("is_farewell", Boolean, nullable=False, server_default=false()),
    Column("first_tried_at", Double),
    Column("provider_id", Text),
    Column("error_code", Text),
    # Set where nobody asked for the text: it keeps to quiet hours, and is not sent after that.
    Column("useless_after", Double),
    # "wanted" until staff were told that this text did not reach the person, then "told".
    Column("staff", Text),
    UniqueConstraint("turn_id", "position", name="outbox_position_once"),
    Index("outbox_by_due", "state", "due_at"),
    Index("outbox_by_recipient", "recipient", "state"),
    Index("outbox_by_provider_id", "provider_id"),
    Index("outbox_by_staff", "staff"),
)

# The key is what conversations are called by; the number itself is here only, and encrypted.
phone_numbers = Table(
    "phone_numbers",
    metadata,
    Column("key", Text, primary_key=True),
    Column("number", Text, nullable=False),
    Column("thread", Integer, nullable=False, server_default="0"),
    Column("asks_about", Integer),
    Column("opted_out_at", Double),
)

# What names a message that came in, so that it is known when it comes again.
receipts = Table(
    "receipts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("sender_id", Text, nullable=False),
    Column("message_id", Text, nullable=False),
    Column("received_at", Double, nullable=False),
    Index("receipts_by_time", "received_at"),
)

# No row of a conversation: it outlives the conversation that was deleted.
ended_sessions = Table(
    "ended_sessions",
    metadata,
    Column("sender_id", Text, primary_key=True),
    Column("ended_at", Double, nullable=False),
)

# The keys that values here were sealed with, by what names them: without these nothing is started.
keep_keys = Table(
    "keep_keys",
    metadata,
    Column("key_id", Text, primary_key=True),
    Column("first_used_at", Double, nullable=False),
)

# What somebody has said must not be deleted. The rows outlive what they held.
keep_holds = Table(
    "keep_holds",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("sender_id", Text, nullable=False),
    Column("set_by", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("set_at", Double, nullable=False),
    Column("released_by", Text),
    Column("release_reason", Text),
    Column("released_at", Double),
    Index(
        "keep_holds_one_standing",
        "sender_id",
        unique=True,
        sqlite_where=text("released_at IS NULL"),
        postgresql_where=text("released_at IS NULL"),
    ),
)

# What was deleted: whose, when, why, and how many rows of each table. No word of it.
keep_deletions = Table(
    "keep_deletions",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("sender_id", Text, nullable=False),
    Column("cause", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("deleted_by", Text, nullable=False),
    Column("deleted_at", Double, nullable=False),
    Column("counts", Text, nullable=False),
    Index("keep_deletions_by_time", "deleted_at"),
)
