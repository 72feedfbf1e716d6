"""The real project, trained once, with a database of its own for each test that talks to it."""

from __future__ import annotations

import signal
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import pytest
from alembic import command
from hypothesis import settings

from actions.booking.page_words import PageWords, read_page_words
from actions.booking.wish_words import load_wish_words
from actions.knowledge.clinic import load_clinic
from actions.knowledge.loader import load_protocol
from bot.app import App, build
from bot.assistant.assistant import Assistant, load_assistant
from bot.cli_project import Project
from bot.conversation.messages import BotMessage, UserMessage
from bot.nlu.encoder import Encoder
from bot.nlu.encoder_reading import Reading
from bot.nlu.interpreter import Interpreter
from bot.nlu.known_values import entries_of_model
from bot.nlu.lexicon_files import Entry
from bot.nlu.word_pieces import AS_WRITTEN, Span
from bot.settings import read_settings
from tests.new_tables import NewTables

ROOT = Path(__file__).parents[1]
Read = TypeVar("Read")
# The machines are shared and noisy: no property fails by the clock on the wall.
settings.register_profile("backline", deadline=None)
settings.load_profile("backline")
MOST_READINGS = 2_000
NOON = 1_767_614_400.0  # Monday, 5 January 2026, 12:00 UTC


class Clock:
    """Seconds since 1970 that only a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> float:
        self.now += 0.001
        return self.now


class Talk:
    """A person who writes to a running assistant."""

    def __init__(self, app: App, clock: Clock, sender_id: str = "someone") -> None:
        self.app = app
        self.clock = clock
        self.sender_id = sender_id

    async def say(self, text: str, **details: object) -> tuple[BotMessage, ...]:
        message = UserMessage(self.sender_id, text, **({"channel": "rest"} | details))
        return await self.app.agent.handle(message)

    async def says(self, *texts: str) -> str:
        """Say several things; return the replies to the last."""
        replies: tuple[BotMessage, ...] = ()
        for text in texts:
            replies = await self.say(text)
        return "\n".join(reply.text or "" for reply in replies)

    async def tap(self, title: str) -> str:
        """Tap the button whose title begins like this."""
        tracker = await self.app.store.load(self.sender_id)
        events = await self.app.store.events(self.sender_id)
        buttons = [
            button
            for event in events
            for button in getattr(getattr(event, "message", None), "buttons", ())
            if button.payload in tracker.offered_payloads and button.title.startswith(title)
        ]
        assert buttons, f"no button {title!r} is on show"
        return await self.says(buttons[-1].payload)

    async def slots(self) -> dict[str, object]:
        tracker = await self.app.store.load(self.sender_id)
        return dict(tracker.slots)


@pytest.fixture(scope="session", autouse=True)
def _read_the_project_once() -> Iterator[None]:
    """Have all apps of this process share what no test changes: the project's own files and model.

    Reading them is most of a start, and each model compiles its patterns anew. Copies of the
    project, which tests do change, are read each time. What the encoder read of a text is kept:
    it is half of understanding, and depends on nothing else.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.app.load_assistant", _once(load_assistant))
        patch.setattr("bot.assembly.Interpreter.load", _once(Interpreter.load))
        patch.setattr("actions.extension.load_protocol", _once(load_protocol))
        patch.setattr("actions.extension.load_clinic", _once(load_clinic))
        patch.setattr("actions.extension.load_wish_words", _once(load_wish_words))
        patch.setattr("actions.booking.assembly.read_page_words", _words_once())
        patch.setattr("bot.staff.entries_of_model", _entries_once())
        patch.setattr(Encoder, "read", _reading_once())
        yield


@pytest.fixture(scope="session", autouse=True)
def _no_handler_of_asyncio_for_interrupts() -> Iterator[None]:
    """Have each loop leave SIGINT alone, as it does where somebody handles it already.

    With its own handler, Python writes out the task of each run of a loop, and in vain: what an
    asynchronous fixture gives, with all that hangs on it. For an app that is a third of a second.
    """

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, interrupt)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="session", autouse=True)
def _run_the_migrations_once() -> Iterator[None]:
    """Have each new database made as the first one was; `test_migrations` runs them in earnest."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("bot.stores.migrate.command.upgrade", NewTables(command.upgrade))
        yield


def _once(read: Callable[[Path], Read]) -> Callable[[Path], Read]:
    found: dict[Path, Read] = {}

    def read_once(path: Path) -> Read:
        if not path.resolve().is_relative_to(ROOT):
            return read(path)
        if path not in found:
            found[path] = read(path)
        return found[path]

    return read_once


def _words_once() -> Callable[[Path, Mapping[str, str]], PageWords]:
    @lru_cache
    def kept(folder: Path, facts: frozenset[tuple[str, str]]) -> PageWords:
        return read_page_words(folder, dict(facts))

    def words_once(folder: Path, facts: Mapping[str, str]) -> PageWords:
        if not folder.resolve().is_relative_to(ROOT):
            return read_page_words(folder, facts)
        return kept(folder, frozenset(facts.items()))

    return words_once


def _entries_once() -> Callable[[Assistant, Path], Iterable[Entry]]:
    found: dict[Path, tuple[Entry, ...]] = {}

    def entries_once(assistant: Assistant, model_dir: Path) -> Iterable[Entry]:
        if assistant.root != ROOT:
            return entries_of_model(assistant, model_dir)
        if model_dir not in found:
            found[model_dir] = tuple(entries_of_model(assistant, model_dir))
        return found[model_dir]

    return entries_once


def _reading_once() -> Callable[[Encoder, str, Mapping[Span, str]], Reading]:
    """Return `Encoder.read` that keeps what it read: tests say the same few things to all apps."""
    read = Encoder.read

    @lru_cache(MOST_READINGS)
    def kept(encoder: Encoder, text: str, spelled: frozenset[tuple[Span, str]]) -> Reading:
        return read(encoder, text, dict(spelled))

    def read_once(encoder: Encoder, text: str, spelled: Mapping[Span, str] = AS_WRITTEN) -> Reading:
        return kept(encoder, text, frozenset(spelled.items()))

    return read_once


@pytest.fixture(scope="session")
def trained_project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Train the project where it is stale."""
    Project(ROOT, read_settings(tmp_path_factory.mktemp("training"), {})).train()
    return ROOT


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def running(trained_project: Path, tmp_path: Path, clock: Clock):
    """Return a function that starts the assistant on this test's own database."""

    @asynccontextmanager
    async def start(**environ: str) -> AsyncIterator[App]:
        async with build(trained_project, read_settings(tmp_path, environ), clock=clock) as app:
            yield app

    return start


@pytest.fixture
async def talk(running, clock: Clock) -> AsyncIterator[Talk]:
    async with running() as app:
        yield Talk(app, clock)


@pytest.fixture(scope="session")
def assistant():
    return load_assistant(ROOT)


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep the developer's own settings out of the tests."""
    for name in (
        "DATABASE_URL",
        "API_TOKEN",
        "REDIS_URL",
        "RATE_LIMIT",
        "SECRET_KEY",
        "ENCRYPTION_KEY",
    ):
        monkeypatch.delenv(f"BACKLINE_{name}", raising=False)
