"""What is stored, as its keepers need it: deleted when it is old, held, deleted on request."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.ports import Extension
from bot.settings import Settings
from bot.stores.database import Database, open_database
from bot.stores.erasing import Eraser
from bot.stores.holds import Holds
from bot.stores.retention import Retention, RetentionJob


@dataclass(frozen=True, slots=True)
class Records:
    """The keepers of one database."""

    database: Database
    eraser: Eraser
    holds: Holds
    retention: Retention

    @property
    def jobs(self) -> tuple[RetentionJob, ...]:
        """What is to be done every day."""
        return (RetentionJob(self.retention),)

    def close(self) -> None:
        """Let go of connections."""
        self.database.close()


def records(house: Extension, settings: Settings, clock: Callable[[], float]) -> Records:
    """Return the keepers of this project. `clock` gives seconds since 1970."""
    database = open_database(settings.database_url)
    eraser = Eraser(database, settings.keyring, house.keeper, clock)
    return Records(database, eraser, Holds(database, settings.keyring, clock), Retention(eraser))
