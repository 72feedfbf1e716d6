"""What staff have to know beside a level: a text that did not arrive, a picture that came."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "queue_notes_0001"
down_revision = "queue_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "queue_notes",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("queue_items.id"), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("noted_at", sa.Double, nullable=False),
        sa.Column("alerted_at", sa.Double),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("queue_notes")
