"""`backline keep`: what is stored, encrypted and kept."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli_project import CommandFailed, Project, plain_errors
from bot.stores.database import Database, open_database

if TYPE_CHECKING:
    from bot.stores.reseal import Resealed

app = typer.Typer(help="What is stored: encrypt it, hold it.", no_args_is_help=True)

Compact = Annotated[
    bool, typer.Option("--compact/--no-compact", help="Afterwards write a SQLite file anew.")
]


@app.command()
def encrypt(*, compactly: Compact = True) -> None:
    """Encrypt with the first key what was stored before it was set; the assistant may run."""
    from bot.console import review_tables
    from bot.stores import reseal
    from bot.stores.compaction import compact

    with plain_errors():
        project = Project.here()
        keyring = project.settings.keyring
        if not keyring.ids:
            raise CommandFailed("BACKLINE_ENCRYPTION_KEY is not set: there is no key yet.")
        columns = [*reseal.SEALED, *review_tables.SEALED, *project.extension().sealed]
        folder = project.settings.root / "var" / "unsaved"
        with opened(project) as database:
            reseal.Resealing(database, columns, keyring, folder).run(_tell)
            if compactly and not compact(database):
                typer.echo("PostgreSQL keeps old rows until VACUUM FULL, and so do its backups.")


def _tell(done: Resealed) -> None:
    typer.echo(f"{done.name}: {done.values} encrypted anew")


@contextmanager
def opened(project: Project) -> Iterator[Database]:
    """Lend the project's database, its tables up to date and its keys at hand."""
    from bot.stores.key_check import check_keys
    from bot.stores.migrate import upgrade_database

    database = open_database(project.settings.database_url)
    try:
        upgrade_database(database, tuple(project.extension().migrations))
        check_keys(database, project.settings.keyring, time.time())
        yield database
    finally:
        database.close()
