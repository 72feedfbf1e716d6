"""Corrections by staff, which of them were withdrawn, and test stories."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "correct_0001"
down_revision = None
branch_labels = ("correct",)
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "correct_corrections",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        *_what_and_who(),
        sa.Column("turn", sa.Text, nullable=False),
        sa.Column("intent", sa.Text, nullable=False),
        sa.Column("before", sa.Text, nullable=False),
        sa.Column("meaning", sa.Text, nullable=False),
        sa.Column("written_on", sa.String(10), nullable=False),
    )
    op.create_table(
        "correct_withdrawals",
        sa.Column("correction", _ROW_ID, primary_key=True, autoincrement=False),
        *_what_and_who(),
    )
    op.create_table(
        "correct_stories",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("correction", _ROW_ID, nullable=False),
        *_what_and_who(),
        sa.Column("content", sa.Text, nullable=False),
    )
    op.create_index("correct_stories_by_correction", "correct_stories", ["correction"])
    for table in ("correct_corrections", "correct_withdrawals", "correct_stories"):
        op.create_index(f"{table}_by_conversation", table, ["conversation"])


def _what_and_who() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("correct_stories", "correct_withdrawals", "correct_corrections"):
        op.drop_table(table)
