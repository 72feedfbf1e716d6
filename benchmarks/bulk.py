"""Rows in bulk into a database that is thrown away."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any, Protocol

from bot.stores.database import Database

COLUMNS = {
    "index_facets": ("id", "name", "value"),
    "conversations": (
        "id", "sender_id", "version", "snapshot", "channel", "started_at", "latest_event_at",
        "needs_attention",
    ),
    "events": (
        "seq", "conversation_id", "turn_id", "timestamp", "type_name", "intent_name",
        "action_name", "data",
    ),
    "conversation_index": (
        "key", "conversation_id", "sender_id", "channel", "last_at", "turns", "lowest_confidence",
        "fallbacks", "is_finished", "has_failed", "is_paused", "is_opted_out", "phone", "facets",
        "earlier_facets", "word_count", "indexed_seq", "generation",
    ),
    "conversation_facets": ("facet_id", "key", "is_set"),
    "index_words": ("key", "words"),
}  # fmt: skip
INDEXES = (
    ("index_words_by_word", "index_words USING gin (words)"),
    ("conversation_facets_by_key", "conversation_facets (key, facet_id)"),
)


class Writer(Protocol):
    """Writes rows in bulk."""

    def rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of a table, their values in the order of COLUMNS."""

    def words(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Write the tokens of conversations by their keys."""

    def run(self, statement: str) -> None:
        """Run a statement, in which `@key` is the key of the words."""

    def end(self, fingerprint: str, seq: int) -> None:
        """Make indexes and statistics, and say that all is in the index."""


class SqliteWriter:
    """Writes into a file in one transaction."""

    def __init__(self, database: Database) -> None:
        self._raw = sqlite3.connect(str(database.url.database), isolation_level=None)
        # Nothing of this has to survive a power cut.
        for pragma in ("synchronous = OFF", "foreign_keys = OFF", "cache_size = -400000"):
            self._raw.execute(f"PRAGMA {pragma}")
        self._raw.execute("BEGIN")

    def rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of a table."""
        columns = [
            "rowid" if table == "index_words" and one == "key" else one for one in COLUMNS[table]
        ]
        marks = ", ".join("?" * len(columns))
        self._raw.executemany(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})",  # noqa: S608
            rows,
        )

    def words(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Write the tokens of conversations by their keys."""
        self.rows("index_words", ((key, " ".join(["x", *tokens])) for key, tokens in rows))

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._raw.execute(statement.replace("@key", "rowid"))

    def end(self, fingerprint: str, seq: int) -> None:
        """Make indexes and statistics."""
        change = "UPDATE index_progress SET seq = ?, head = ?, words_made_by = ?"
        self._raw.execute(change, (seq, seq, fingerprint))
        self._raw.execute("COMMIT")
        self._raw.execute("ANALYZE")
        self._raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        self._raw.close()


class PostgresWriter:
    """Copies into tables whose larger indexes are made at the end."""

    def __init__(self, database: Database) -> None:
        import psycopg  # noqa: PLC0415 - an extra

        url = database.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._raw = psycopg.connect(url, autocommit=True)
        self._raw.execute("SET synchronous_commit = off")
        # Foreign keys hold by the way the rows are made.
        self._raw.execute("SET session_replication_role = replica")
        for name, _ in INDEXES:
            self._raw.execute(f"DROP INDEX {name}")

    def rows(self, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
        """Write rows of a table."""
        into = f"COPY {table} ({', '.join(COLUMNS[table])}) FROM STDIN"
        with self._raw.cursor() as cursor, cursor.copy(into) as copy:
            for row in rows:
                copy.write_row(row)

    def words(self, rows: Sequence[tuple[int, list[str]]]) -> None:
        """Write the tokens of conversations by their keys."""
        vectors = (
            (key, " ".join(f"{one}:{place}" for place, one in enumerate(tokens, start=2)))
            for key, tokens in rows
        )
        self.rows("index_words", vectors)

    def run(self, statement: str) -> None:
        """Run a statement."""
        self._raw.execute(statement.replace("@key", "key"))

    def end(self, fingerprint: str, seq: int) -> None:
        """Make indexes and statistics."""
        self._raw.execute("SET maintenance_work_mem = '512MB'")
        for name, what in INDEXES:
            self._raw.execute(f"CREATE INDEX {name} ON {what}")
        change = "UPDATE index_progress SET seq = %s, head = %s, words_made_by = %s"
        self._raw.execute(change, (seq, seq, fingerprint))
        self._raw.execute("SELECT setval('events_seq_seq', %s)", (seq,))
        for table in COLUMNS:
            self._raw.execute(f"VACUUM ANALYZE {table}")
        self._raw.close()
