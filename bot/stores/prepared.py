"""Statements written in SQLAlchemy's words, handed to the driver as text that is compiled once.

`Connection.execute` inspects statement and parameters anew each time, which costs more than SQLite
needs for the work itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Connection, CursorResult
from sqlalchemy.sql.expression import ClauseElement

_DIALECTS = {"sqlite": SQLiteDialect_pysqlite, "postgresql": PGDialect_psycopg}

Row = Mapping[str, Any]
_ValuesOf = Callable[[Row], tuple[Any, ...] | dict[str, Any]]


class Prepared:
    """One statement. A row may hold more values than the statement has parameters."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement

    def run(self, connection: Connection, row: Row) -> CursorResult[Any]:
        """Run the statement with the values of a row."""
        sql, values_of = _compiled(self._statement, connection.dialect.name)
        return connection.exec_driver_sql(sql, values_of(row))

    def run_many(self, connection: Connection, rows: Sequence[Row]) -> int:
        """Run the statement once for each row; return how many rows it changed."""
        sql, values_of = _compiled(self._statement, connection.dialect.name)
        if len(rows) == 1:
            # For several rows psycopg sets up a pipeline, which for one costs more than it saves.
            return connection.exec_driver_sql(sql, values_of(rows[0])).rowcount
        return connection.exec_driver_sql(sql, [values_of(row) for row in rows]).rowcount


@cache
def _compiled(statement: ClauseElement, dialect_name: str) -> tuple[str, _ValuesOf]:
    """Return the text of a statement, and what makes the driver's parameters of a row."""
    compiled = statement.compile(dialect=_DIALECTS[dialect_name]())
    names: list[str] | None = getattr(compiled, "positiontup", None)
    if names is None:
        wanted = tuple(compiled.params)
        return compiled.string, lambda row: {name: row[name] for name in wanted}
    return compiled.string, lambda row: tuple([row[name] for name in names])
