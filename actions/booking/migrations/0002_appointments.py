"""Appointments, the time that they occupy, their history, and blocked days."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "booking_0001"
down_revision = None
branch_labels = ("booking",)
depends_on = None

REFUSED = "appointment_events is append-only"


def upgrade() -> None:
    """Make the tables."""
    _make_appointments()
    op.create_table(
        "appointment_cells",
        sa.Column("clinician", sa.String(40), primary_key=True),
        sa.Column("cell", sa.Integer, primary_key=True, autoincrement=False),
        _appointment_id(),
    )
    op.create_table(
        "appointment_events",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _appointment_id(),
        sa.Column("key", sa.Text, nullable=False),
        sa.Column("what", sa.String(16), nullable=False),
        sa.Column("by_whom", sa.Text, nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("clinician", sa.String(40), nullable=False),
        sa.Column("visit_type", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.Double, nullable=False),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.UniqueConstraint("key", "what", name="appointment_events_once"),
        sqlite_autoincrement=True,
    )
    _refuse_changes_of_events()
    _make_blocked_days()


def _appointment_id() -> sa.Column[int]:
    to = sa.ForeignKey("appointments.id")
    return sa.Column("appointment_id", sa.Integer, to, nullable=False, index=True)


def _make_appointments() -> None:
    op.create_table(
        "appointments",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("reference", sa.String(16), nullable=False, unique=True),
        sa.Column("conversation", sa.Text, nullable=False, index=True),
        sa.Column("clinician", sa.String(40), nullable=False),
        sa.Column("visit_type", sa.String(40), nullable=False),
        sa.Column("starts_at", sa.Double, nullable=False, index=True),
        sa.Column("ends_at", sa.Double, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("birth_date", sa.Text),
        sa.Column("phone", sa.Text),
        sa.Column("reason", sa.Text),
        sa.Column("held_until", sa.Double),
        sa.Column("disposition", sa.String(16)),
        sa.Column("rule_id", sa.String(8)),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("changed_at", sa.Double, nullable=False),
        sa.Column("booked_at", sa.Double),
        sqlite_autoincrement=True,
    )
    _index_where("appointments_one_hold", "appointments", ["conversation"], "state = 'pending'")


def _make_blocked_days() -> None:
    op.create_table(
        "blocked_days",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("clinician", sa.String(40), nullable=False),
        sa.Column("day", sa.String(10), nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("blocked_by", sa.Text, nullable=False),
        sa.Column("blocked_at", sa.Double, nullable=False),
        sa.Column("unblocked_by", sa.Text),
        sa.Column("unblocked_at", sa.Double),
        sqlite_autoincrement=True,
    )
    columns = ["clinician", "day"]
    _index_where("blocked_days_once", "blocked_days", columns, "unblocked_at IS NULL")


def _index_where(name: str, table: str, columns: list[str], condition: str) -> None:
    where = sa.text(condition)
    op.create_index(name, table, columns, unique=True, sqlite_where=where, postgresql_where=where)


def _refuse_changes_of_events() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER appointment_events_no_{what.lower()} BEFORE {what}"
                f" ON appointment_events BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
            )
        return
    op.execute(
        "CREATE FUNCTION appointment_events_refuse() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER appointment_events_append_only BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON appointment_events FOR EACH STATEMENT EXECUTE FUNCTION appointment_events_refuse()"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("blocked_days", "appointment_events", "appointment_cells", "appointments"):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION appointment_events_refuse()")
