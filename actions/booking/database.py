"""The clinic's own connection to the database that the conversations are in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

SQLITE_WAIT_SECONDS = 10


def engine_for(database_url: str) -> Engine:
    """Return an engine; nothing is connected until it is used."""
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    if url.get_backend_name() == "sqlite":
        engine = create_engine(url, connect_args={"timeout": SQLITE_WAIT_SECONDS})
        event.listen(engine, "connect", _make_durable)
        return engine
    return create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)


def _make_durable(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")
