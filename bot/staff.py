"""The staff console of one project: its settings, its panels, its connection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from zoneinfo import ZoneInfo

from bot.assistant.assistant import Assistant
from bot.console.accounts import Accounts
from bot.console.console import Console, console
from bot.console.correct_messages import Messages
from bot.console.correct_panel import CorrectPages, CorrectParts
from bot.console.correct_story_pages import StoryPages, correct_panel
from bot.console.correct_values import Choices
from bot.console.corrections import Corrections
from bot.console.doors import ConsoleOptions
from bot.console.figures_panel import Figures, figures_panel
from bot.console.house_facets import HouseFacets
from bot.console.review_panel import ReviewPages, ReviewParts, review_panel
from bot.console.reviews import Reviews
from bot.console.roles import may
from bot.console.side_panels import SidePanel
from bot.console.staff_sessions import Lifetimes
from bot.console.talk_panel import TalkPages, talk_panel
from bot.console.transcript_filters import Filters
from bot.console.transcripts import Transcripts, transcripts_panel
from bot.handover.desk import Handover
from bot.nlu.known_values import (
    entries_of_model,
    known_values,
    ordinary_words,
    outside_intent,
)
from bot.nlu.lexicon_files import Entry
from bot.ports import Extension
from bot.privacy.private_words import read_private_words
from bot.settings import Settings
from bot.staff_ports import StaffPanel
from bot.stores.database import Database, open_database
from bot.stores.index.job import IndexJob
from bot.stores.index.reading import House
from bot.stores.index.search import ConversationIndex
from bot.stores.index.stored import StoredConversations
from bot.stores.index.words import WordKey
from bot.stores.journaled import JournaledStore
from bot.stores.rows import Seals

MODELS = "models"
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
    assistant: Assistant


def staff_console(parts: StaffParts, more: Sequence[StaffPanel] = ()) -> Console:
    """Return the console with the engine's panels, the house's, and `more`."""
    house, settings, clock = parts.house, parts.settings, parts.clock
    database = open_database(settings.database_url)
    talk, review = TalkPages(parts.handover, parts.store), ReviewPages(_review(parts, database))
    correcting = _correcting(parts, database)
    correct = CorrectPages(correcting)
    sides = (talk.side(), review.side(), correct.side())
    transcripts = transcripts_of(database, house, settings, sides)
    options = console_options(house.title, house.time_zone, settings, clock)
    plan = house.figures_plan
    panels = (
        transcripts_panel(transcripts),
        talk_panel(talk),
        review_panel(review),
        correct_panel(correct, StoryPages(correcting)),
        *house.panels,
        figures_panel(Figures(database, plan, house.insight, ZoneInfo(house.time_zone))),
        *more,
    )
    made = console(database, options, panels)
    jobs = (index_job(database, house, settings, clock), HouseFacets(plan, transcripts.index))
    return replace(made, jobs=(*made.jobs, *jobs))


def _review(parts: StaffParts, database: Database) -> ReviewParts:
    accounts = Accounts(database, parts.clock)

    async def people() -> list[str]:
        known = [one for one in await accounts.all() if not one.is_disabled]
        return [one.name for one in known if may(one.role, "reviewer")]

    return ReviewParts(
        database=database,
        reviews=Reviews(database, parts.settings.keyring),
        plan=parts.house.review_plan,
        zone=ZoneInfo(parts.house.time_zone),
        people=people,
    )


def _correcting(parts: StaffParts, database: Database) -> CorrectParts:
    settings, assistant = parts.settings, parts.assistant
    messages = Messages(
        stored=StoredConversations(database, Seals.of(settings.keyring)),
        choices=choices_of(assistant, entries_of_model(assistant, assistant.root / MODELS)),
        words=lambda: (read_private_words(assistant.root), ordinary_words(assistant)),
        zone=ZoneInfo(parts.house.time_zone),
        secret=str(settings.secret_key),
    )
    kept = Corrections(database, settings.keyring)
    return CorrectParts(kept, messages, assistant.root / MODELS)


def choices_of(assistant: Assistant, entries: Iterable[Entry]) -> Choices:
    """Return what a message may mean to an assistant with these entries of a lexicon."""
    outside = outside_intent(assistant)
    return Choices(list(assistant.domain.intents), outside, known_values(assistant, entries))


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
