"""What the clinic adds to the engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from rasa_sdk.interfaces import Action
from starlette.routing import BaseRoute

from actions.answer_topic import ActionAnswerTopic
from actions.ask_facts_confirmed import ActionAskFactsConfirmed
from actions.ask_pain_duration import ActionAskPainDuration
from actions.ask_screens import ActionAskScreen
from actions.ask_self_harm_check import ActionAskSelfHarmCheck
from actions.begin import (
    ActionBeginTriage,
    ActionDeclineComplaint,
    ActionIntroduce,
    ActionRestart,
    ActionSessionStart,
    ActionStop,
)
from actions.booking.database import engine_for
from actions.booking.requests import ContactRequests
from actions.care import Care
from actions.decide_disposition import ActionDecideDisposition
from actions.explain import ActionExplain
from actions.give_advice import ActionGiveAdvice
from actions.knowledge.clinic import load_clinic
from actions.knowledge.commands import app as clinical_commands
from actions.knowledge.loader import load_protocol
from actions.offer_next_step import ActionOfferNextStep
from actions.respond_to_red_flags import ActionRespondToRedFlags
from actions.slots import SCREENS
from actions.submit_contact import ActionSubmitContact
from actions.take_contact import ActionDeclineOffer, ActionTakeContact, ValidateContactForm
from actions.triage_api import triage_routes
from actions.validate_slot_mappings import ActionValidateSlotMappings
from actions.validate_triage_form import ValidateTriageForm

MIGRATIONS = Path(__file__).parent / "booking" / "migrations"


@dataclass(frozen=True, slots=True)
class Extension:
    """The clinic's actions, routes, commands and facts, for the engine to mount."""

    actions: Sequence[Action]
    routes: Sequence[BaseRoute]
    commands: Mapping[str, Any]
    facts: Mapping[str, str]
    title: str
    time_zone: str
    version: str
    migrations: Sequence[Path]


def extension(root: Path, *, database_url: str, clock: Callable[[], datetime]) -> Extension:
    """Return the clinic's side of the project in `root`.

    `clock` gives aware times. Raises ClinicalDataError when data/clinical is unsound.
    """
    protocol = load_protocol(root / "data" / "clinical")
    clinic = load_clinic(root / "data" / "clinic.yml")
    facts = clinic.facts() | {f"answer_{name}": text for name, text in clinic.answers.items()}
    care = Care(protocol, facts, clock)
    requests = ContactRequests(engine_for(database_url))
    return Extension(
        actions=_actions(care, requests),
        routes=triage_routes(protocol),
        commands={"clinical": clinical_commands},
        facts=facts,
        title=clinic.name,
        time_zone=clinic.time_zone,
        version=protocol.version,
        migrations=(MIGRATIONS,),
    )


def _actions(care: Care, requests: ContactRequests) -> tuple[Action, ...]:
    return (
        ActionValidateSlotMappings(care.protocol),
        ValidateTriageForm(care.protocol),
        ValidateContactForm(),
        ActionSessionStart(),
        ActionRestart(),
        ActionIntroduce(),
        ActionBeginTriage(),
        ActionStop(),
        ActionAskSelfHarmCheck(care),
        *(ActionAskScreen(care, screen) for screen in SCREENS),
        ActionAskPainDuration(),
        ActionAskFactsConfirmed(care),
        ActionRespondToRedFlags(care),
        ActionDecideDisposition(care),
        ActionGiveAdvice(care),
        ActionOfferNextStep(),
        ActionExplain(care),
        ActionAnswerTopic(care),
        ActionTakeContact(),
        ActionDeclineOffer(),
        ActionSubmitContact(care, requests),
        ActionDeclineComplaint(),
    )
