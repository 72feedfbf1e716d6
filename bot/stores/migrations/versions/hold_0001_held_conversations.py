"""Conversations in which a person of the house writes while the assistant is silent."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "hold_0001"
down_revision = None
branch_labels = ("hold",)
depends_on = "engine_0001"


def upgrade() -> None:
    """Add who holds a conversation."""
    op.add_column("conversations", sa.Column("held_by", sa.Text))
    is_held = sa.text("held_by IS NOT NULL")
    op.create_index(
        "conversations_held",
        "conversations",
        ["held_by"],
        sqlite_where=is_held,
        postgresql_where=is_held,
    )


def downgrade() -> None:
    """Take it away."""
    op.drop_index("conversations_held", "conversations")
    op.drop_column("conversations", "held_by")
