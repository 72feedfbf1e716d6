"""Texts that nobody asked for: until when they are of use."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "unasked_0001"
down_revision = None
branch_labels = ("unasked",)
depends_on = "engine_text_0001"


def upgrade() -> None:
    """Add the column."""
    op.add_column("outbox", sa.Column("useless_after", sa.Double))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("outbox", "useless_after")
