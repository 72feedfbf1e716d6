"""`backline index`: the index of conversations, which the running server keeps by itself."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli_project import Project, plain_errors

if TYPE_CHECKING:
    from bot.stores.index.job import IndexJob

app = typer.Typer(
    help="The index that staff find transcripts by; the server keeps it by itself.",
    no_args_is_help=True,
)
POLL_SECONDS = 0.2


@app.command()
def rebuild() -> None:
    """Make the index anew from the stored events. It stays in use meanwhile, also while served."""
    _follow(is_anew=True)


@app.command()
def update() -> None:
    """Put what is new into the index, and say how far it is."""
    _follow(is_anew=False)


def _follow(*, is_anew: bool) -> None:
    from sqlalchemy.exc import SQLAlchemyError

    from bot.staff import index_job
    from bot.stores.database import open_database
    from bot.stores.errors import failure_of
    from bot.stores.migrate import upgrade_database

    with plain_errors():
        project = Project.here()
        house = project.extension()
        database = open_database(project.settings.database_url)
        try:
            upgrade_database(database, tuple(house.migrations))
            job = index_job(database, house, project.settings, time.time)
            if is_anew:
                job.begin_anew()
            count = _shown(job)
            seq, head = job.state()
        except SQLAlchemyError as error:
            raise failure_of(error, "making the index") from None
        finally:
            database.close()
        is_done = seq >= head or count > 0
        typer.echo(
            f"{count:,} conversations were written into the index."
            if is_done
            else "Another process is at it: the server keeps the index by itself."
        )


def _shown(job: IndexJob) -> int:
    """Do the work on a thread and show how far it is."""
    from concurrent.futures import ThreadPoolExecutor

    with (
        ThreadPoolExecutor(1) as threads,
        Progress(console=Console(stderr=True, highlight=False), transient=True) as shown,
    ):
        task = shown.add_task("Following the events", total=None)
        doing = threads.submit(job.catch_up)
        try:
            while not doing.done():
                seq, head = job.state()
                shown.update(task, completed=seq, total=max(head, 1))
                time.sleep(POLL_SECONDS)
        finally:
            job.stop()
        return doing.result()
