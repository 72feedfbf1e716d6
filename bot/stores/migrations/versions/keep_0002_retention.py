"""Legal holds, and the record of what was deleted."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "keep_0002"
down_revision = "keep_0001"
branch_labels = None
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    _make_holds()
    op.create_table(
        "keep_deletions",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("sender_id", sa.Text, nullable=False),
        sa.Column("cause", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("deleted_by", sa.Text, nullable=False),
        sa.Column("deleted_at", sa.Double, nullable=False),
        sa.Column("counts", sa.Text, nullable=False),
    )
    op.create_index("keep_deletions_by_time", "keep_deletions", ["deleted_at"])


def _make_holds() -> None:
    op.create_table(
        "keep_holds",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("sender_id", sa.Text, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("set_at", sa.Double, nullable=False),
        sa.Column("released_by", sa.Text),
        sa.Column("release_reason", sa.Text),
        sa.Column("released_at", sa.Double),
    )
    stands = sa.text("released_at IS NULL")
    op.create_index(
        "keep_holds_one_standing",
        "keep_holds",
        ["sender_id"],
        unique=True,
        sqlite_where=stands,
        postgresql_where=stands,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("keep_deletions")
    op.drop_table("keep_holds")
