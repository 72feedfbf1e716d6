"""An appointment's history may go with it; what waits for staff is found by conversation."""

from __future__ import annotations

from alembic import op

revision = "keeping_0001"
down_revision = None
branch_labels = ("keeping",)
depends_on = ("booking_0001", "queue_0001")

SQLITE = (
    "DROP TRIGGER appointment_events_no_delete",
    "CREATE TRIGGER appointment_events_no_delete BEFORE DELETE ON appointment_events FOR EACH ROW"
    " WHEN (SELECT state FROM appointments WHERE id = OLD.appointment_id)"
    " IS NOT 'erasing' BEGIN SELECT RAISE(ABORT, 'appointment_events is append-only'); END",
)
SQLITE_BEFORE = (
    "DROP TRIGGER appointment_events_no_delete",
    "CREATE TRIGGER appointment_events_no_delete BEFORE DELETE ON appointment_events"
    " BEGIN SELECT RAISE(ABORT, 'appointment_events is append-only'); END",
)
POSTGRES = (
    "DROP TRIGGER appointment_events_append_only ON appointment_events",
    "CREATE TRIGGER appointment_events_append_only BEFORE UPDATE OR TRUNCATE"
    " ON appointment_events FOR EACH STATEMENT EXECUTE FUNCTION appointment_events_refuse()",
    "CREATE FUNCTION appointment_events_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
    " IF (SELECT state FROM appointments WHERE id = OLD.appointment_id)"
    " IS DISTINCT FROM 'erasing' THEN RAISE EXCEPTION 'appointment_events is append-only'; END IF;"
    " RETURN OLD; END $$",
    "CREATE TRIGGER appointment_events_no_delete BEFORE DELETE ON appointment_events"
    " FOR EACH ROW EXECUTE FUNCTION appointment_events_keep()",
)
POSTGRES_BEFORE = (
    "DROP TRIGGER appointment_events_no_delete ON appointment_events",
    "DROP FUNCTION appointment_events_keep()",
    "DROP TRIGGER appointment_events_append_only ON appointment_events",
    "CREATE TRIGGER appointment_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
    " ON appointment_events FOR EACH STATEMENT EXECUTE FUNCTION appointment_events_refuse()",
)


def upgrade() -> None:
    """Let the trigger spare the history of an appointment that is being erased."""
    _run({"sqlite": SQLITE, "postgresql": POSTGRES})
    op.create_index("queue_items_by_conversation", "queue_items", ["conversation"])


def downgrade() -> None:
    """Put the stricter trigger back."""
    op.drop_index("queue_items_by_conversation", "queue_items")
    _run({"sqlite": SQLITE_BEFORE, "postgresql": POSTGRES_BEFORE})


def _run(statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)
