"""Messages that are due: reminders of visits, and asking again after advice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "due_0001"
down_revision = None
branch_labels = ("due",)
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "due_messages",
        sa.Column("subject", sa.String(255), primary_key=True),
        sa.Column("kind", sa.String(32), primary_key=True),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("about_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("useless_after", sa.Double, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.Double, nullable=False),
        sa.Column("settled_at", sa.Double),
    )
    op.create_index("due_messages_by_due", "due_messages", ["state", "next_try_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("due_messages")
