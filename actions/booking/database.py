"""The clinic's own connection to the database that the conversations are in."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import make_url

# The engine gives an action ten seconds: whatever waits here has to give up before that.
SQLITE_WAIT_SECONDS = 5
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 5_000


def engine_for(database_url: str) -> Engine:
    """Return an engine; nothing is connected until it is used."""
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    if url.get_backend_name() == "sqlite":
        wait = {"timeout": SQLITE_WAIT_SECONDS}
        engine = create_engine(url, hide_parameters=True, connect_args=wait)
        event.listen(engine, "connect", _make_durable)
        return engine
    engine = create_engine(
        url.set(drivername="postgresql+psycopg"),
        hide_parameters=True,
        pool_pre_ping=True,
        connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
    )
    event.listen(engine, "connect", _bound_statements)
    return engine


def _make_durable(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")


def _bound_statements(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}")
    connection.commit()
