"""`backline demo`: a month of conversations with people who do not exist."""

from __future__ import annotations

import asyncio
import time
from random import Random
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.progress import Progress

from bot.cli_project import CommandFailed, Project, plain_errors

if TYPE_CHECKING:
    from bot.demo.month import Played

REACHES_OUT = ("alert_smtp", "alert_webhook", "twilio_auth_token")

Conversations = Annotated[int, typer.Option(min=1, max=5_000, help="How many conversations.")]
Days = Annotated[int, typer.Option(min=2, max=365, help="Over how many days up to now.")]
Seed = Annotated[int, typer.Option(help="The same number gives the same people.")]


def demo(conversations: Conversations = 200, days: Days = 30, seed: Seed = 1) -> None:
    """Fill the database with a believable month of invented conversations."""
    with plain_errors():
        project = Project.here()
        _refuse_what_reaches_people(project)
        project.train_apart()
        chance = Random(seed)  # noqa: S311 - nothing secret: the same people each time
        played = asyncio.run(_fill(project, conversations, days, chance))
        typer.echo(f"{len(played.began)} conversations, {played.messages} messages.")
        typer.echo("See them at /staff. An account: backline staff add YOUR-NAME --role admin")


def _refuse_what_reaches_people(project: Project) -> None:
    for name in REACHES_OUT:
        if getattr(project.settings, name) is not None:
            raise CommandFailed(
                f"{name} is set, and invented emergencies would reach people: unset it, or "
                "set BACKLINE_DATABASE_URL to a database that no server of yours reads"
            )


async def _fill(project: Project, conversations: int, days: int, random: Random) -> Played:
    from bot.app import build
    from bot.demo.filling import Filling, NotFilled
    from bot.demo.month import Month
    from bot.demo.player import DemoClock

    now = time.time()
    clock = DemoClock(now)
    # Its due jobs are left to the server: here they would see a clock that jumps.
    app = build(project.root, project.settings, clock=clock)
    month = Month(conversations, days, now, ZoneInfo(app.extension.time_zone))
    try:
        with Progress(console=Console(stderr=True, highlight=False), transient=True) as shown:
            task = shown.add_task("Talking", total=1.0)
            filling = Filling(
                app,
                project.settings,
                clock,
                random,
                lambda share: shown.update(task, completed=share),
            )
            return await filling.fill(month)
    except NotFilled as error:
        raise CommandFailed(f"{error}.") from None
    finally:
        await app.close()
