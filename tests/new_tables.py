"""The tables of a new database, as the first upgrade of a test process made them.

Nearly every test has a database of its own, and to run all migrations took half of its time.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from alembic.config import Config
from sqlalchemy import Connection, event, inspect

ROOT = Path(__file__).parents[1]
ASKING = ("SELECT", "PRAGMA")


class NewTables:
    """Stands in for Alembic's `upgrade`: it is called once for each kind of new database.

    What it ran is then run again. A database that has tables is upgraded as ever, and so is one
    with migrations that a test wrote.
    """

    def __init__(self, upgrade: Callable[[Config, str], None]) -> None:
        self._upgrade = upgrade
        self._ran: dict[tuple[str, str], list[tuple[str, Any]]] = {}

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
        for statement, parameters in self._ran[kind]:
            connection.exec_driver_sql(statement, parameters or None)

    def _recorded(
        self, connection: Connection, config: Config, revision: str
    ) -> list[tuple[str, Any]]:
        ran: list[tuple[str, Any]] = []

        def note(_: Any, __: Any, statement: str, parameters: Any, *___: Any) -> None:
            if not statement.lstrip().upper().startswith(ASKING):
                ran.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        try:
            self._upgrade(config, revision)
        finally:
            event.remove(connection, "before_cursor_execute", note)
        return ran
