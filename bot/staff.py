"""The staff console of one project: its settings, its panels, its connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from zoneinfo import ZoneInfo

from bot.console.console import Console, console
from bot.console.doors import ConsoleOptions
from bot.console.staff_sessions import Lifetimes
from bot.ports import Extension, StaffPanel
from bot.settings import Settings
from bot.stores.database import open_database

MINUTE_SECONDS = 60.0
HOUR_SECONDS = 3600.0


def staff_console(
    house: Extension,
    settings: Settings,
    clock: Callable[[], float],
    panels: Sequence[StaffPanel] = (),
) -> Console:
    """Return the console with the house's panels and these. `clock` gives seconds since 1970."""
    options = console_options(house.title, house.time_zone, settings, clock)
    return console(open_database(settings.database_url), options, (*house.panels, *panels))


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
