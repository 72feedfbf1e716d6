"""The keys that stored values were sealed with; an event's text may be sealed where it stands."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "keep_0001"
down_revision = None
branch_labels = ("keep",)
depends_on = ("engine_0001",)

_OLD = (
    "OLD.seq, OLD.conversation_id, OLD.turn_id, OLD.timestamp, OLD.type_name, OLD.intent_name,"
    " OLD.action_name"
)
_NEW = _OLD.replace("OLD.", "NEW.")
_REFUSE = "BEGIN SELECT RAISE(ABORT, 'events are append-only'); END"

_DROP = {
    "sqlite": "DROP TRIGGER events_append_only",
    "postgresql": "DROP TRIGGER events_append_only ON events",
}
_BUT_FOR_SEALING = {
    "sqlite": "CREATE TRIGGER events_append_only BEFORE UPDATE ON events FOR EACH ROW"
    f" WHEN substr(NEW.data, 1, 5) <> '~bl1:' OR ({_OLD}) IS NOT ({_NEW}) {_REFUSE}",
    "postgresql": "CREATE TRIGGER events_append_only BEFORE UPDATE ON events FOR EACH ROW"
    f" WHEN (substr(NEW.data, 1, 5) <> '~bl1:' OR ({_OLD}) IS DISTINCT FROM ({_NEW}))"
    " EXECUTE FUNCTION refuse_event_update()",
}
_ALWAYS = {
    "sqlite": f"CREATE TRIGGER events_append_only BEFORE UPDATE ON events {_REFUSE}",
    "postgresql": "CREATE TRIGGER events_append_only BEFORE UPDATE ON events"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_event_update()",
}


def upgrade() -> None:
    """Make the table, and let the trigger spare the sealing of what is there."""
    op.create_table(
        "keep_keys",
        sa.Column("key_id", sa.Text, primary_key=True),
        sa.Column("first_used_at", sa.Double, nullable=False),
    )
    _replace_trigger(_BUT_FOR_SEALING)


def downgrade() -> None:
    """Drop the table, and put the stricter trigger back."""
    _replace_trigger(_ALWAYS)
    op.drop_table("keep_keys")


def _replace_trigger(trigger: dict[str, str]) -> None:
    dialect = op.get_bind().dialect.name
    op.execute(_DROP[dialect])
    op.execute(trigger[dialect])
