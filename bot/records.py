"""What is stored, as its keepers need it: deleted when it is old, held, deleted on request."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.console.panels import Panel
from bot.console.records_panel import Keepers, records_panel
from bot.exports.files import Exporter
from bot.ports import Extension
from bot.settings import Settings
from bot.stores.database import Database, open_database
from bot.stores.erasing import Eraser
from bot.stores.exporting import Exports
from bot.stores.holds import Holds
from bot.stores.retention import Retention, RetentionJob


@dataclass(frozen=True, slots=True)
class Records:
    """The keepers of one database."""

    database: Database
    eraser: Eraser
    holds: Holds
    retention: Retention
    exports: Exports

    @property
    def jobs(self) -> tuple[RetentionJob, ...]:
        """What is to be done every day."""
        return (RetentionJob(self.retention),)

    def panel(self, house: Extension, slots: Iterable[str]) -> Panel:
        """Return the console's panel; `slots` become columns of what is exported."""
        exporter = Exporter(self.exports, house.title, list(slots))
        zone = ZoneInfo(house.time_zone)
        return records_panel(Keepers(self.eraser, self.holds, self.retention, exporter, zone))

    def close(self) -> None:
        """Let go of connections."""
        self.database.close()


def records(house: Extension, settings: Settings, clock: Callable[[], float]) -> Records:
    """Return the keepers of this project. `clock` gives seconds since 1970."""
    database = open_database(settings.database_url)
    eraser = Eraser(database, settings.keyring, house.keeper, clock)
    return Records(
        database,
        eraser,
        Holds(database, settings.keyring, clock),
        Retention(eraser),
        Exports(database, settings.keyring),
    )
