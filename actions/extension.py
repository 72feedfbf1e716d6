"""What the clinic adds to the engine."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from rasa_sdk.interfaces import Action
from sqlalchemy import Column, Engine
from starlette.routing import BaseRoute

from actions.answer_topic import ActionAnswerTopic
from actions.ask_facts_confirmed import ActionAskFactsConfirmed
from actions.ask_new_or_worse import ActionAskNewOrWorse
from actions.ask_pain_duration import ActionAskPainDuration
from actions.ask_screens import ActionAskScreen
from actions.ask_self_harm_check import ActionAskSelfHarmCheck
from actions.ask_which_is_right import ActionAskWhichIsRight
from actions.begin import (
    ActionBeginTriage,
    ActionDeclineComplaint,
    ActionGoOn,
    ActionIntroduce,
    ActionRestart,
    ActionSessionStart,
    ActionStop,
)
from actions.booking import requests
from actions.booking.database import Storage, engine_for
from actions.booking.requests import ContactRequests
from actions.care import Care
from actions.decide_disposition import ActionDecideDisposition
from actions.explain import ActionExplain
from actions.give_advice import ActionGiveAdvice, ActionGiveMoreAdvice
from actions.hand_off import ActionHandOff
from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import load_protocol
from actions.knowledge.problems import ClinicalDataError
from actions.knowledge.review import overdue, standing
from actions.knowledge.staff_desk import StaffDeskRules, load_staff_desk
from actions.knowledge.stored_commands import clinical_commands
from actions.not_understood import ActionNotUnderstood
from actions.offer_next_step import ActionOfferNextStep
from actions.panels import Panel
from actions.proof.stored import StoredConversations
from actions.queue import tables
from actions.queue.addresses import AlertAddresses
from actions.queue.alert_job import AlertJob
from actions.queue.commands import queue_commands
from actions.queue.desk import StaffDesk
from actions.queue.outbox import AlertOutbox
from actions.queue.panel import queue_panel
from actions.queue.sending import Route, routes_to
from actions.queue.store import StaffQueue
from actions.respond_to_red_flags import ActionRespondToRedFlags
from actions.review_plan import ReviewPlan
from actions.sealing import sealed_columns
from actions.site import site_routes
from actions.slots import SCREENS
from actions.submit_contact import ActionSubmitContact
from actions.take_contact import ActionDeclineOffer, ActionTakeContact, ValidateContactForm
from actions.triage.protocol import Protocol as Rules
from actions.triage.staff import StaffLevel
from actions.triage_api import triage_routes
from actions.validate_slot_mappings import ActionValidateSlotMappings
from actions.validate_triage_form import ValidateTriageForm
from actions.visitors import Visitors

logger = logging.getLogger(__name__)

# What the engine catches, to tell an author what to mend.
UnsoundFiles = ClinicalDataError

# How the engine hands in where the tables are, and where alerts go.
Tables = Storage
Alerts = AlertAddresses
NO_ALERTS = AlertAddresses()
# All tables of the clinic: what is private in them is known from here.
SCHEMAS = (requests.metadata, tables.metadata)
MIGRATIONS = tuple(Path(__file__).parent / part / "migrations" for part in ("booking", "queue"))


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
    jobs: Sequence[AlertJob]
    visitors: Visitors
    desk: StaffDesk
    staff: StaffDeskRules
    panels: Sequence[Panel] = ()

    @property
    def staff_answer_minutes(self) -> int:
        """How long a visitor waits for a person who has taken over before being told more."""
        return self.staff.answer_within_minutes

    @property
    def review_plan(self) -> ReviewPlan:
        """What staff review, and in which order."""
        return ReviewPlan(self.staff.tags)

    @property
    def sealed(self) -> Sequence[Column[Any]]:
        """The private columns of the clinic's tables."""
        return tuple(sealed_columns(*SCHEMAS))

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
    alerts: AlertAddresses = NO_ALERTS,
) -> Extension:
    """Return the clinic's side of the project in `root`.

    `clock` gives aware times, `conversations` what is stored, `alerts` where staff on call are
    told. Raises ClinicalDataError when a data file is unsound, BadAddress when `alerts` is.
    """
    protocol = load_protocol(root / "data" / "clinical")
    clinic = load_clinic(root / "data" / "clinic.yml")
    staff = load_staff_desk(root / "data" / "staff.yml")
    facts = clinic.facts() | {f"answer_{name}": text for name, text in clinic.answers.items()}
    care = Care(protocol, clinic, facts, clock)
    _warn_of_overdue(protocol, clock)
    engine, rules = engine_for(storage.url, storage.sealer_for), standing(protocol)
    zone = ZoneInfo(clinic.time_zone)
    queue = StaffQueue(engine)
    desk = StaffDesk(queue, protocol, clinic, clock)
    return Extension(
        actions=_actions(care, desk, ContactRequests(engine)),
        routes=[*triage_routes(protocol), *site_routes(root / "data" / "site", clinic)],
        commands={
            "clinical": clinical_commands(conversations),
            "queue": queue_commands(queue, zone, clock, rules),
        },
        facts=facts,
        title=clinic.name,
        time_zone=clinic.time_zone,
        version=protocol.version,
        migrations=MIGRATIONS,
        jobs=_jobs(engine, routes_to(alerts, zone, rules), clock),
        desk=desk,
        visitors=Visitors(care, desk),
        staff=staff,
        panels=[queue_panel(queue, protocol, staff.outcomes, conversations.number_of)],
    )


def _warn_of_overdue(protocol: Rules, clock: Callable[[], datetime]) -> None:
    """Tell of reviews whose date is past: a clinic that is open must not be stopped by a date."""
    for line in overdue(protocol.reviews, clock().date()):
        logger.warning("%s", line)


def _jobs(
    engine: Engine, routes: Sequence[Route], clock: Callable[[], datetime]
) -> tuple[AlertJob, ...]:
    """Return the due jobs; without a way to reach staff there is nothing to alert."""
    if not routes:
        return ()
    outbox = AlertOutbox(engine, [route.name for route in routes])
    return (AlertJob(outbox, {route.name: route for route in routes}, clock),)


def _actions(care: Care, desk: StaffDesk, requests: ContactRequests) -> tuple[Action, ...]:
    return (
        ActionValidateSlotMappings(care.protocol, desk),
        ValidateTriageForm(care.protocol),
        ValidateContactForm(),
        ActionSessionStart(),
        ActionRestart(),
        ActionIntroduce(),
        ActionBeginTriage(),
        ActionGoOn(),
        ActionStop(care),
        ActionAskSelfHarmCheck(care),
        ActionAskNewOrWorse(care),
        ActionAskWhichIsRight(care),
        *(ActionAskScreen(care, screen) for screen in SCREENS),
        ActionAskPainDuration(),
        ActionAskFactsConfirmed(care),
        ActionRespondToRedFlags(care, desk),
        ActionDecideDisposition(care, desk),
        ActionGiveAdvice(care),
        ActionGiveMoreAdvice(care),
        ActionOfferNextStep(care),
        ActionExplain(care),
        ActionNotUnderstood(care),
        ActionHandOff(care),
        ActionAnswerTopic(care),
        ActionTakeContact(care),
        ActionDeclineOffer(),
        ActionSubmitContact(care, desk, requests),
        ActionDeclineComplaint(),
    )
