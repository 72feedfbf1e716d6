"""What the clinic adds to the engine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from rasa_sdk.interfaces import Action
from sqlalchemy import Column, Engine
from starlette.routing import BaseRoute

from actions.booking import due_tables, requests
from actions.booking import tables as booking_tables
from actions.booking.assembly import Booking, House, Outside, booking_of
from actions.booking.commands import booking_commands
from actions.booking.database import Storage, engine_for
from actions.booking.notice import Speaker
from actions.booking.operations import Operations
from actions.booking.panel import Summaries, bookings_panel
from actions.booking.reminder_job import ReminderJob
from actions.booking.requests import ContactRequests
from actions.booking.summary_commands import add_reading_commands, page_names, read_summary
from actions.booking.wish_reading import WishReader
from actions.booking.wish_words import load_wish_words
from actions.care import Care
from actions.figures_plan import FiguresPlan
from actions.insight.insight import Insight
from actions.keeping.keeper import ClinicKeeper
from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import load_protocol
from actions.knowledge.problems import ClinicalDataError
from actions.knowledge.review import overdue, standing
from actions.knowledge.staff_desk import StaffDeskRules, load_staff_desk
from actions.knowledge.stored_commands import clinical_commands
from actions.panels import Panel
from actions.proof.stored import StoredConversations
from actions.proposals import tables as proposal_tables
from actions.proposals.assembly import ProtocolChanges
from actions.proposals.check_job import CheckJob
from actions.proposals.desk import ProtocolDesk
from actions.proposals.drafting import Workbench
from actions.proposals.replay_job import ReplayJob
from actions.queue import tables
from actions.queue.addresses import AlertAddresses
from actions.queue.alert_job import AlertJob, alert_jobs
from actions.queue.commands import queue_commands
from actions.queue.desk import StaffDesk, desk_of
from actions.queue.failed_turns import FailedTurns
from actions.queue.panel import queue_panel
from actions.queue.sending import routes_to
from actions.queue.store import StaffQueue
from actions.rehearsal import Rehearsal
from actions.review_plan import ReviewPlan
from actions.roster import triage_actions, visit_actions
from actions.sealing import sealed_columns
from actions.site import site_routes
from actions.triage.protocol import Protocol as Rules
from actions.triage.staff import StaffLevel
from actions.triage_api import triage_routes
from actions.visitors import Visitors
from actions.visits import Visits

logger = logging.getLogger(__name__)

# What the engine catches, to tell an author what to mend.
UnsoundFiles = ClinicalDataError

# How the engine hands in where the tables are, how the outside is reached, and where alerts go.
__all__ = ["Alerts", "Extension", "Outside", "Tables", "UnsoundFiles", "extension"]
Tables = Storage
Alerts = AlertAddresses
# All tables of the clinic: what is private in them is known from here.
SCHEMAS = (
    requests.metadata,
    booking_tables.metadata,
    due_tables.metadata,
    tables.metadata,
    proposal_tables.metadata,
)
MIGRATIONS = tuple(
    Path(__file__).parent / part / "migrations"
    for part in ("booking", "queue", "proposals", "keeping")
)


class Conversations(StoredConversations, Protocol):
    """Stored conversations, and the numbers behind them."""

    async def number_of(self, conversation: str) -> str | None:
        """Return the number that its texts come from, or None. Does not raise."""


@dataclass(frozen=True, slots=True)
class Extension:
    """The clinic's actions, routes, commands, facts and due jobs, for the engine to mount."""

    actions: Sequence[Action]
    routes: Sequence[BaseRoute]
    commands: Mapping[str, Any]
    facts: Mapping[str, str]
    title: str
    time_zone: str
    version: str
    migrations: Sequence[Path]
    jobs: Sequence[AlertJob | CheckJob | FailedTurns | ReplayJob]
    visitors: Visitors
    desk: StaffDesk
    staff: StaffDeskRules
    booking: Booking
    keeper: ClinicKeeper
    panels: Sequence[Panel] = ()

    @property
    def staff_answer_minutes(self) -> int:
        """How long a visitor waits for a person who has taken over before being told more."""
        return self.staff.answer_within_minutes

    @property
    def figures_plan(self) -> FiguresPlan:
        """What staff count."""
        return FiguresPlan(self.desk.queue)

    def rehearse(self, until: float, *, since: float, by: str, random: Random) -> int:
        """For a demonstration, do what staff did until then; seconds since 1970."""
        outcomes = tuple(self.staff.outcomes.values())
        rehearsal = Rehearsal(self.desk.queue, Operations(self.booking.book), outcomes)
        return rehearsal.work_until(until, since=since, by=by, random=random)

    @property
    def review_plan(self) -> ReviewPlan:
        """What staff review, and in which order."""
        return ReviewPlan(self.staff.tags)

    @property
    def sealed(self) -> Sequence[Column[Any]]:
        """The private columns of the clinic's tables."""
        return tuple(sealed_columns(*SCHEMAS))

    def speaking_jobs(self, speaker: Speaker) -> Sequence[ReminderJob]:
        """Return what says by itself what is due, through `speaker`."""
        return self.booking.speaking_jobs(speaker)

    def quiet_until(self, at: float) -> float | None:
        """Return until when nothing unasked is sent, or None; both are seconds since 1970."""
        return self.booking.quiet_until(at)

    @property
    def insight(self) -> Insight:
        """What the clinic tells staff about a conversation."""
        return Insight(self.visitors.care)

    async def flag_turn(self, conversation: str, turn_id: str, at: float) -> None:
        """Have staff look at a turn that failed. `at` is seconds since 1970."""
        await self.desk.flag_turn(conversation, turn_id, at)

    async def note(self, conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        """Have staff know of what happened to a conversation; raises when that cannot be kept."""
        level = StaffLevel.SAME_DAY if urgent else StaffLevel.CALLBACK
        await self.desk.note(conversation, turn_id, kind, level)


def extension(
    root: Path,
    *,
    storage: Storage,
    clock: Callable[[], datetime],
    conversations: Conversations,
    outside: Outside,
) -> Extension:
    """Return the clinic's side of the project in `root`.

    `clock` gives aware times, `conversations` what is stored, `outside` how the outside is reached.
    Raises ClinicalDataError when a data file is unsound, BadAddress when the addresses are.
    """
    ground = _ground(root, storage, clock, conversations)
    return _made(ground, booking_of(ground.house, ground.engine, outside), clock, outside)


def _made(
    ground: _Ground, booking: Booking, clock: Callable[[], datetime], outside: Outside
) -> Extension:
    care, desk, clinic = ground.care, ground.desk, ground.house.clinic
    number_of = ground.conversations.number_of
    visits = Visits(care, desk, booking.book, booking.links.manage_url, number_of)
    changes = _changes(ground, clock, outside.secret_key)
    routes = routes_to(outside.alerts, ZoneInfo(clinic.time_zone), standing(care.protocol))
    return Extension(
        actions=_actions(ground, booking, visits),
        routes=[
            *triage_routes(care.protocol),
            *site_routes(ground.house.site, clinic),
            *booking.routes,
        ],
        commands=_commands(ground, booking, clock, changes),
        facts=care.facts,
        title=clinic.name,
        time_zone=clinic.time_zone,
        version=care.protocol.version,
        migrations=MIGRATIONS,
        jobs=(desk.failed_turns, *alert_jobs(ground.engine, routes, clock), *changes.jobs),
        desk=desk,
        booking=booking,
        keeper=ClinicKeeper(clinic.retention),
        visitors=Visitors(care, desk),
        staff=ground.staff,
        panels=(*_panels(ground, booking, clock), changes.panel),
    )


def _actions(ground: _Ground, booking: Booking, visits: Visits) -> Sequence[Action]:
    return [
        *triage_actions(ground.care, ground.desk, visits, ground.reader, booking),
        *visit_actions(
            ground.care, ground.desk, visits, ground.reader, ContactRequests(ground.engine)
        ),
    ]


@dataclass(frozen=True, slots=True)
class _Ground:
    """What the clinic's side stands on: its files, its tables, and the staff's queue."""

    care: Care
    desk: StaffDesk
    house: House
    staff: StaffDeskRules
    engine: Engine
    reader: WishReader
    conversations: Conversations
    clinical: Path
    cases: Path


def _ground(
    root: Path, storage: Storage, clock: Callable[[], datetime], conversations: Conversations
) -> _Ground:
    protocol = load_protocol(root / "data" / "clinical")
    clinic = load_clinic(root / "data" / "clinic.yml")
    facts = clinic.facts() | {f"answer_{name}": text for name, text in clinic.answers.items()}
    _warn_of_overdue(protocol, clock)
    engine = engine_for(storage.url, storage.sealer_for)
    return _Ground(
        Care(protocol, clinic, facts, clock),
        desk_of(StaffQueue(engine), protocol, clinic, clock),
        House(clinic, protocol, conversations, clock, root / "data" / "site"),
        load_staff_desk(root / "data" / "staff.yml"),
        engine,
        WishReader(load_wish_words(root)),
        conversations,
        root / "data" / "clinical",
        root / "tests" / "clinical" / "cases",
    )


def _changes(ground: _Ground, clock: Callable[[], datetime], secret: str) -> ProtocolChanges:
    bench = Workbench(ground.clinical, ground.care.protocol)
    zone = ZoneInfo(ground.house.clinic.time_zone)
    desk = ProtocolDesk(bench, ground.engine, zone, secret)
    return ProtocolChanges(desk, ground.conversations, clock, ground.cases)


def _commands(
    ground: _Ground, booking: Booking, clock: Callable[[], datetime], changes: ProtocolChanges
) -> Mapping[str, Any]:
    house, zone = ground.house, ZoneInfo(ground.house.clinic.time_zone)
    made = booking_commands(Operations(booking.book), clock)
    return {
        "booking": add_reading_commands(made, booking, house),
        "clinical": clinical_commands(ground.conversations, changes.command),
        "queue": queue_commands(ground.desk.queue, zone, clock, standing(ground.care.protocol)),
    }


def _panels(ground: _Ground, booking: Booking, clock: Callable[[], datetime]) -> Sequence[Panel]:
    house = ground.house
    summaries = Summaries(lambda one: read_summary(one, booking, house), page_names(house))
    phone_of = ground.conversations.number_of
    return [
        queue_panel(ground.desk.queue, ground.care.protocol, ground.staff.outcomes, phone_of),
        bookings_panel(Operations(booking.book), clock, summaries),
    ]


def _warn_of_overdue(protocol: Rules, clock: Callable[[], datetime]) -> None:
    """Tell of reviews whose date is past: a clinic that is open must not be stopped by a date."""
    for line in overdue(protocol.reviews, clock().date()):
        logger.warning("%s", line)
