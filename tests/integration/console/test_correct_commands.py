"""From the console's database into files, by the commands that an admin runs."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.assistant.test_stories import load_test_stories
from bot.assistant.training_data import load_training_file
from bot.cli import app
from bot.console.correct_values import Mark, Story
from bot.nlu.suites import read_suite
from tests.conftest import NOON, ROOT, Clock
from tests.integration.console.correcting import Bench, correction, meaning

STORY = "version: '3.1'\nstories:\n- story: one\n  steps:\n  - user: |\n      hello\n"


@pytest.fixture
def project(tmp_path, monkeypatch):
    """This project, with a database and models of its own."""
    for path in ROOT.iterdir():
        if path.name not in {"var", "models"} and not path.name.startswith("."):
            (tmp_path / path.name).symlink_to(path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*words: str):
    return CliRunner().invoke(app, list(words))


async def _corrected(project: Path) -> None:
    (project / "var").mkdir()
    bench = Bench(f"sqlite:///{project}/var/backline.db", Clock())
    await bench.add_one()
    text = "my back hurts, no fever"
    marks = (Mark("finding", "fever", text.index("fever"), "fever", "", "absent"),)
    given = meaning(text, "report_pain", marks=marks, low=14.0, high=21.0)
    number = await bench.corrections.keep(correction(meaning=given))
    await bench.corrections.keep_story(Story(number, "ana", NOON, STORY))
    await bench.close()


def test_the_files_are_written_for_training_suites_and_stories(project):
    asyncio.run(_corrected(project))
    done = run(
        "nlu", "corrections", "--out", "new.yml", "--suite", "suite.yml", "--stories", "stories"
    )
    assert done.exit_code == 0, done.output
    (example,) = load_training_file(project / "new.yml").examples
    assert (example.text, example.intent) == ("my back hurts, no fever", "report_pain")
    suites = read_suite(project / "suite.yml")
    assert [one.expected for one in suites.findings] == [("fever", "absent")]
    assert [one.expected for one in suites.durations] == [(14, 21)]
    (story,) = (project / "stories").iterdir()
    assert load_test_stories(story)[0].name == "one"
    assert (project / "new.yml").stat().st_mode & 0o077 == 0
    assert run("nlu", "corrections").exit_code == 2
    unwritable = run("nlu", "corrections", "--out", "new.yml/not-a-folder.yml")
    assert unwritable.exit_code == 1
    assert "not-a-folder.yml" in unwritable.output


def test_a_file_that_is_no_training_data_is_one_line_and_no_training(project):
    (project / "new.yml").write_text("nlu:\n- intent: nonsense\n  examples: |\n    - hm\n")
    done = run("train", "--corrections", "new.yml")
    assert done.exit_code == 1
    assert "new.yml:4: domain.yml declares no intent nonsense" in done.output
    assert not (project / "models").exists()
