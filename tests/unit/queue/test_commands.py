"""`backline queue`: seen and closed by staff at a terminal."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from typer.testing import CliRunner

from actions.booking.database import engine_for
from actions.extension import MIGRATIONS
from actions.queue.commands import queue_commands
from actions.queue.items import Report
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from bot.stores.migrate import upgrade

NOON = 1_767_614_400.0


@pytest.fixture
def queue(tmp_path):
    url = f"sqlite:///{tmp_path}/backline.db"
    upgrade(url, MIGRATIONS)
    engine = engine_for(url)
    yield StaffQueue(engine)
    engine.dispose()


@pytest.fixture
def run(queue):
    clock = lambda: datetime.fromtimestamp(NOON + 3600, UTC)  # noqa: E731
    app = queue_commands(queue, ZoneInfo("America/New_York"), clock, "1.0.0, UNSIGNED")
    return lambda *words: CliRunner().invoke(app, words)


def waiting(queue, name="Jo Smith"):
    return queue.add(
        Report(
            conversation="anna",
            turn_id="t1",
            level=StaffLevel.EMERGENCY,
            rule_id="D02",
            reported_at=NOON,
            due_at=NOON + 300,
            name=name,
            phone="555-0112",
        )
    )


def test_an_empty_queue(run):
    result = run("list")
    assert result.exit_code == 0
    assert result.stdout == "0 open.\nRules: 1.0.0, UNSIGNED.\n"


def test_what_waits_is_shown_with_its_clock_and_number(run, queue):
    waiting(queue)
    assert run("list").stdout.splitlines() == [
        "1  emergency  D02  anna",
        "    since 2026-01-05 07:00, due 2026-01-05 07:05, OVERDUE",
        "    Jo Smith, 555-0112",
        "1 open.",
        "Rules: 1.0.0, UNSIGNED.",
    ]


def test_closing_takes_it_off_the_list_and_is_kept(run, queue):
    waiting(queue)
    result = run("close", "1", "--by", "N. Urse", "--outcome", "went to the ER")
    assert (result.exit_code, result.stdout) == (0, "Item 1 is closed.\n")
    assert run("list").stdout == "0 open.\nRules: 1.0.0, UNSIGNED.\n"
    shown = run("list", "--all").stdout
    assert "closed 2026-01-05 08:00 by N. Urse: went to the ER" in shown
    assert "OVERDUE" not in shown


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("close", "1", "--by", " ", "--outcome", "called"), "needs the name"),
        (("close", "1", "--by", "N. Urse", "--outcome", ""), "and an outcome"),
        (("close", "7", "--by", "N. Urse", "--outcome", "called"), "there is no item 7"),
    ],
)
def test_what_cannot_be_closed_is_told_in_one_line(run, queue, words, told):
    waiting(queue)
    result = run(*words)
    assert result.exit_code == 1
    assert told in result.stderr
    assert result.stderr.count("\n") == 1
    assert queue.item(1).state == "open"


@pytest.mark.parametrize("words", [("close", "1"), ("close", "1", "--by", "x"), ("close",)])
def test_closing_without_a_name_or_an_outcome_is_wrong_usage(run, words):
    assert run(*words).exit_code == 2


def test_a_name_cannot_steer_the_terminal(run, queue):
    waiting(queue, name="Jo\x1b[2J\nclosed by\u202e")
    assert "Jo?[2J?closed by?, 555-0112" in run("list").stdout


def test_a_database_without_its_tables_is_told(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/empty.db")
    app = queue_commands(StaffQueue(engine), ZoneInfo("UTC"), lambda: datetime.now(UTC), "1.0.0")
    result = CliRunner().invoke(app, ["list"])
    engine.dispose()
    assert result.exit_code == 1
    assert "first `backline run`" in result.stderr
