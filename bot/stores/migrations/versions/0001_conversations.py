"""Conversations, their turns and events, and the outbox."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "engine_0001"
down_revision = None
branch_labels = ("engine",)
depends_on = None

_ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

_APPEND_ONLY = {
    "sqlite": (
        "CREATE TRIGGER events_append_only BEFORE UPDATE ON events"
        " BEGIN SELECT RAISE(ABORT, 'events are append-only'); END",
    ),
    "postgresql": (
        "CREATE FUNCTION refuse_event_update() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE EXCEPTION 'events are append-only'; END $$",
        "CREATE TRIGGER events_append_only BEFORE UPDATE ON events"
        " FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_update()",
    ),
}


def upgrade() -> None:
    """Make the tables and the trigger that keeps events as they were written."""
    _make_conversations()
    _make_turns()
    _make_events()
    _make_outbox()
    for statement in _APPEND_ONLY[op.get_bind().dialect.name]:
        op.execute(statement)


def downgrade() -> None:
    """Drop the tables."""
    for table in ("outbox", "events", "turns", "conversations"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION refuse_event_update()")


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("sender_id", sa.Text, nullable=False, unique=True),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("snapshot", sa.Text, nullable=False),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("started_at", sa.Double, nullable=False),
        sa.Column("latest_event_at", sa.Double, nullable=False),
        sa.Column("needs_attention", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("conversations_by_latest_event", "conversations", ["latest_event_at"])


def _make_turns() -> None:
    op.create_table(
        "turns",
        sa.Column("turn_id", sa.Text, primary_key=True),
        _conversation_column(),
        sa.Column("message_id", sa.Text),
        sa.Column("replies", sa.Text, nullable=False),
        sa.Column("failed", sa.Boolean, nullable=False),
        sa.Column("received_at", sa.Double, nullable=False),
        sa.Column("committed_at", sa.Double, nullable=False),
        sa.UniqueConstraint("conversation_id", "message_id", name="turns_message_once"),
    )


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("seq", _ROW_ID, primary_key=True, autoincrement=True),
        _conversation_column(),
        sa.Column("turn_id", sa.Text, nullable=False),
        sa.Column("timestamp", sa.Double, nullable=False),
        sa.Column("type_name", sa.Text, nullable=False),
        sa.Column("intent_name", sa.Text),
        sa.Column("action_name", sa.Text),
        sa.Column("data", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("events_by_conversation", "events", ["conversation_id", "seq"])


def _make_outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("id", _ROW_ID, primary_key=True, autoincrement=True),
        sa.Column(
            "turn_id", sa.Text, sa.ForeignKey("turns.turn_id", ondelete="CASCADE"), nullable=False
        ),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("recipient", sa.Text, nullable=False),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("payload", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("due_at", sa.Double, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.UniqueConstraint("turn_id", "position", name="outbox_position_once"),
    )
    op.create_index("outbox_by_due", "outbox", ["state", "due_at"])


def _conversation_column() -> sa.Column[int]:
    return sa.Column(
        "conversation_id",
        _ROW_ID,
        sa.ForeignKey("conversations.id", ondelete="CASCADE"),
        nullable=False,
    )
