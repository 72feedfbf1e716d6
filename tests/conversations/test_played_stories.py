"""Every test story goes as written: in-process, and with each action over the action server."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from bot.assistant.rules import ActionStep
from bot.assistant.test_stories import load_test_stories
from bot.cli_check import played_files
from bot.settings import read_settings
from bot.stories import EVERY_TURN, transcript_of, transcript_path

ROOT = Path(__file__).parents[2]
FILES = sorted(Path(__file__).parent.glob("test_*.yml"))
# Over the action server each action goes another way and says the same: few files show that of all.
SERVED = {
    "test_booking_in_words",
    "test_contact",
    "test_danger_kept",
    "test_interruptions",
    "test_moods",
    "test_small_talk_and_fallback",
    "test_spanish",
}
WAYS = {"in-process": FILES, "action server": [one for one in FILES if one.stem in SERVED]}
STORIES = [
    pytest.param(way, file, number, id=f"{way}-{file.stem}: {story.name}")
    for way, files in WAYS.items()
    for file in files
    for number, story in enumerate(load_test_stories(file))
]
TRANSCRIPTS = [
    pytest.param(way, file, id=f"{way}-{file.stem}")
    for way, files in WAYS.items()
    for file in files
]
ENOUGH = 40


def actions_in(files: Iterable[Path]) -> set[str]:
    """Return the actions that the stories of some files name."""
    stories = [story for file in files for story in load_test_stories(file)]
    steps = [step for one in stories for step in one.steps if isinstance(step, ActionStep)]
    return {step.name for step in steps} - EVERY_TURN


@contextmanager
def action_server() -> Iterator[str]:
    """Run the real action server; give its address."""
    command = [sys.executable, "-m", "bot", "run", "actions", "--port", "0"]
    # A database of its own: what stories ask for must not reach the real one.
    with TemporaryDirectory() as folder:
        environ = os.environ | {"BACKLINE_DATABASE_URL": f"sqlite:///{folder}/actions.db"}
        process = subprocess.Popen(
            command, cwd=ROOT, stdout=subprocess.PIPE, text=True, env=environ
        )
        yield from _address_of(process)


def _address_of(process: subprocess.Popen[str]) -> Iterator[str]:
    try:
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found is not None, "the action server gave no address"
        yield found.group()
    finally:
        process.terminate()
        process.wait(timeout=15)
        process.stdout.close()


def project_with_action_server(folder: Path, address: str) -> Path:
    """Return a project that is this one except for its endpoints."""
    for path in ROOT.iterdir():
        if path.name not in {"endpoints.yml", "var"} and not path.name.startswith("."):
            (folder / path.name).symlink_to(path)
    (folder / "endpoints.yml").write_text(f"action_endpoint:\n  url: {address}/webhook\n")
    return folder


@pytest.fixture(scope="module")
def settings(trained_project, tmp_path_factory):
    return read_settings(tmp_path_factory.mktemp("settings"), {})


@pytest.fixture(scope="module")
def in_process(settings):
    return asyncio.run(played_files(ROOT, settings, WAYS["in-process"]))


@pytest.fixture(scope="module")
def over_server(settings, tmp_path_factory):
    with action_server() as address:
        root = project_with_action_server(tmp_path_factory.mktemp("project"), address)
        return asyncio.run(played_files(root, settings, WAYS["action server"]))


@pytest.fixture
def played(request, way):
    return request.getfixturevalue("in_process" if way == "in-process" else "over_server")


def test_there_are_enough_stories_to_mean_something():
    assert len(STORIES) >= ENOUGH


def test_each_action_that_a_story_names_goes_over_the_action_server_too():
    assert actions_in(WAYS["action server"]) == actions_in(FILES)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "file", "number"), STORIES)
def test_the_story_goes_as_written(played, file, number):
    assert played[file][number].problems == ()


@pytest.mark.slow
@pytest.mark.parametrize(("way", "file"), TRANSCRIPTS)
def test_the_kept_transcript_says_what_is_said(played, file):
    kept = transcript_path(file)
    assert kept.is_file(), "run `backline test --update` and review what it wrote"
    assert kept.read_text("utf-8") == transcript_of(file, played[file])
