"""The keys that stored values were sealed with."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "keep_0001"
down_revision = None
branch_labels = ("keep",)
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "keep_keys",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("first_used_at", sa.Double, nullable=False),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("keep_keys")
