"""Text messages: delivery of the outbox, the numbers behind conversations, and what came twice."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "engine_text_0001"
down_revision = "engine_0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add what delivery needs to know of a text, and the tables of numbers and receipts."""
    for column in (
        sa.Column("is_urgent", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("is_farewell", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("first_tried_at", sa.Double),
        sa.Column("provider_id", sa.Text),
        sa.Column("error_code", sa.Text),
        sa.Column("staff", sa.Text),
    ):
        op.add_column("outbox", column)
    op.create_index("outbox_by_recipient", "outbox", ["recipient", "state"])
    op.create_index("outbox_by_provider_id", "outbox", ["provider_id"])
    op.create_index("outbox_by_staff", "outbox", ["staff"])
    op.create_table(
        "phone_numbers",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("number", sa.Text, nullable=False),
        sa.Column("thread", sa.Integer, nullable=False, server_default="0"),
        sa.Column("asks_about", sa.Integer),
        sa.Column("opted_out_at", sa.Double),
    )
    op.create_table(
        "receipts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("sender_id", sa.Text, nullable=False),
        sa.Column("message_id", sa.Text, nullable=False),
        sa.Column("received_at", sa.Double, nullable=False),
    )
    op.create_index("receipts_by_time", "receipts", ["received_at"])


def downgrade() -> None:
    """Take them away again."""
    op.drop_table("receipts")
    op.drop_table("phone_numbers")
    for name in ("outbox_by_recipient", "outbox_by_provider_id", "outbox_by_staff"):
        op.drop_index(name, "outbox")
    for name in (
        "staff",
        "error_code",
        "provider_id",
        "first_tried_at",
        "is_farewell",
        "is_urgent",
    ):
        op.drop_column("outbox", name)
