"""`backline keep`, `retention` and `export`, as an operator runs them."""

from __future__ import annotations

import asyncio
import csv
import io
import stat
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from typer.testing import CliRunner, Result

from bot import cli
from bot.stores.sealing import Keyring
from tests.conftest import ROOT
from tests.integration.keep.kept import Past
from tests.integration.keep.raw import found
from tests.integration.stores.beside import rows
from tests.integration.stores.turns import NOON

KEY = "a key of some length for tests"
Run = Callable[..., Awaitable[Result]]


@pytest.fixture
def run(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Return a function that runs `backline` in the project, on this test's database."""
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("BACKLINE_DATABASE_URL", sqlite_url)
    monkeypatch.setattr("bot.cli_project.configure", lambda _level: None)

    async def run(*words: str) -> Result:
        # A command has an event loop of its own.
        return await asyncio.to_thread(CliRunner().invoke, cli.app, list(words))

    return run


@pytest.fixture
async def past(sqlite_url: str) -> AsyncIterator[Past]:
    past = Past(sqlite_url, now=NOON)
    yield past
    await past.close()


async def test_a_dry_run_shows_what_would_go_and_why_and_the_run_does_it(run, past):
    await past.said("old", 400)
    await past.said("held", 400)
    assert (
        await run("keep", "hold", "held", "--by", "L. Awyer", "--reason", "case 12")
    ).exit_code == 0
    shown = (await run("retention", "run", "--dry-run")).output
    assert "would go: older than 90 days" in shown
    assert "stay: a legal hold" in shown
    assert past.names() == {"old", "held"}
    assert "1 conversations_without_contact went" in (await run("retention", "run")).output
    assert past.names() == {"held"}
    assert "L. Awyer: case 12" in (await run("keep", "list")).output
    does = [row["does"] for row in rows(past.url, "SELECT does FROM console_audit")]
    assert does == ["records.hold"]


async def test_what_cannot_be_done_is_one_line_and_exit_code_1(run, past):
    await past.said("anna", 1)
    for words in (
        ("keep", "hold", "nobody", "--by", "L", "--reason", "r"),
        ("keep", "release", "anna", "--by", "L", "--reason", "r"),
        ("keep", "delete", "anna", "--by", " "),
        ("keep", "encrypt"),
        ("export", "--format", "exe"),
        ("export", "--from", "soon"),
    ):
        done = await run(*words)
        assert (done.exit_code, len(done.output.splitlines())) == (1, 1), (words, done.output)
    assert past.names() == {"anna"}


async def test_encrypting_leaves_no_word_and_the_key_is_needed_from_then_on(run, past, monkeypatch):
    await past.said("anna", 1, "turpentine from Poughkeepsie")
    monkeypatch.setenv("BACKLINE_ENCRYPTION_KEY", KEY)
    assert "events.data: 4 encrypted anew" in (await run("keep", "encrypt")).output
    assert found({"turpentine", "Poughkeepsie"}, past.url) == set()
    assert (await run("keep", "list")).exit_code == 0
    monkeypatch.delenv("BACKLINE_ENCRYPTION_KEY")
    refused = await run("retention", "run")
    assert refused.exit_code == 1
    assert Keyring([KEY]).ids[0] in refused.output
    assert len(refused.output.splitlines()) == 1


async def test_an_export_is_a_file_for_its_owner_only(run, past, tmp_path):
    await past.said("anna", 0)
    out = tmp_path / "out"
    days = ("--from", "2023-11-01", "--to", "2023-11-30")
    done = await run("export", *days, "--out", str(out))
    assert done.exit_code == 0, done.output
    [file] = out.iterdir()
    assert file.name == "conversations-2023-11-01-2023-11-30.csv"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    [row] = csv.DictReader(io.StringIO(file.read_text("utf-8-sig"), newline=""))
    assert row["conversation"] == "anna"
    assert "pain_duration" in row


async def test_a_conversation_is_deleted_by_name(run, past):
    await past.said("anna", 1)
    assert "anna is deleted" in (await run("keep", "delete", "anna", "--by", "N. Urse")).output
    assert past.names() == set()
    assert "There is no anna" in (await run("keep", "delete", "anna", "--by", "N. Urse")).output
