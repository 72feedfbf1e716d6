"""A database URL as engines that are set up for short, durable transactions."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.pool import QueuePool, StaticPool

from bot.stores.errors import StoreSetupError, StoreUnavailable

POSTGRES_CONNECTIONS = 8
CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MILLISECONDS = 10_000
BUSY_TIMEOUT_MILLISECONDS = 5_000
WAL_PAUSE_MILLISECONDS = 10

_PRAGMAS = (
    f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MILLISECONDS}",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten: it must not be found in the file.
    "PRAGMA secure_delete = ON",
)


class Database(Protocol):
    """Connections to one database."""

    url: URL
    is_sqlite: bool

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees what is committed."""
        ...

    @contextmanager
    def reading_row(self) -> Iterator[Connection]:
        """Lend a connection for one quick read; on SQLite it is open already."""
        ...

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a transaction: committed at the end, rolled back on an error."""
        ...

    def close(self) -> None:
        """Close all connections."""
        ...


def open_database(url: str) -> Database:
    """Return the database of a `sqlite:` or `postgresql:` URL. Nothing is connected yet.

    Raises StoreSetupError when the URL or the driver is unusable.
    """
    parsed = database_url(url)
    if parsed.get_backend_name() == "postgresql":
        return PostgresDatabase(parsed)
    return SqliteDatabase(parsed)


def database_url(url: str) -> URL:
    """Return a URL with our driver named. Raises StoreSetupError for any other database."""
    try:
        parsed = make_url(url)
        backend = parsed.get_backend_name()
    except (ArgumentError, ValueError):
        # The text itself stays out of the message: it may hold a password.
        raise StoreSetupError(
            "BACKLINE_DATABASE_URL is no database URL. Write sqlite:///var/backline.db or"
            " postgresql://user:password@host/name"
        ) from None
    if backend == "sqlite":
        return parsed.set(drivername="sqlite+pysqlite")
    if backend in {"postgres", "postgresql"}:
        _require_postgres_driver()
        return parsed.set(drivername="postgresql+psycopg")
    raise StoreSetupError(
        f"BACKLINE_DATABASE_URL names the database {backend!r}. Use sqlite or postgresql"
    )


def _require_postgres_driver() -> None:
    if find_spec("psycopg") is None:
        raise StoreSetupError(
            "PostgreSQL needs the extra 'postgres': run pip install 'backline[postgres]'"
        )


class PostgresDatabase:
    """Pooled connections; reads run without a transaction around them."""

    is_sqlite = False

    def __init__(self, url: URL) -> None:
        self.url = url
        self._engine = create_engine(
            url,
            hide_parameters=True,
            pool_size=POSTGRES_CONNECTIONS,
            max_overflow=0,
            connect_args={"connect_timeout": CONNECT_TIMEOUT_SECONDS},
        )
        event.listen(self._engine, "connect", _set_up_postgres)
        self._reader = self._engine.execution_options(isolation_level="AUTOCOMMIT")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees what is committed."""
        with self._reader.connect() as connection:
            yield connection

    reading_row = reading

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a transaction: committed at the end, rolled back on an error."""
        with self._engine.begin() as connection:
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._engine.dispose()


def _set_up_postgres(connection: Any, _record: object) -> None:
    """Bound every statement: a hung database must end in the safe reply, not in silence."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET statement_timeout = {STATEMENT_TIMEOUT_MILLISECONDS}")
    connection.commit()


class SqliteDatabase:
    """One connection kept open for writing and one for quick reads, to save their set-up.

    In memory there is one connection for all, as each would be a database of its own.
    """

    is_sqlite = True

    def __init__(self, url: URL) -> None:
        self.url = url
        self._is_in_memory = url.database in {None, "", ":memory:"}
        if not self._is_in_memory:
            _make_private_file(Path(str(url.database)))
        self._engine = create_engine(
            url,
            hide_parameters=True,
            poolclass=StaticPool if self._is_in_memory else QueuePool,
            connect_args={"check_same_thread": False},
        )
        event.listen(self._engine, "connect", _set_up_sqlite)
        self._writer = _Kept(self._engine)
        self._reader = self._writer if self._is_in_memory else _Kept(self._engine)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Lend a connection that sees what is committed."""
        with self._writer.lent() if self._is_in_memory else self._engine.connect() as connection:
            yield connection

    @contextmanager
    def reading_row(self) -> Iterator[Connection]:
        """Lend a connection for one quick read; it is open already."""
        with self._reader.lent() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Lend a transaction: committed at the end, rolled back on an error."""
        with self._writer.lent() as connection, connection.begin():
            # The write lock is taken at once: a later upgrade of a read lock can fail unwaited.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            yield connection

    def close(self) -> None:
        """Close all connections."""
        self._reader.close()
        self._writer.close()
        self._engine.dispose()


class _Kept:
    """A connection that stays open, lent to one thread at a time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._lock = threading.Lock()
        self._connection: Connection | None = None
        self._is_closed = False

    @contextmanager
    def lent(self) -> Iterator[Connection]:
        with self._lock:
            if self._is_closed:
                raise StoreUnavailable("the store is closed")
            if self._connection is None:
                self._connection = self._engine.connect()
            connection = self._connection
            try:
                yield connection
            except DBAPIError:
                self._drop()
                raise
            finally:
                # SQLAlchemy counts a read as a transaction, though SQLite began none for it.
                if not connection.closed and connection.in_transaction():
                    connection.rollback()

    def close(self) -> None:
        with self._lock:
            self._is_closed = True
            self._drop()

    def _drop(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()


def _set_up_sqlite(connection: sqlite3.Connection, _record: object) -> None:
    # The driver's own BEGIN comes too late and is deferred; `writing` begins by itself.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()
    _switch_to_wal(connection)


def _switch_to_wal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log, which stays on in the file.

    SQLite does not wait by itself when another process switches the same new file.
    """
    for _ in range(BUSY_TIMEOUT_MILLISECONDS // WAL_PAUSE_MILLISECONDS):
        try:
            connection.execute("PRAGMA journal_mode = WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            time.sleep(WAL_PAUSE_MILLISECONDS / 1000)
        else:
            return
    connection.execute("PRAGMA journal_mode = WAL").close()


def _make_private_file(path: Path) -> None:
    """Create the file so that only its owner reads it; SQLite gives its WAL the same mode.

    One that is there is not touched: closing it would take the locks of all connections that this
    process has open, and the next process to leave would delete the log that they write to.
    """
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    except FileExistsError:
        return  # another process was faster
    except OSError as error:
        raise StoreSetupError(f"cannot open the database file {path}: {error.strerror}") from None
