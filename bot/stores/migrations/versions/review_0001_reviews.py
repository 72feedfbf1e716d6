"""What staff think of conversations: verdicts, notes, tags, and what they ask of one another."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "review_0001"
down_revision = None
branch_labels = ("review",)
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "review_reviews",
        *_who_and_when(),
        sa.Column("verdict", sa.String(8), nullable=False),
        sa.Column("should_be", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("level", sa.Text),
        sa.Column("rule", sa.Text),
        sa.Column("turns", sa.Integer, nullable=False),
        sa.Column("is_superseded", sa.Boolean, nullable=False),
    )
    op.create_index("review_reviews_by_conversation", "review_reviews", ["conversation"])
    op.create_index("review_reviews_by_time", "review_reviews", ["at"])
    op.create_table("review_notes", *_who_and_when(), sa.Column("text", sa.Text, nullable=False))
    op.create_index("review_notes_by_conversation", "review_notes", ["conversation"])
    op.create_table(
        "review_tags",
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("tag", sa.String(40), primary_key=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_table(
        "review_tasks",
        *_who_and_when(),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("to", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("done_by", sa.Text),
        sa.Column("done_at", sa.Double),
        sa.Column("answer", sa.Text),
    )
    op.create_index("review_tasks_by_conversation", "review_tasks", ["conversation"])
    op.create_index("review_tasks_by_person", "review_tasks", ["to", "done_at"])


def _who_and_when() -> tuple[sa.Column[object], ...]:
    return (
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("review_tasks", "review_tags", "review_notes", "review_reviews"):
        op.drop_table(table)
