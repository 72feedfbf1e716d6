"""The index's tables as SQLAlchemy sees them; migrations/versions/index_0001 makes them.

`key` is the microsecond since 1970 at which a conversation began, made unique. It never changes,
so the list is ordered by it, pages are cut by it, and full text has it as its row id.
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
    column,
    table,
)
from sqlalchemy.dialects.postgresql import TSVECTOR

from bot.stores.tables import RowId, metadata

conversation_index = Table(
    "conversation_index",
    metadata,
    Column("key", RowId, primary_key=True, autoincrement=False),
    Column(
        "conversation_id",
        RowId,
        ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
        unique=True,
    ),
    Column("sender_id", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("last_at", Double, nullable=False),
    Column("turns", Integer, nullable=False),
    Column("lowest_confidence", Double),
    Column("fallbacks", Integer, nullable=False),
    Column("is_finished", Boolean, nullable=False),
    Column("has_failed", Boolean, nullable=False),
    Column("is_paused", Boolean, nullable=False),
    Column("is_opted_out", Boolean, nullable=False),
    # What the number behind a conversation by text message is called, to see who opted out.
    Column("phone", Text),
    # The house's facets as JSON: of the session that goes on, and of those before it.
    Column("facets", Text, nullable=False),
    Column("earlier_facets", Text, nullable=False),
    Column("word_count", Integer, nullable=False),
    # All events up to this one are in the row. A row of another generation is to be made anew.
    Column("indexed_seq", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Index("conversation_index_by_phone", "phone"),
    Index("conversation_index_by_sender", "sender_id"),
)

# Every value that any conversation was ever found by.
index_facets = Table(
    "index_facets",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False),
    Column("value", Text, nullable=False),
    UniqueConstraint("name", "value", name="index_facets_once"),
)

conversation_facets = Table(
    "conversation_facets",
    metadata,
    Column("facet_id", Integer, ForeignKey("index_facets.id"), primary_key=True),
    Column(
        "key", RowId, ForeignKey("conversation_index.key", ondelete="CASCADE"), primary_key=True
    ),
    # Set by a panel, not by the events: making the index anew leaves it.
    Column("is_set", Boolean, nullable=False),
    Index("conversation_facets_by_key", "key", "facet_id"),
    sqlite_with_rowid=False,
)

# One row. `head` is where the events ended when it was last read, and `horizon` the first
# transaction of PostgreSQL that began after that; see `progress`.
index_progress = Table(
    "index_progress",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("seq", BigInteger, nullable=False),
    Column("head", BigInteger, nullable=False),
    Column("horizon", BigInteger, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("words_made_by", Text, nullable=False),
    Column("held_by", Text, nullable=False),
    Column("held_until", Double, nullable=False),
)

# Full text is a table of its own kind in each database, so that neither stands in `metadata`.
words_in_sqlite = table("index_words", column("rowid"), column("words"))
words_in_postgres = Table(
    "index_words",
    MetaData(),
    Column("key", BigInteger, primary_key=True),
    Column("words", TSVECTOR, nullable=False),
)
