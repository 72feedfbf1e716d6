"""Proposed changes of the protocol, what was found out about them, and who approved."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "proposals_0001"
down_revision = None
branch_labels = ("proposals",)
depends_on = None

# A sealed reason may be sealed anew with another key; nothing else of a row changes.
FIXED = {
    "protocol_proposals": (
        "id, proposed_by, proposed_at, why, base_version, new_version, base_files, files, changes"
    ),
    "protocol_acts": 'id, proposal_id, kind, "by", role, at, figures',
}


def upgrade() -> None:
    """Make the tables, and the triggers that keep what was proposed and approved as it is."""
    _make_proposals()
    _make_runs()
    _make_moves()
    for table, columns in FIXED.items():
        _refuse_changes(table, columns)


def _make_proposals() -> None:
    op.create_table(
        "protocol_proposals",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("proposed_by", sa.Text, nullable=False),
        sa.Column("proposed_at", sa.Double, nullable=False),
        sa.Column("why", sa.Text, nullable=False),
        sa.Column("base_version", sa.Text, nullable=False),
        sa.Column("new_version", sa.Text, nullable=False),
        sa.Column("base_files", sa.Text, nullable=False),
        sa.Column("files", sa.Text, nullable=False),
        sa.Column("changes", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "protocol_acts",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _of("protocol_proposals", "proposal_id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("by", sa.Text, nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("figures", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.UniqueConstraint("proposal_id", "kind", "by", name="protocol_acts_once"),
        sqlite_autoincrement=True,
    )


def _make_runs() -> None:
    op.create_table(
        "protocol_runs",
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        _of("protocol_proposals", "proposal_id"),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("since", sa.Double),
        sa.Column("until", sa.Double),
        sa.Column("channel", sa.Text),
        sa.Column("asked_by", sa.Text, nullable=False),
        sa.Column("asked_at", sa.Double, nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("held_until", sa.Double, nullable=False),
        sa.Column("done", sa.Integer, nullable=False),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("ended_at", sa.Double),
        sqlite_autoincrement=True,
    )
    columns = ["proposal_id", "kind"]
    op.create_index("protocol_runs_by_proposal", "protocol_runs", [*columns, "id"])
    where = sa.text("state IN ('waiting', 'running')")
    op.create_index(
        "protocol_runs_one_open", "protocol_runs", columns,
        unique=True, sqlite_where=where, postgresql_where=where,
    )  # fmt: skip


def _make_moves() -> None:
    op.create_table(
        "protocol_moves",
        _of("protocol_runs", "run_id", primary_key=True),
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("channel", sa.Text, nullable=False),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("from_level", sa.String(16), nullable=False),
        sa.Column("from_rule", sa.String(8)),
        sa.Column("to_level", sa.String(16), nullable=False),
        sa.Column("to_rule", sa.String(8)),
        sa.Column("is_less", sa.Boolean, nullable=False),
    )
    op.create_index("protocol_moves_by_conversation", "protocol_moves", ["conversation"])
    op.create_table(
        "protocol_looks",
        _of("protocol_runs", "run_id", primary_key=True),
        sa.Column("conversation", sa.Text, primary_key=True),
        sa.Column("by", sa.Text, primary_key=True),
        sa.Column("at", sa.Double, nullable=False),
    )
    op.create_index("protocol_looks_by_conversation", "protocol_looks", ["conversation"])


def _of(table: str, name: str, *, primary_key: bool = False) -> sa.Column[int]:
    key = sa.ForeignKey(f"{table}.id")
    return sa.Column(name, sa.Integer, key, primary_key=primary_key, nullable=False)


def _refuse_changes(table: str, columns: str) -> None:
    refused = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for what in (f"UPDATE OF {columns}", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{what[:6].lower()} BEFORE {what} ON {table}"
                f" BEGIN SELECT RAISE(ABORT, '{refused}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuse() RETURNS trigger LANGUAGE plpgsql"
        f" AS $$ BEGIN RAISE EXCEPTION '{refused}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OF {columns} OR DELETE OR TRUNCATE"
        f" ON {table} FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuse()"
    )


def downgrade() -> None:
    """Drop the tables."""
    for table in ("protocol_looks", "protocol_moves", "protocol_runs", *reversed(list(FIXED))):
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        for table in FIXED:
            op.execute(f"DROP FUNCTION {table}_refuse()")
