"""The tables of a new database, as the first upgrade of a test process made them.

Nearly every test has a database of its own, and to run all migrations took half of its time.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby
from pathlib import Path
from typing import Any

from alembic.config import Config
from sqlalchemy import Connection, event, inspect

ROOT = Path(__file__).parents[1]
ASKING = ("SELECT", "PRAGMA")
# Tables before what stands on them; what SQLite makes by itself is left out.
MADE_BY_SQLITE = """
SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'
AND name NOT IN (SELECT name FROM pragma_table_list WHERE type = 'shadow')
ORDER BY type != 'table', rowid
"""
TABLES_OF_SQLITE = """
SELECT name FROM pragma_table_list
WHERE type = 'table' AND schema = 'main' AND name NOT LIKE 'sqlite_%'
"""
Statements = list[tuple[str, Any]]


class NewTables:
    """Stands in for Alembic's `upgrade`: it is called once for each kind of new database.

    What it ran is then run again, in SQLite only what came of it. A database that has tables is
    upgraded as ever, and so is one with migrations that a test wrote.
    """

    def __init__(self, upgrade: Callable[[Config, str], None]) -> None:
        self._upgrade = upgrade
        self._ran: dict[tuple[str, str], Statements] = {}

    def __call__(self, config: Config, revision: str) -> None:
        connection: Connection = config.attributes["connection"]
        locations = config.get_main_option("version_locations") or ""
        is_ours = all(Path(one).is_relative_to(ROOT) for one in locations.split("\n"))
        if not is_ours or inspect(connection).get_table_names():
            self._upgrade(config, revision)
            return
        kind = connection.dialect.name, locations
        if kind not in self._ran:
            self._ran[kind] = self._recorded(connection, config, revision)
            return
        # Of the driver's own: SQLAlchemy takes as long for a statement as SQLite does.
        cursor = connection.connection.cursor()
        for statement, parameters in self._ran[kind]:
            cursor.execute(statement, *([parameters] if parameters else []))
        cursor.close()

    def _recorded(self, connection: Connection, config: Config, revision: str) -> Statements:
        ran: Statements = []

        def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            if not statement.lstrip().upper().startswith(ASKING):
                ran.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        try:
            self._upgrade(config, revision)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        return _outcome(connection) if connection.dialect.name == "sqlite" else _together(ran)


def _outcome(connection: Connection) -> Statements:
    """Return what makes the tables, and their rows, of a database in SQLite."""
    made: Statements = [(sql, None) for sql in connection.exec_driver_sql(MADE_BY_SQLITE).scalars()]
    for table in connection.exec_driver_sql(TABLES_OF_SQLITE).scalars().all():
        for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):  # noqa: S608 - our own
            marks = ", ".join("?" * len(row))
            made.append((f'INSERT INTO "{table}" VALUES ({marks})', tuple(row)))  # noqa: S608
    return made


def _together(ran: Statements) -> Statements:
    """Return statements that have no parameters joined with those that follow: one way for all."""
    joined: Statements = []
    for has_some, group in groupby(ran, key=lambda one: bool(one[1])):
        found = list(group)
        joined += (
            found if has_some else [(";\n".join(one.rstrip(";\n ") for one, _ in found), None)]
        )
    return joined
