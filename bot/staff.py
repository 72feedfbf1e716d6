"""The staff console of one project: its settings, its panels, its connection."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.console.accounts import Accounts
from bot.console.console import Console, console
from bot.console.doors import ConsoleOptions
from bot.console.review_panel import ReviewParts, review_panel
from bot.console.reviews import Reviews
from bot.console.roles import may
from bot.console.staff_sessions import Lifetimes
from bot.console.talk_panel import talk_panel
from bot.handover.desk import Handover
from bot.ports import Extension
from bot.settings import Settings
from bot.stores.database import Database, open_database
from bot.stores.journaled import JournaledStore

MINUTE_SECONDS = 60.0
HOUR_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class StaffParts:
    """What the console is built on. `clock` gives seconds since 1970."""

    house: Extension
    settings: Settings
    clock: Callable[[], float]
    store: JournaledStore
    handover: Handover


def staff_console(parts: StaffParts) -> Console:
    """Return the console with the house's panels and the engine's."""
    house, settings = parts.house, parts.settings
    database = open_database(settings.database_url)
    options = console_options(house.title, house.time_zone, settings, parts.clock)
    panels = [
        *house.panels,
        talk_panel(parts.handover, parts.store),
        review_panel(_review_parts(parts, database)),
    ]
    return console(database, options, panels)


def _review_parts(parts: StaffParts, database: Database) -> ReviewParts:
    accounts = Accounts(database, parts.clock)

    async def people() -> list[str]:
        known = [one for one in await accounts.all() if not one.is_disabled]
        return [one.name for one in known if may(one.role, "reviewer")]

    return ReviewParts(
        database=database,
        reviews=Reviews(database, parts.settings.keyring),
        store=parts.store,
        plan=parts.house.review_plan,
        zone=ZoneInfo(parts.house.time_zone),
        people=people,
    )


def console_options(
    title: str, time_zone: str, settings: Settings, clock: Callable[[], float]
) -> ConsoleOptions:
    """Return how the operator wants the console."""
    return ConsoleOptions(
        title=title,
        zone=ZoneInfo(time_zone),
        secret=str(settings.secret_key),
        clock=clock,
        public_url=settings.public_url,
        requires_code=settings.staff_second_factor == "required",
        lifetimes=Lifetimes(
            settings.staff_idle_minutes * MINUTE_SECONDS,
            settings.staff_session_hours * HOUR_SECONDS,
        ),
    )
