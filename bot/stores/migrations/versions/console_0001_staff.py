"""Staff: accounts, sessions, attempts to log in, and an audit that only grows."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "console_0001"
down_revision = None
branch_labels = ("console",)
depends_on = None

ROW_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

REFUSE_ON_SQLITE = """
CREATE TRIGGER console_audit_{0} BEFORE {0} ON console_audit
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
"""
# INSERT OR REPLACE deletes rows without a word to the trigger above.
REFUSE_REPLACING_ON_SQLITE = """
CREATE TRIGGER console_audit_REPLACE BEFORE INSERT ON console_audit
WHEN EXISTS (SELECT 1 FROM console_audit WHERE seq = NEW.seq)
BEGIN SELECT RAISE(ABORT, 'the audit only grows'); END
"""
REFUSAL_ON_POSTGRES = """
CREATE FUNCTION console_audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit only grows'; END $$
"""
# Once for each statement, as TRUNCATE touches no single row.
REFUSE_ON_POSTGRES = """
CREATE TRIGGER console_audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON console_audit
FOR EACH STATEMENT EXECUTE FUNCTION console_audit_only_grows()
"""


def upgrade() -> None:
    """Make the tables."""
    _make_accounts()
    op.create_table(
        "console_sessions",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("account_id", ROW_ID, sa.ForeignKey("console_accounts.id"), nullable=False),
        sa.Column("lacks_code", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("began_at", sa.Double, nullable=False),
        sa.Column("seen_at", sa.Double, nullable=False),
        sa.Column("notice", sa.Text, nullable=False, server_default=""),
    )
    op.create_index("console_sessions_by_account", "console_sessions", ["account_id"])
    op.create_table(
        "console_attempts",
        sa.Column("key", sa.Text, primary_key=True),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("latest_at", sa.Double, nullable=False),
        sa.Column("open_at", sa.Double, nullable=False),
        sa.Column("is_told", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.create_index("console_attempts_by_time", "console_attempts", ["latest_at"])
    _make_audit()


def _make_accounts() -> None:
    op.create_table(
        "console_accounts",
        sa.Column("id", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("name", sa.Text, nullable=False, unique=True),
        sa.Column("full_name", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("password_hash", sa.Text, nullable=False),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("password_until", sa.Double),
        sa.Column("second_factor", sa.Text),
        sa.Column("second_factor_draft", sa.Text),
        sa.Column("latest_code_step", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("created_at", sa.Double, nullable=False),
        sa.Column("latest_log_in_at", sa.Double),
        sa.Column("disabled_at", sa.Double),
    )


def _make_audit() -> None:
    op.create_table(
        "console_audit",
        sa.Column("seq", ROW_ID, primary_key=True, autoincrement=True),
        sa.Column("at", sa.Double, nullable=False),
        sa.Column("staff", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("does", sa.Text, nullable=False),
        sa.Column("subject", sa.Text),
        sa.Column("result", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sqlite_autoincrement=True,
    )
    op.create_index("console_audit_by_staff", "console_audit", ["staff", "seq"])
    op.create_index("console_audit_by_subject", "console_audit", ["subject", "seq"])
    op.create_index("console_audit_by_time", "console_audit", ["at"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(REFUSE_ON_SQLITE.format("UPDATE"))
        op.execute(REFUSE_ON_SQLITE.format("DELETE"))
        op.execute(REFUSE_REPLACING_ON_SQLITE)
    else:
        op.execute(REFUSAL_ON_POSTGRES)
        op.execute(REFUSE_ON_POSTGRES)


def downgrade() -> None:
    """Drop the tables."""
    for table in ("console_audit", "console_attempts", "console_sessions", "console_accounts"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION console_audit_only_grows()")
