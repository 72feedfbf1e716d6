"""The clinic's own connection to the database that the conversations are in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import URL, Connection, Engine, NullPool, create_engine, event, text
from sqlalchemy.engine import make_url

from actions.sealing import SealerFor, sealing, unsealed

# The engine gives an action ten seconds: whatever waits here has to give up before that.
SQLITE_WAIT_SECONDS = 5
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 5_000
# Any fixed number that no other part of the project uses.
POSTGRES_LOCK = 4_711_002


@dataclass(frozen=True, slots=True)
class Storage:
    """Where the clinic's tables are, and what seals the private columns in them."""

    url: str = field(repr=False)
    sealer_for: SealerFor = unsealed


def engine_for(database_url: str, sealer_for: SealerFor = unsealed) -> Engine:
    """Return an engine that seals what is private with the sealers of `sealer_for`.

    It connects for each use and leaves nothing open: its uses are few.
    """
    return sealing(_engine_of(database_url), sealer_for)


def _engine_of(database_url: str) -> Engine:
    url = make_url(database_url.replace("postgres://", "postgresql://", 1))
    if url.get_backend_name() == "sqlite":
        return _engine(url, {"timeout": SQLITE_WAIT_SECONDS}, _make_durable)
    url = url.set(drivername="postgresql+psycopg")
    return _engine(url, {"connect_timeout": CONNECT_TIMEOUT_SECONDS}, _bound_statements)


def _engine(url: URL, limits: dict[str, int], set_up: Callable[[Any, Any], None]) -> Engine:
    engine = create_engine(url, hide_parameters=True, poolclass=NullPool, connect_args=limits)
    event.listen(engine, "connect", set_up)
    return engine


def _make_durable(connection: Any, _: Any) -> None:
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA secure_delete = ON")


def _bound_statements(connection: Any, _: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}")
    connection.commit()


@contextmanager
def writing_alone(engine: Engine) -> Iterator[Connection]:
    """Lend a transaction in which nobody else changes appointments; an error undoes all of it.

    The order that this makes keeps transactions from waiting for each other in a ring. That no
    time is given twice does not rest on it: the keys of the tables refuse that.
    """
    with engine.begin() as connection:
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            connection.execute(text(f"SELECT pg_advisory_xact_lock({POSTGRES_LOCK})"))
        yield connection
