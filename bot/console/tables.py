"""The console's tables as SQLAlchemy sees them; times are seconds since 1970 in UTC."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    false,
)

from bot.stores.tables import RowId

metadata = MetaData()

accounts = Table(
    "console_accounts",
    metadata,
    Column("id", RowId, primary_key=True, autoincrement=True),
    Column("name", Text, nullable=False, unique=True),
    Column("full_name", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("password_hash", Text, nullable=False),
    Column("must_change", Boolean, nullable=False),
    # Until when a password that somebody else made opens the door.
    Column("password_until", Double),
    Column("second_factor", Text),
    Column("second_factor_draft", Text),
    Column("latest_code_step", BigInteger, nullable=False, server_default="0"),
    Column("created_at", Double, nullable=False),
    Column("latest_log_in_at", Double),
    Column("disabled_at", Double),
)

# The key is a hash of the session's id: who reads the table cannot take a session over.
sessions = Table(
    "console_sessions",
    metadata,
    Column("key", Text, primary_key=True),
    Column("account_id", RowId, ForeignKey("console_accounts.id"), nullable=False),
    Column("lacks_code", Boolean, nullable=False, server_default=false()),
    Column("began_at", Double, nullable=False),
    Column("seen_at", Double, nullable=False),
    Column("notice", Text, nullable=False, server_default=""),
    Index("console_sessions_by_account", "account_id"),
)

# What failed, by a keyed hash of the name, address or browser that it came from.
attempts = Table(
    "console_attempts",
    metadata,
    Column("key", Text, primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("latest_at", Double, nullable=False),
    Column("open_at", Double, nullable=False),
    Column("is_told", Boolean, nullable=False, server_default=false()),
    Index("console_attempts_by_time", "latest_at"),
)

# Triggers of the database refuse to change or delete a row.
audit = Table(
    "console_audit",
    metadata,
    Column("seq", RowId, primary_key=True, autoincrement=True),
    Column("at", Double, nullable=False),
    Column("staff", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("does", Text, nullable=False),
    Column("subject", Text),
    Column("result", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Index("console_audit_by_staff", "staff", "seq"),
    Index("console_audit_by_subject", "subject", "seq"),
    Index("console_audit_by_time", "at"),
    sqlite_autoincrement=True,
)
