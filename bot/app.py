"""Where the parts are put together: files and settings in, a running assistant out.

The only module of the engine that knows the clinic's side, through `actions.extension`.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, fields, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from starlette.applications import Starlette
from starlette.types import ASGIApp

import actions.extension
from bot.agent import Agent
from bot.assembly import action_server_of, agent_of, interrupts_of
from bot.assistant.assistant import Assistant, load_assistant
from bot.assistant.problems import AssistantError, Problem
from bot.channels.socketio import SocketOptions
from bot.channels.socketio_rasa import RasaOptions
from bot.channels.web import Service, WebOptions, web_app
from bot.console.console import Console
from bot.conversation.tracker_json import rasa_tracker_json
from bot.execution.custom_actions import ActionServer
from bot.execution.jobs import Jobs
from bot.execution.responses import ResponseWriter
from bot.handover.assembly import TakingOver, taking_over
from bot.handover.desk import ABOUT_PERSONS
from bot.memory import use_one_heap
from bot.ports import Extension
from bot.records import Records, records
from bot.settings import Settings
from bot.staff import StaffParts, staff_console
from bot.stores.journal import PURPOSE, TurnJournal
from bot.stores.journaled import JournaledStore
from bot.stores.locks import Locks, conversation_locks
from bot.stores.phone_book import Correspondence
from bot.stores.tracker_store import open_store
from bot.texting import Parts, Texting, texting
from bot.visits import SAFE_FAILURE, StoredVisits


@dataclass(frozen=True, slots=True)
class App:
    """A running assistant: `async with` starts and stops it, `asgi` serves it."""

    assistant: Assistant
    extension: Extension
    agent: Agent
    store: JournaledStore
    locks: Locks
    server: ActionServer
    journal: TurnJournal
    texting: Texting
    taking_over: TakingOver
    console: Console
    records: Records
    jobs: Jobs
    asgi: ASGIApp

    async def __aenter__(self) -> Self:
        """Store what an earlier failure left behind, and begin the due jobs."""
        await self.journal.recover(self.store)
        self.jobs.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the due jobs, finish what is being written and close connections."""
        await self.close()

    async def close(self) -> None:
        """Let go of everything, whether the due jobs were begun or not."""
        await self.jobs.stop()
        await self.texting.close()
        self.console.close()
        self.records.close()
        await self.server.close()
        await self.store.close()
        await self.locks.close()

    async def tracker_json(self, sender_id: str, include_events: str) -> dict[str, Any] | None:
        """Return Rasa's tracker JSON, or None for an unknown conversation."""
        tracker = await self.store.load(sender_id)
        if tracker is None:
            return None
        events = () if include_events == "NONE" else await self.store.events(sender_id)
        return rasa_tracker_json(tracker, events, include_events)


def extension(root: Path, settings: Settings, clock: Callable[[], float] = time.time) -> Extension:
    """Return the house's side of this project; raises AssistantError for its unsound files."""
    try:
        return actions.extension.extension(
            root,
            storage=actions.extension.Tables(settings.database_url, settings.keyring.sealer),
            clock=lambda: datetime.fromtimestamp(clock(), UTC),
            conversations=Correspondence(
                settings.database_url, settings.keyring, str(settings.secret_key)
            ),
            outside=actions.extension.Outside(
                str(settings.secret_key),
                actions.extension.Alerts(
                    settings.alert_smtp, settings.alert_webhook, settings.public_url
                ),
                settings.public_url,
            ),
        )
    except actions.extension.UnsoundFiles as error:
        raise AssistantError(
            Problem(one.file, one.line, one.message) for one in error.problems
        ) from None


def migrations() -> tuple[Path, ...]:
    """Return the house's folders of migrations; no file of the project is read."""
    return tuple(actions.extension.MIGRATIONS)


