"""The tables as SQLAlchemy sees them; the migrations beside this file make them.

Times are seconds since 1970 in UTC. Proposals and acts only grow: triggers refuse to change one.
Moves and looks name conversations, and go with them; the counts in a run's result stay.
"""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
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
_IS_OPEN = text("state IN ('waiting', 'running')")

proposals = Table(
    "protocol_proposals",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("proposed_by", Text, nullable=False),
    Column("proposed_at", Double, nullable=False),
    Column("why", Text, nullable=False),
    Column("base_version", Text, nullable=False),
    Column("new_version", Text, nullable=False),
    # Texts of the clinical files by name, and changes in words, as JSON.
    Column("base_files", Text, nullable=False),
    Column("files", Text, nullable=False),
    Column("changes", Text, nullable=False),
    sqlite_autoincrement=True,
)

acts = Table(
    "protocol_acts",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("proposal_id", Integer, ForeignKey("protocol_proposals.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("by", Text, nullable=False),
    Column("role", String(16), nullable=False),
    Column("at", Double, nullable=False),
    Column("figures", Text, nullable=False),
    # What staff write beside a conversation may name a person.
    Column("reason", SealedText("protocol_acts.reason"), nullable=False),
    # Nobody approves twice, whatever processes write at once.
    UniqueConstraint("proposal_id", "kind", "by", name="protocol_acts_once"),
    sqlite_autoincrement=True,
)

# `held_until` holds other processes off; a run whose time has passed was cut off, and begins anew.
runs = Table(
    "protocol_runs",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("proposal_id", Integer, ForeignKey("protocol_proposals.id"), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("since", Double),
    Column("until", Double),
    Column("channel", Text),
    Column("asked_by", Text, nullable=False),
    Column("asked_at", Double, nullable=False),
    Column("state", String(16), nullable=False),
    Column("held_until", Double, nullable=False),
    Column("done", Integer, nullable=False),
    Column("result", Text, nullable=False),
    Column("ended_at", Double),
    Index("protocol_runs_by_proposal", "proposal_id", "kind", "id"),
    Index(
        "protocol_runs_one_open",
        "proposal_id",
        "kind",
        unique=True,
        sqlite_where=_IS_OPEN,
        postgresql_where=_IS_OPEN,
    ),
    sqlite_autoincrement=True,
)

moves = Table(
    "protocol_moves",
    metadata,
    Column("run_id", Integer, ForeignKey("protocol_runs.id"), primary_key=True),
    Column("conversation", Text, primary_key=True),
    Column("channel", Text, nullable=False),
    Column("began_at", Double, nullable=False),
    Column("from_level", String(16), nullable=False),
    Column("from_rule", String(8)),
    Column("to_level", String(16), nullable=False),
    Column("to_rule", String(8)),
    Column("is_less", Boolean, nullable=False),
    Index("protocol_moves_by_conversation", "conversation"),
)

# Who of staff has read a conversation that would be seen later.
looks = Table(
    "protocol_looks",
    metadata,
    Column("run_id", Integer, ForeignKey("protocol_runs.id"), primary_key=True),
    Column("conversation", Text, primary_key=True),
    Column("by", Text, primary_key=True),
    Column("at", Double, nullable=False),
    Index("protocol_looks_by_conversation", "conversation"),
)
