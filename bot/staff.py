"""The staff console of one project: its settings, its panels, its connection."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.console.console import Console, console
from bot.console.doors import ConsoleOptions
from bot.console.side_panels import SidePanel
from bot.console.staff_sessions import Lifetimes
from bot.console.transcript_filters import Filters
from bot.console.transcripts import Transcripts, transcripts_panel
from bot.ports import Extension, StaffPanel
from bot.settings import Settings
from bot.stores.database import Database, open_database
from bot.stores.index.job import IndexJob
from bot.stores.index.reading import House
from bot.stores.index.search import ConversationIndex
from bot.stores.index.stored import StoredConversations
from bot.stores.index.words import WordKey
from bot.stores.rows import Seals

MINUTE_SECONDS = 60.0
HOUR_SECONDS = 3600.0


def staff_console(
    house: Extension,
    settings: Settings,
    clock: Callable[[], float],
    panels: Sequence[StaffPanel] = (),
) -> Console:
    """Return the console with these panels and the house's. `clock` gives seconds since 1970."""
    options = console_options(house.title, house.time_zone, settings, clock)
    database = open_database(settings.database_url)
    transcripts = transcripts_of(database, house, settings)
    all_panels = (transcripts_panel(transcripts), *house.panels, *panels)
    made = console(database, options, all_panels)
    return replace(made, jobs=(*made.jobs, index_job(database, house, settings, clock)))


def transcripts_of(
    database: Database, house: Extension, settings: Settings, sides: Sequence[SidePanel] = ()
) -> Transcripts:
    """Return the pages of transcripts; `sides` are what other panels put into them."""
    seals = Seals.of(settings.keyring)
    return Transcripts(
        index=ConversationIndex(database, word_key(settings), seals),
        stored=StoredConversations(database, seals),
        insight=house.insight,
        filters=Filters(house.insight, ZoneInfo(house.time_zone)),
        sides=sides,
    )


def index_job(
    database: Database, house: Extension, settings: Settings, clock: Callable[[], float]
) -> IndexJob:
    """Return the job that keeps the index of conversations."""
    reads = House(house.insight.facets, Seals.of(settings.keyring))
    return IndexJob(database, word_key(settings), reads, clock)


def word_key(settings: Settings) -> WordKey:
    """Return how this project keeps words in the index."""
    return WordKey(str(settings.secret_key))


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