def build(
    root: Path,
    settings: Settings,
    *,
    clock: Callable[[], float] = time.time,
    assistant: Assistant | None = None,
) -> App:
    """Return the assistant in `root`, its model trained already.

    `clock` gives seconds since 1970 in UTC; an `assistant` was read from `root` before. Raises
    AssistantError for unsound files.
    """
    use_one_heap()
    assistant = assistant or load_assistant(root)
    _check(assistant)
    house = extension(root, settings, clock)
    journal = TurnJournal(settings.root / "var" / "unsaved", settings.keyring.sealer(PURPOSE))
    tables = tuple(house.migrations)
    database = open_store(settings.database_url, clock, tables, keyring=settings.keyring)
    store = JournaledStore(database, journal, house.flag_turn)
    server = action_server_of(assistant, house)
    locks = conversation_locks(settings.redis_url)
    agent = agent_of(assistant, house, clock, (store, journal, server, locks))
    texts = texting(Parts(assistant, house, agent, store, clock), settings)
    responses = ResponseWriter(assistant.domain, house.facts)
    taking = taking_over(agent, store, house, responses, texts.reach)
    kept = records(house, settings, clock)
    panels = [kept.panel(house, assistant.domain.slots)]
    behind_staff = StaffParts(house, settings, clock, store, taking.handover, assistant)
    staff = staff_console(behind_staff, panels)
    speaking = house.speaking_jobs(texts.speaker)
    jobs = Jobs([*house.jobs, *speaking, *texts.jobs, *taking.jobs, *staff.jobs, *kept.jobs])
    rest = texts, taking, staff, kept, jobs
    parts = (assistant, house, agent, store, locks, server, journal, *rest)
    app = App(*parts, Starlette())
    return replace(app, asgi=_asgi(app, settings))


def _check(assistant: Assistant) -> None:
    """Refuse what would be ignored, or would fail only when it is needed most."""
    problems = []
    if assistant.endpoints.tracker_store is not None:
        message = "tracker_store is not read here: set BACKLINE_DATABASE_URL instead"
        problems.append(Problem("endpoints.yml", 1, message))
    if SAFE_FAILURE not in assistant.domain.responses:
        message = f"the response {SAFE_FAILURE} is missing: it is said when anything fails"
        problems.append(Problem("domain.yml", 1, message))
    for name in sorted(ABOUT_PERSONS - assistant.domain.responses.keys()):
        message = f"the response {name} is missing: it is said when a person takes over"
        problems.append(Problem("domain.yml", 1, message))
    if not interrupts_of(assistant):
        message = "InterruptPolicy names no interrupt: nothing could break into an open form"
        problems.append(Problem("config.yml", 1, message))
    if problems:
        raise AssistantError(problems)


def _asgi(app: App, settings: Settings) -> ASGIApp:
    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with app:
            yield

    service = Service(
        handle=app.agent.handle,
        parse=app.agent.parse,
        tracker_json=app.tracker_json,
        ready=app.store.ready,
        visits=_visits(app),
        pushes=app.taking_over.pushes,
    )
    options = WebOptions(
        title=app.extension.title,
        model_id=app.assistant.digest[:12],
        now=time.monotonic,
        api_token=settings.api_token,
        allowed_origins=settings.origins,
        public_url=settings.public_url,
        rate_limit=settings.rate_limit,
        sockets=_sockets(app, settings),
        serves_rest=app.assistant.credentials.serves_rest,
    )
    routes = [*app.extension.routes, *app.texting.routes, *app.console.routes]
    return web_app(service, options, routes=routes, lifespan=lifespan)


def _visits(app: App) -> StoredVisits:
    """Return the conversations of web visitors."""
    return StoredVisits(
        store=app.store,
        eraser=app.records.eraser,
        locks=app.locks,
        care=app.extension.visitors,
        responses=ResponseWriter(app.assistant.domain, app.extension.facts),
        language=app.assistant.config.language,
    )


def _sockets(app: App, settings: Settings) -> SocketOptions | None:
    """Return how sockets are served, or None where credentials.yml does not name the channel."""
    given = app.assistant.credentials.channels.get("socketio")
    if given is None or settings.secret_key is None:
        return None
    rasa = {field.name: given[field.name] for field in fields(RasaOptions) if field.name in given}
    return SocketOptions(
        secret=settings.secret_key,
        clock=app.agent.clock,
        session_seconds=app.assistant.domain.session.expiration_minutes * 60,
        path=f"/{given.get('socketio_path', 'socket.io').strip('/')}/",
        rasa=RasaOptions(**rasa),
    )
