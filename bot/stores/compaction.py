"""What was deleted or overwritten, gone from the database's files too."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import Database
from bot.stores.errors import StoreUnavailable, failure_of


def compact(database: Database) -> bool:
    """Write a SQLite file anew, with nothing in it but what is stored; False on PostgreSQL.

    Others wait meanwhile, and the disk needs room for the file once more. Raises StoreFailure.
    """
    if not database.is_sqlite:
        return False
    try:
        with database.reading() as connection:
            _ran(connection, "VACUUM")
    except SQLAlchemyError as error:
        raise failure_of(error, "compacting") from None
    empty_log(database)
    return True


def empty_log(database: Database) -> None:
    """Empty SQLite's write-ahead log, in which deleted text stands until it is written over.

    What is deleted in the file itself is overwritten at once. Raises StoreFailure.
    """
    if not database.is_sqlite:
        return
    try:
        with database.reading() as connection:
            [(is_busy, *_)] = _ran(connection, "PRAGMA wal_checkpoint(TRUNCATE)")
    except SQLAlchemyError as error:
        raise failure_of(error, "emptying the log") from None
    if is_busy:
        raise StoreUnavailable("the database is in use: its log still holds what was deleted")


def _ran(connection: Connection, statement: str) -> list[Any]:
    result = connection.exec_driver_sql(statement)
    return list(result.fetchall()) if result.returns_rows else []
