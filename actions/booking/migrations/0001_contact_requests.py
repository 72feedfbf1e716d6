"""Requests for a visit or a call."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "clinic_0001"
down_revision = None
branch_labels = ("clinic",)
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "contact_requests",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("sender_id", sa.String(255), nullable=False, index=True),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("disposition", sa.String(16)),
        sa.Column("rule_id", sa.String(8)),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("phone", sa.Text, nullable=False),
        sa.Column("times", sa.Text),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    """Drop the table."""
    op.drop_table("contact_requests")
