"""The agent put together: understanding, policies and actions of one assistant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from bot.agent import Agent
from bot.assistant.assistant import Assistant
from bot.assistant.config import ComponentSpec
from bot.conversation.sessions import Sessions
from bot.execution.custom_actions import ActionServer, InProcessActions, RemoteActions
from bot.execution.default_actions import DefaultActions
from bot.execution.responses import ResponseWriter
from bot.execution.runner import ActionRunner
from bot.execution.slot_filling import SlotFiller
from bot.nlu.interpreter import Interpreter
from bot.nlu.reader import MessageReader
from bot.policies.base import Policy, PolicyEnsemble
from bot.policies.fallback import FallbackPolicy
from bot.policies.form import FormPolicy
from bot.policies.interrupt import InterruptPolicy
from bot.policies.rule import RulePolicy, intents_answered_by
from bot.ports import Extension
from bot.stores.journal import TurnJournal
from bot.stores.journaled import JournaledStore
from bot.stores.locks import Locks
from bot.texting import sms_manners
from bot.visits import SAFE_FAILURE

MODELS = "models"
SHELL_CHANNEL = "cmdline"


def agent_of(
    assistant: Assistant,
    house: Extension,
    clock: Callable[[], float],
    parts: tuple[JournaledStore, TurnJournal, ActionServer, Locks],
) -> Agent:
    """Return the agent with its policies and actions."""
    store, journal, server, locks = parts
    options = {policy.name: policy.options for policy in assistant.config.policies}
    fallback = options.get("FallbackPolicy", {})
    responses = ResponseWriter(assistant.domain, house.facts)
    defaults = DefaultActions(
        responses, fallback.get("meanings", {}), assistant.domain.session.carry_over_slots
    )
    return Agent(
        store=store,
        locks=locks,
        journal=journal,
        understand=_reader(assistant, house, clock),
        fill_slots=SlotFiller(assistant.domain).fill,
        actions=ActionRunner(assistant.domain, responses, server, defaults.table()),
        predict=PolicyEnsemble(_policies(assistant)).predict,
        begin=Sessions(assistant.domain).begin,
        apology=lambda tracker: responses.write(SAFE_FAILURE, tracker),
        interrupts=frozenset(interrupts_of(assistant).values()),
        clock=clock,
        maximum_actions=int(fallback.get("maximum_actions", 10)),
        channels=sms_manners(assistant, responses),
    )


def _reader(assistant: Assistant, house: Extension, clock: Callable[[], float]) -> MessageReader:
    zone = ZoneInfo(house.time_zone)
    return MessageReader(
        interpreter=Interpreter.load(assistant.root / MODELS),
        intents=frozenset(assistant.domain.intents),
        entities=frozenset(assistant.domain.entities),
        opening_payloads={
            name: frozenset((options or {}).get("opening_payloads", ("/greet",)))
            for name, options in assistant.credentials.channels.items()
        },
        trusted_channels=frozenset({SHELL_CHANNEL}),
        now=lambda: datetime.fromtimestamp(clock(), zone),
    )


def interrupts_of(assistant: Assistant) -> dict[str, str]:
    """Return the action that each slot breaks in with."""
    for policy in assistant.config.policies:
        if policy.name == "InterruptPolicy":
            return {one["slot"]: one["action"] for one in policy.options.get("interrupts", ())}
    return {}


def _policies(assistant: Assistant) -> tuple[Policy, ...]:
    """Return the policies of config.yml, in its order."""
    rules = RulePolicy(assistant.rules)
    makers: dict[str, Callable[[ComponentSpec], Policy]] = {
        "InterruptPolicy": lambda _: InterruptPolicy(interrupts_of(assistant)),
        "FormPolicy": lambda _: FormPolicy(rules),
        "RulePolicy": lambda _: rules,
        "FallbackPolicy": lambda spec: FallbackPolicy(
            spec.options["outside_action"],
            spec.options["unclear_action"],
            spec.options["silent_action"],
            spec.options.get("told_action"),
            intents_answered_by(assistant.rules, spec.options.get("told_action")),
        ),
    }
    return tuple(makers[spec.name](spec) for spec in assistant.config.policies)


def action_server_of(assistant: Assistant, house: Extension) -> ActionServer:
    """Return what runs the actions: here, or the server that endpoints.yml names."""
    url = assistant.endpoints.action_url
    return InProcessActions(house.actions) if url is None else RemoteActions(url)
