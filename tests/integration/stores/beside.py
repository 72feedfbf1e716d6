"""A look into the database, past the store."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, text

from bot.stores.database import open_database


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A transaction beside the store."""
    database = open_database(url)
    try:
        with database.writing() as connection:
            yield connection
    finally:
        database.close()


def rows(url: str, sql: str, **values: Any) -> list[dict[str, Any]]:
    with connected(url) as connection:
        return [dict(row) for row in connection.execute(text(sql), values).mappings()]
