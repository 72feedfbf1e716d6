"""What waits for staff, who reported it, and the alerts about it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "queue_0001"
down_revision = None
branch_labels = ("queue",)
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_items()
    op.create_table(
        "queue_reports",
        sa.Column("turn_id", sa.String(64), primary_key=True),
        sa.Column("level", sa.String(16), primary_key=True),
        sa.Column("item_id", sa.Integer, sa.ForeignKey("queue_items.id"), nullable=False),
        sa.Column("rule_id", sa.String(8)),
        sa.Column("reported_at", sa.Double, nullable=False),
    )
    op.create_table(
        "queue_alerts",
        sa.Column("item_id", sa.Integer, sa.ForeignKey("queue_items.id"), primary_key=True),
        sa.Column("level", sa.String(16), primary_key=True),
        sa.Column("kind", sa.String(16), primary_key=True),
        sa.Column("route", sa.String(16), primary_key=True),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.Column("next_try_at", sa.Double, nullable=False),
        sa.Column("sent_at", sa.Double),
    )


def _make_items() -> None:
    op.create_table(
        "queue_items",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("conversation", sa.Text, nullable=False),
        sa.Column("level", sa.String(16), nullable=False),
        sa.Column("rule_id", sa.String(8)),
        sa.Column("turn_id", sa.String(64), nullable=False),
        sa.Column("opened_at", sa.Double, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("closed_by", sa.Text),
        sa.Column("outcome", sa.Text),
        sa.Column("closed_at", sa.Double),
        sa.Column("alerted_at", sa.Double),
        sa.Column("overdue_alerted_at", sa.Double),
        sa.UniqueConstraint("turn_id", "level", name="queue_items_turn_once"),
        sqlite_autoincrement=True,
    )
    is_open = sa.text("state = 'open'")
    op.create_index(
        "queue_items_one_open",
        "queue_items",
        ["conversation"],
        unique=True,
        sqlite_where=is_open,
        postgresql_where=is_open,
    )


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("queue_alerts")
    op.drop_table("queue_reports")
    op.drop_table("queue_items")
