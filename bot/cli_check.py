"""What `backline test` and `data validate` do."""

from __future__ import annotations

import ast
import asyncio
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from bot.assistant.assistant import Assistant
from bot.assistant.cross_checks import cross_check
from bot.assistant.test_stories import load_test_stories
from bot.channels.sms.linter import CHANNEL, RESPONSES, sms_problems
from bot.cli_project import CommandFailed, Project
from bot.conversation.events import Event
from bot.conversation.messages import BotMessage, UserMessage
from bot.nlu.interpreter import Interpreter
from bot.settings import Settings
from bot.stories import Played, play, transcript_of, transcript_path

if TYPE_CHECKING:
    from bot.app import App

# Stories are played at this moment, so that "last Tuesday" means the same day for ever.
STORY_TIME = 1_767_614_400.0  # Monday, 5 January 2026, 12:00 UTC
ALERTS = ("alert_smtp", "alert_webhook")
NAME = re.compile(r"[A-Za-z_]\w*")
DIALOGUE_FILE = re.compile(r"^(?:nlu|rules|stories):", re.MULTILINE)


@dataclass(slots=True)
class StoryClock:
    """A clock that goes on by a thousandth of a second each time that somebody looks at it."""

    now: float = STORY_TIME

    def __call__(self) -> float:
        """Return seconds since 1970 in UTC."""
        self.now += 0.001
        return self.now


@dataclass(frozen=True, slots=True)
class RunningAssistant:
    """An app, as stories see it."""

    app: App

    async def handle(self, message: UserMessage) -> tuple[BotMessage, ...]:
        """Answer one message."""
        return await self.app.agent.handle(message)

    async def events(self, sender_id: str) -> tuple[Event, ...]:
        """Return all events of a conversation."""
        return await self.app.store.events(sender_id)


def play_stories(project: Project, path: Path, *, update: bool) -> bool:
    """Play the stories of a file or folder and report; return whether all went as written.

    Transcripts that changed count as failures, unless `update` writes them anew.
    """
    console = Console(highlight=False)
    files = story_files(path)
    played = asyncio.run(played_files(project.root, project.settings, files))
    failures = [one for stories in played.values() for one in stories if one.problems]
    for one in failures:
        console.print(f"{one.story.file}:{one.story.line}: {one.story.name}", markup=False)
        for problem in one.problems:
            console.print(f"    {problem}", markup=False)
    stale = [file for file, stories in played.items() if not _keep(file, stories, update=update)]
    for file in stale:
        console.print(f"{transcript_path(file)} changed; backline test --update writes it anew.")
    total = sum(len(stories) for stories in played.values())
    console.print(f"{total - len(failures)} of {total} stories went as written.")
    return not failures and not stale


async def played_files(
    root: Path, settings: Settings, files: Sequence[Path]
) -> dict[Path, list[Played]]:
    """Play story files against one fresh app, its database empty and its clock its own."""
    from bot.app import build

    played: dict[Path, list[Played]] = {}
    with tempfile.TemporaryDirectory() as folder:
        # What happens in a story must call nobody.
        apart = {"database_url": f"sqlite:///{folder}/stories.db", **dict.fromkeys(ALERTS)}
        own = settings.model_copy(update=apart)
        async with build(root, own, clock=StoryClock()) as app:
            assistant = RunningAssistant(app)
            for file in files:
                stories = load_test_stories(file)
                played[file] = [
                    await play(story, assistant, f"{file.stem}-{number}")
                    for number, story in enumerate(stories)
                ]
    return played


def story_files(path: Path) -> list[Path]:
    """Return the story files at a path. Raises CommandFailed when there are none."""
    files = [path] if path.is_file() else sorted(path.rglob("test_*.yml"))
    if not files:
        raise CommandFailed(f"{path}: no test stories here (files named test_*.yml)")
    return files


def data_problems(project: Project) -> list[str]:
    """Return one line for each thing to mend in the data files; loading errors are raised."""
    assistant = project.assistant
    read_lexicon(assistant)
    used = frozenset(_names_in_code(project.root))
    # Loading the house's own files checks them, and tells which facts responses may name.
    facts = project.extension().facts
    found = set(
        cross_check(assistant, names_used_elsewhere=used | RESPONSES, facts=frozenset(facts))
    )
    if CHANNEL in assistant.credentials.channels:
        found |= set(sms_problems(assistant.domain.responses, facts))
    return [str(problem) for problem in sorted(found)]


def read_lexicon(assistant: Assistant) -> None:
    """Read every file of the lexicon as training would; raises CommandFailed for a broken one."""
    try:
        Interpreter.build(assistant)
    except ValueError as error:
        raise CommandFailed(str(error)) from error


def _keep(file: Path, stories: Sequence[Played], *, update: bool) -> bool:
    """Return whether the kept transcript says the same, writing it first where asked to."""
    path = transcript_path(file)
    text = transcript_of(file, stories)
    if update:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")
    return path.is_file() and path.read_text("utf-8") == text


def _names_in_code(root: Path) -> Iterator[str]:
    """Return every word that actions and the house's data might use as a name."""
    for path in sorted((root / "actions").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield from NAME.findall(node.value)
            # What an action hands to a response as `name=value`.
            if isinstance(node, ast.keyword) and node.arg is not None:
                yield node.arg
    for path in sorted((root / "data").rglob("*.yml")):
        text = path.read_text("utf-8")
        if DIALOGUE_FILE.search(text) is None:
            yield from NAME.findall(text)
