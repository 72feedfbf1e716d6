"""`backline keep` and `backline retention`: what is stored, encrypted, held, deleted in time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, TypeVar
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_project import CommandFailed, Project, plain_errors

if TYPE_CHECKING:
    from bot.ports import Extension
    from bot.records import Records
    from bot.stores.keeping import Judged
    from bot.stores.reseal import Resealed
    from bot.stores.retention import Summary

app = typer.Typer(help="What is stored: encrypt it, hold it, delete it.", no_args_is_help=True)
retention_app = typer.Typer(help="What is too old to be kept.", no_args_is_help=True)

Conversation = Annotated[str, typer.Argument(help="As in `backline queue list`.")]
By = Annotated[str, typer.Option("--by", help="Who does it: a person's name.")]
Reason = Annotated[str, typer.Option("--reason", help="Why.")]
Compact = Annotated[
    bool, typer.Option("--compact/--no-compact", help="Afterwards write a SQLite file anew.")
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Delete nothing; show what would go.")]
MOST_ROWS = 100
# What stands for a role in the audit.
COMMAND_LINE = "command line"
T = TypeVar("T")


@app.command()
def encrypt(*, compactly: Compact = True) -> None:
    """Encrypt with the first key what was stored before it was set; the assistant may run."""
    from bot.console import correct_tables, review_tables
    from bot.stores import reseal
    from bot.stores.compaction import compact

    with opened_records() as (project, house, records):
        keyring = project.settings.keyring
        if not keyring.ids:
            raise CommandFailed("BACKLINE_ENCRYPTION_KEY is not set: there is no key yet.")
        folder = project.settings.root / "var" / "unsaved"
        ours = (*reseal.SEALED, *review_tables.SEALED, *correct_tables.SEALED)
        columns = [*ours, *house.sealed]
        reseal.Resealing(records.database, columns, keyring, folder).run(_tell)
        if compactly and not compact(records.database):
            typer.echo("PostgreSQL keeps old rows until VACUUM FULL, and so do its backups.")


@app.command()
def hold(conversation: Conversation, by: By, reason: Reason) -> None:
    """Keep a conversation, whatever its age and whoever asks, until it is released."""
    with opened_records() as (_, _, records):
        _tried(lambda: records.holds.set(conversation, by=by, reason=reason))
        noted(records, "records.hold", conversation, by)
        typer.echo(f"{conversation} is held.")


@app.command()
def release(conversation: Conversation, by: By, reason: Reason) -> None:
    """Let go of a conversation that is held; from then on its age counts again."""
    with opened_records() as (_, _, records):
        _tried(lambda: records.holds.release(conversation, by=by, reason=reason))
        noted(records, "records.release", conversation, by)
        typer.echo(f"{conversation} is held no more.")


@app.command("list")
def show() -> None:
    """Show what is held, and what was."""
    with opened_records() as (_, house, records):
        holds = records.holds.all()
        for one in holds:
            typer.echo(f"{one.conversation}  {_day(one.set_at, house)}  {one.set_by}: {one.reason}")
            if one.released_at is not None:
                released = f"{_day(one.released_at, house)}  {one.released_by}"
                typer.echo(f"    released {released}: {one.release_reason}")
        typer.echo(f"{sum(one.released_at is None for one in holds)} held.")


@app.command()
def delete(conversation: Conversation, by: By) -> None:
    """Delete a conversation, and all that belongs to it, at the person's own wish."""
    from bot.stores.erasing import Erasure
    from bot.stores.keeping import BY_STAFF

    with opened_records() as (_, _, records):
        if not by.strip():
            raise CommandFailed("Deleting needs the name of the person who does it.")
        wish = Erasure(BY_STAFF, by.strip())
        is_there = _tried(lambda: asyncio.run(records.eraser.erase(conversation, wish)))
        noted(records, "records.delete", conversation, by)
        typer.echo(f"{conversation} is deleted." if is_there else f"There is no {conversation}.")


@retention_app.command("run")
def run(*, dry_run: DryRun = False) -> None:
    """Delete what is older than its kind is kept: data/clinic.yml says how long."""
    with opened_records() as (_, house, records):
        if dry_run:
            _show(records.retention.due(), house)
            _sum_up(records.retention.would_go(), house, "would go")
        else:
            _sum_up(records.retention.run(), house, "went")


def noted(records: Records, does: str, subject: str, by: str = "") -> None:
    """Write into the audit what was done on the command line."""
    from bot.console.audit import NOBODY, Audit, Entry

    entry = Entry(by.strip() or NOBODY, COMMAND_LINE, does, subject)
    asyncio.run(Audit(records.database, time.time).write(entry))


def _tell(done: Resealed) -> None:
    typer.echo(f"{done.name}: {done.values} encrypted anew")


def _show(judged: Iterator[Judged], house: Extension) -> None:
    table = Table("conversation", "kind", "last word", "kept for", "what and why")
    rows = 0
    for one in judged:
        rows += 1
        if rows <= MOST_ROWS:
            what = f"stays: {one.kept_because}" if one.kept_because else "goes: it is too old"
            last = _day(one.latest_at, house)
            table.add_row(one.conversation, one.kind, last, f"{one.days} days", what)
    if rows:
        Console().print(table)
    if rows > MOST_ROWS:
        typer.echo(f"... and {rows - MOST_ROWS} more.")


def _sum_up(summary: Summary, house: Extension, went: str) -> None:
    days = house.keeper.days
    for kind, count in sorted(summary.gone.items()):
        typer.echo(f"{count} {kind} {went}: older than {days[kind]} days.")
    for kind, count in sorted(summary.others.items()):
        typer.echo(f"{count} {kind} {went}: older than {days[kind]} days.")
    for (kind, because), count in sorted(summary.kept.items()):
        typer.echo(f"{count} {kind} stay: {because}.")
    if not (summary.gone or summary.others or summary.kept):
        typer.echo("Nothing is too old.")


def _tried(work: Callable[[], T]) -> T:
    from bot.stores.erasing import NotErased
    from bot.stores.holds import HoldRefused

    try:
        return work()
    except HoldRefused as error:
        raise CommandFailed(f"Not done: {error}.") from None
    except NotErased as error:
        raise CommandFailed(f"Not deleted: {error}.") from None


def _day(seconds: float, house: Extension) -> str:
    return f"{datetime.fromtimestamp(seconds, ZoneInfo(house.time_zone)):%Y-%m-%d}"


@contextmanager
def opened_records() -> Iterator[tuple[Project, Extension, Records]]:
    """Lend the project's records, its tables up to date and its keys at hand."""
    from bot.records import records
    from bot.stores.key_check import check_keys
    from bot.stores.migrate import upgrade_database

    with plain_errors():
        project = Project.here()
        house = project.extension()
        kept = records(house, project.settings, time.time)
        try:
            upgrade_database(kept.database, tuple(house.migrations))
            check_keys(kept.database, project.settings.keyring, time.time())
            yield project, house, kept
        finally:
            kept.close()
