"""The database's tables brought up to date, ours and those of the extension."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.util import CommandError
from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import Database, open_database
from bot.stores.errors import StoreSetupError, kind_of

MIGRATIONS = Path(__file__).parent / "migrations"

# Any fixed number: it keeps two starting processes from upgrading one database together.
_POSTGRES_LOCK = 4_711_001


def upgrade(url: str, extra_locations: tuple[Path, ...] = ()) -> None:
    """Run our migrations and those of `extra_locations` to their heads. Repeats harmlessly.

    Each location holds an Alembic branch with its own base and branch label. Raises StoreSetupError
    when the database cannot be reached or knows a migration that is not here.
    """
    database = open_database(url)
    try:
        upgrade_database(database, extra_locations)
    finally:
        database.close()


def upgrade_database(database: Database, extra_locations: tuple[Path, ...] = ()) -> None:
    """Run the migrations on a database that is open, in one transaction."""
    try:
        with database.writing() as connection:
            _wait_for_others(connection)
            command.upgrade(_config(connection, extra_locations), "heads")
    except CommandError as error:
        raise StoreSetupError(f"cannot upgrade {_shown(database)}: {error}") from None
    except SQLAlchemyError as error:
        reason = _first_line(error)
        raise StoreSetupError(f"cannot upgrade {_shown(database)}: {reason}") from None


def _wait_for_others(connection: Connection) -> None:
    """Let one process upgrade at a time; on SQLite the open transaction does so already."""
    if connection.dialect.name == "postgresql":
        # An upgrade may take longer than a turn is allowed to.
        connection.execute(text("SET LOCAL statement_timeout = 0"))
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_POSTGRES_LOCK})"))


def _config(connection: Connection, extra_locations: tuple[Path, ...]) -> Config:
    locations = (MIGRATIONS / "versions", *extra_locations)
    config = Config()
    config.set_main_option("script_location", _escaped(str(MIGRATIONS)))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", _escaped("\n".join(map(str, locations))))
    config.attributes["connection"] = connection
    return config


def _escaped(value: str) -> str:
    """Return a value that Alembic's configuration does not interpolate."""
    return value.replace("%", "%%")


def _shown(database: Database) -> str:
    return database.url.render_as_string(hide_password=True)


def _first_line(error: SQLAlchemyError) -> str:
    """Return why an upgrade failed; its statements quote no row, so the text may be shown."""
    original = getattr(error, "orig", None)
    return str(original).splitlines()[0] if original and str(original) else kind_of(error)
