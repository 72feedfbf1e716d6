"""Appointments as SQLAlchemy sees them; the migrations beside this file make the tables.

Times are seconds since 1970 in UTC.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    Double,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from actions.sealing import SealedText

metadata = MetaData()

_IS_HELD = text("state = 'pending'")
_IS_BLOCKED = text("unblocked_at IS NULL")

appointments = Table(
    "appointments",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("reference", String(16), nullable=False, unique=True),
    # Empty for a visit that staff booked without one.
    Column("conversation", Text, nullable=False, index=True),
    Column("clinician", String(40), nullable=False),
    Column("visit_type", String(40), nullable=False),
    Column("starts_at", Double, nullable=False, index=True),
    Column("ends_at", Double, nullable=False),
    Column("state", String(16), nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("name", SealedText("appointments.name")),
    Column("birth_date", SealedText("appointments.birth_date")),
    Column("phone", SealedText("appointments.phone")),
    # Why it was cancelled.
    Column("reason", SealedText("appointments.reason")),
    Column("held_until", Double),
    Column("disposition", String(16)),
    Column("rule_id", String(8)),
    Column("created_at", Double, nullable=False),
    Column("changed_at", Double, nullable=False),
    # None for what was only ever held.
    Column("booked_at", Double),
    # A conversation holds one time at most, whatever processes write at once.
    Index(
        "appointments_one_hold",
        "conversation",
        unique=True,
        sqlite_where=_IS_HELD,
        postgresql_where=_IS_HELD,
    ),
    sqlite_autoincrement=True,
)

# What keeps two visits from meeting: each five minutes of a clinician belong to one appointment.
appointment_cells = Table(
    "appointment_cells",
    metadata,
    Column("clinician", String(40), primary_key=True),
    Column("cell", Integer, primary_key=True, autoincrement=False),
    Column("appointment_id", Integer, ForeignKey("appointments.id"), nullable=False, index=True),
)

# Who did what when. Rows are added and never changed: triggers refuse it. A step that is tried
# again finds its own row.
appointment_events = Table(
    "appointment_events",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("appointment_id", Integer, ForeignKey("appointments.id"), nullable=False, index=True),
    Column("key", Text, nullable=False),
    Column("what", String(16), nullable=False),
    Column("by_whom", Text, nullable=False),
    Column("at", Double, nullable=False),
    Column("sequence", Integer, nullable=False),
    Column("clinician", String(40), nullable=False),
    Column("visit_type", String(40), nullable=False),
    Column("starts_at", Double, nullable=False),
    Column("ends_at", Double, nullable=False),
    UniqueConstraint("key", "what", name="appointment_events_once"),
    sqlite_autoincrement=True,
)

# Days of the clinic (2026-11-30) on which a clinician sees nobody, and those that were.
blocked_days = Table(
    "blocked_days",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("clinician", String(40), nullable=False),
    Column("day", String(10), nullable=False),
    Column("reason", SealedText("blocked_days.reason"), nullable=False),
    Column("blocked_by", Text, nullable=False),
    Column("blocked_at", Double, nullable=False),
    Column("unblocked_by", Text),
    Column("unblocked_at", Double),
    Index(
        "blocked_days_once",
        "clinician",
        "day",
        unique=True,
        sqlite_where=_IS_BLOCKED,
        postgresql_where=_IS_BLOCKED,
    ),
    sqlite_autoincrement=True,
)
