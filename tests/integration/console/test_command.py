"""`backline staff`: the way in for the first, and back in for the locked out."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli_project import Project
from bot.cli_staff import app, how_to_begin
from bot.settings import read_settings
from tests.conftest import ROOT
from tests.integration.console.house import House

SECRET = "a test's secret"
ONE_TIME = re.compile(r"[a-z2-9]{5}(?:-[a-z2-9]{5}){3}")


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sqlite_url: str) -> Project:
    environ = {"BACKLINE_DATABASE_URL": sqlite_url, "BACKLINE_SECRET_KEY": SECRET}
    made = Project(ROOT, read_settings(tmp_path, environ))
    monkeypatch.setattr(Project, "here", lambda: made)
    return made


async def run(*words: str, typed: str = "") -> tuple[int, str]:
    return await asyncio.to_thread(run_now, *words, typed=typed)


def run_now(*words: str, typed: str = "") -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words), input=typed)
    return result.exit_code, result.output


@pytest.fixture
def house(project: Project, build) -> House:
    """The console on the database that the command made."""
    run_now("list")
    return build(project.settings.database_url, is_ready=True)


async def test_the_first_account_is_made_on_the_server_and_opens_the_console(project, house, clock):
    hint = await asyncio.to_thread(how_to_begin, project)
    assert "backline staff add YOUR-NAME --role admin" in hint
    assert "Nobody yet." in (await run("list"))[1]
    code, said = await run("add", "Ana", "--role", "admin", "--name", "Ana Ruiz")
    assert code == 0
    assert await asyncio.to_thread(how_to_begin, project) is None
    # The command's own clock is the real one: the one-time password is not over in 2026.
    clock.now = 0.0
    ana = house.person()
    assert (await ana.log_in("ana", ONE_TIME.search(said)[0])).status_code == 303
    assert (await ana.get("/staff/people")).headers["location"] == "/staff/account/password"
    assert ("command line", "staff.add", "ana", "done", "") in await house.audit()


async def test_a_disabled_account_is_out_at_once_and_a_reset_lets_it_in_again(
    project, house, clock
):
    await run("add", "boss", "--role", "admin")
    await run("add", "bo", "--role", "viewer")
    accounts = house.console.parts.accounts
    bo = await accounts.called("bo")
    await accounts.set_second_factor(bo, "a secret of a lost phone")
    person = house.person()
    session = await house.console.parts.sessions.begin(bo)
    person.browser.cookies.set("backline_staff", session, domain="backline.test", path="/staff")
    assert (await person.get("/staff/people")).status_code == 303
    assert (await run("disable", "bo"))[0] == 0
    assert (
        (await person.get("/staff/account/password"))
        .headers["location"]
        .startswith("/staff/log-in")
    )
    assert "disabled" in (await run("list"))[1]
    assert (await run("reset", "bo"))[0] == 0
    again = await accounts.called("bo")
    assert (again.is_disabled, again.second_factor, again.must_change) == (False, None, True)
    assert [entry[1] for entry in await house.audit()][-2:] == ["staff.disable", "staff.reset"]


REFUSED = [
    (("add", "ana"), "There is an account called ana."),
    (("add", "an a"), "A user name has"),
    (("add", "bo", "--role", "boss"), "There is no role 'boss'"),
    (("disable", "ana"), "This is the last admin."),
    (("disable", "nobody"), "There is no account called nobody."),
    (("reset", "nobody"), "There is no account called nobody."),
]


def test_what_cannot_be_is_said_in_one_line_and_changes_nothing(project):
    run_now("add", "ana", "--role", "admin")
    before = run_now("list")
    for words, reason in REFUSED:
        code, said = run_now(*words)
        assert code == 1
        assert reason in said
        assert "Traceback" not in said
    assert run_now("list") == before


def test_a_password_can_be_typed_and_must_be_a_good_one(project):
    code, said = run_now("add", "ana", "--ask", typed="short\nshort\n")
    assert (code, "at least 12" in said) == (1, True)
    good = "four plain words together"
    code, said = run_now("add", "ana", "--ask", typed=f"{good}\n{good}\n")
    assert code == 0
    assert good not in said
