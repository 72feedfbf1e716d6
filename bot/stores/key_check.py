"""Whether the operator's keys are those of the database: found out at the start, not in a turn."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.stores.database import Database, open_database
from bot.stores.errors import StoreSetupError, failure_of
from bot.stores.sealing import Keyring, missing_keys
from bot.stores.tables import keep_keys


def check_keys(database: Database, keyring: Keyring, now: float) -> None:
    """Refuse to go on without a key that values were sealed with; note the one that seals from now.

    Raises StoreSetupError. An assistant without its memory would ask, and advise, anew.
    """
    try:
        with database.reading() as connection:
            used = keys_in_use(connection)
        lacking = used - set(keyring.ids)
        if lacking:
            raise StoreSetupError(missing_keys(sorted(lacking)))
        if keyring.ids and keyring.ids[0] not in used:
            _note(database, keyring.ids[0], now)
    except SQLAlchemyError as error:
        raise StoreSetupError(str(failure_of(error, "looking for its keys"))) from None


def require_keys(url: str, keyring: Keyring, now: float) -> None:
    """Do so for the database at `url`, whose tables are up to date."""
    database = open_database(url)
    try:
        check_keys(database, keyring, now)
    finally:
        database.close()


def keys_in_use(connection: Connection) -> frozenset[str]:
    """Return what names the keys that a value may be sealed with."""
    return frozenset(connection.execute(select(keep_keys.c.key_id)).scalars())


def forget_keys(connection: Connection, key_ids: frozenset[str]) -> None:
    """Note that nothing is sealed with these keys any more."""
    connection.execute(delete(keep_keys).where(keep_keys.c.key_id.in_(key_ids)))


def _note(database: Database, key_id: str, now: float) -> None:
    try:
        with database.writing() as connection:
            connection.execute(insert(keep_keys).values(key_id=key_id, first_used_at=now))
    except IntegrityError:
        # Another process that starts with the same key was faster.
        return
