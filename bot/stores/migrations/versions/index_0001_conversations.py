"""The index of conversations: what staff filter them by, and their words as keyed hashes."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import TSVECTOR

revision = "index_0001"
down_revision = None
branch_labels = ("index",)
depends_on = "engine_0001"

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables; the index fills itself from the stored events."""
    _make_index()
    _make_facets()
    progress = op.create_table(
        "index_progress",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("head", sa.BigInteger, nullable=False),
        sa.Column("horizon", sa.BigInteger, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
        sa.Column("words_made_by", sa.Text, nullable=False),
        sa.Column("held_by", sa.Text, nullable=False),
        sa.Column("held_until", sa.Double, nullable=False),
    )
    start = {"id": 1, "seq": 0, "head": 0, "horizon": 0, "generation": 1, "held_until": 0.0}
    op.bulk_insert(progress, [start | {"words_made_by": "", "held_by": ""}])
    if op.get_bind().dialect.name == "sqlite":
        _make_words_in_sqlite()
    else:
        _make_words_in_postgres()


def _make_index() -> None:
    op.create_table(
        "conversation_index",
        sa.Column("key", _ROW_ID, primary_key=True, autoincrement=False),
        sa.Column(
            "conversation_id",
            _ROW_ID,
            sa.ForeignKey("conversations.id", ondelete="CASCADE"),
            nullable=False,
            unique=True,
        ),
        sa.Column("sender_id", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("last_at", sa.Double, nullable=False),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("lowest_confidence", sa.Double),
        sa.Column("fallbacks", sa.Integer, nullable=False),
        sa.Column("is_finished", sa.Boolean, nullable=False),
        sa.Column("has_failed", sa.Boolean, nullable=False),
        sa.Column("is_paused", sa.Boolean, nullable=False),
        sa.Column("is_opted_out", sa.Boolean, nullable=False),
        sa.Column("phone", sa.Text),
        sa.Column("facets", sa.Text, nullable=False),
        sa.Column("earlier_facets", sa.Text, nullable=False),
        sa.Column("word_count", sa.Integer, nullable=False),
        sa.Column("indexed_seq", sa.BigInteger, nullable=False),
        sa.Column("generation", sa.Integer, nullable=False),
    )
    op.create_index("conversation_index_by_phone", "conversation_index", ["phone"])
    op.create_index("conversation_index_by_sender", "conversation_index", ["sender_id"])


def _make_facets() -> None:
    op.create_table(
        "index_facets",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("value", sa.Text, nullable=False),
        sa.UniqueConstraint("name", "value", name="index_facets_once"),
    )
    op.create_table(
        "conversation_facets",
        sa.Column("facet_id", sa.Integer, sa.ForeignKey("index_facets.id"), primary_key=True),
        sa.Column(
            "key",
            _ROW_ID,
            sa.ForeignKey("conversation_index.key", ondelete="CASCADE"),
            primary_key=True,
        ),
        sa.Column("is_set", sa.Boolean, nullable=False),
        sqlite_with_rowid=False,
    )
    op.create_index("conversation_facets_by_key", "conversation_facets", ["key", "facet_id"])


def _make_words_in_sqlite() -> None:
    # The words are hashes already: nothing of the tokenizer's language is wanted.
    op.execute(
        "CREATE VIRTUAL TABLE index_words USING fts5(words, tokenize = 'ascii', columnsize = 0)"
    )
    # A virtual table has no foreign keys.
    op.execute(
        "CREATE TRIGGER index_words_go_too AFTER DELETE ON conversation_index"
        " BEGIN DELETE FROM index_words WHERE rowid = old.key; END"
    )


def _make_words_in_postgres() -> None:
    op.create_table(
        "index_words",
        sa.Column(
            "key",
            sa.BigInteger,
            sa.ForeignKey("conversation_index.key", ondelete="CASCADE"),
            primary_key=True,
            autoincrement=False,
        ),
        sa.Column("words", TSVECTOR, nullable=False),
    )
    op.create_index("index_words_by_word", "index_words", ["words"], postgresql_using="gin")


def downgrade() -> None:
    """Drop the tables; nothing is lost that the events do not hold."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER index_words_go_too")
    for name in (
        "index_words",
        "index_progress",
        "conversation_facets",
        "index_facets",
        "conversation_index",
    ):
        op.drop_table(name)
