"""`backline staff`: who may use the console, and the way in for the first of them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_project import CommandFailed, Project, plain_errors

if TYPE_CHECKING:
    from bot.console.site import Parts

app = typer.Typer(help="The staff who may use the console at /staff.", no_args_is_help=True)

COMMAND_LINE = "command line"
Name = Annotated[str, typer.Argument(help="User name: letters, digits, dots, dashes.")]
Role = Annotated[str, typer.Option(help="viewer, reviewer, scheduler or admin.")]
FullName = Annotated[str, typer.Option("--name", help="The name as others see it.")]
Ask = Annotated[bool, typer.Option("--ask", help="Ask for a password instead of making one.")]
Work = Callable[["Parts"], Awaitable[None]]


@app.command()
def add(name: Name, role: Role = "viewer", full_name: FullName = "", *, ask: Ask = False) -> None:
    """Make an account. It prints a one-time password, to be changed at the first log-in."""
    with plain_errors():
        password = _password(name, ask=ask)

        async def work(parts: Parts) -> None:
            kept = parts.passwords.hash_now(password)
            await parts.accounts.add(name, full_name, role, kept)

        _do(work, "staff.add", name)
        _tell(password, f"{name} is {role}.", ask=ask)


@app.command()
def reset(name: Name, *, ask: Ask = False) -> None:
    """Give a new one-time password, take the second factor away, end all sessions, enable again."""
    with plain_errors():
        password = _password(name, ask=ask)

        async def work(parts: Parts) -> None:
            await parts.accounts.reset(name, parts.passwords.hash_now(password))

        _do(work, "staff.reset", name)
        _tell(password, f"{name} was reset.", ask=ask)


@app.command()
def disable(name: Name) -> None:
    """Close an account and end its sessions at once. `backline staff reset` opens it again."""
    with plain_errors():
        _do(lambda parts: parts.accounts.disable(name), "staff.disable", name)
        typer.echo(f"{name} is disabled and logged out everywhere.")


@app.command("list")
def show() -> None:
    """Show all accounts."""
    with plain_errors():
        rows: list[tuple[str, ...]] = []

        async def work(parts: Parts) -> None:
            for account in await parts.accounts.all():
                state = "active"
                if account.is_disabled:
                    state = "disabled"
                elif account.must_change:
                    state = "must choose a password"
                factor = "on" if account.second_factor else "off"
                seen = account.latest_log_in_at
                rows.append(
                    (account.name, account.full_name, account.role, factor, state, _at(seen))
                )

        _do(work)
        if not rows:
            typer.echo(
                "Nobody yet. Make the first account: backline staff add YOUR-NAME --role admin"
            )
            return
        table = Table("user name", "name", "role", "second factor", "state", "last log-in (UTC)")
        for row in rows:
            table.add_row(*row)
        Console().print(table)


def how_to_begin(project: Project) -> str | None:
    """Return how to make the first account, or None where there is one that can log in."""
    found: list[bool] = []

    async def work(parts: Parts) -> None:
        found.append(await parts.accounts.exist())

    _run(project, work)
    if found == [True]:
        return None
    return (
        "The staff console at /staff has no account yet. Make the first one with:\n"
        "  .venv/bin/backline staff add YOUR-NAME --role admin"
    )


def _do(work: Work, does: str = "", subject: str = "") -> None:
    """Do it, and write it into the audit where it is a change."""

    async def audited(parts: Parts) -> None:
        from bot.console.audit import Entry

        await work(parts)
        if does:
            await parts.audit.write(Entry(COMMAND_LINE, "", does, subject.strip().lower()))

    _run(Project.here(), audited)


def _run(project: Project, work: Work) -> None:
    from bot.app import migrations
    from bot.console.accounts import AccountProblem
    from bot.console.console import console_parts
    from bot.staff import console_options
    from bot.stores.database import open_database
    from bot.stores.migrate import upgrade_database

    settings = project.settings
    database = open_database(settings.database_url)
    try:
        upgrade_database(database, migrations())
        options = console_options("", "UTC", settings, time.time)
        asyncio.run(_finish(work(console_parts(database, options))))
    except AccountProblem as problem:
        raise CommandFailed(str(problem)) from None
    finally:
        database.close()


async def _finish(work: Awaitable[None]) -> None:
    await work


def _password(name: str, *, ask: bool) -> str:
    """Return the password to set: one that was typed twice, or a new one. Raises CommandFailed."""
    from bot.console.passwords import WeakPassword, check_new, one_time_password

    if not ask:
        return one_time_password()
    password: str = typer.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        check_new(password, name)
    except WeakPassword as weak:
        raise CommandFailed(str(weak)) from None
    return password


def _tell(password: str, what: str, *, ask: bool) -> None:
    if ask:
        typer.echo(f"{what} At the first log-in the password must be changed, within 72 hours.")
        return
    typer.echo(f"{what} One-time password, for 72 hours: {password}")


def _at(moment: float | None) -> str:
    return "" if moment is None else f"{datetime.fromtimestamp(moment, UTC):%Y-%m-%d %H:%M}"
