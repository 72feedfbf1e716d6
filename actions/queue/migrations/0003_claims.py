"""Who of staff sees to an item, so that two do not call the same person."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "queue_claims_0001"
down_revision = "queue_notes_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "queue_claims",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("queue_items.id"), primary_key=True),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("queue_items_by_closing", "queue_items", ["closed_at", "id"])


def downgrade() -> None:
    """Drop it."""
    op.drop_index("queue_items_by_closing", "queue_items")
    op.drop_table("queue_claims")
