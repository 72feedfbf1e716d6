"""`backline sms`: try text messages without an account, and find a number that staff must call."""

from __future__ import annotations

import asyncio
import tempfile
import time
from typing import Annotated

import typer

from bot.cli_project import CommandFailed, Project, plain_errors

app = typer.Typer(help="Text messages.", no_args_is_help=True)

# Of a range that belongs to nobody.
PERSON = "+12125550123"

From = Annotated[str, typer.Option("--from", help="The number of the phone in your hand.")]
Keep = Annotated[bool, typer.Option("--keep", help="Use the project's own database.")]
Conversation = Annotated[str, typer.Argument(help="As in `backline queue list`.")]


@app.command()
def simulate(number: From = PERSON, *, keep: Keep = False) -> None:
    """Chat by text message in this terminal: a phone, a stand-in for Twilio, and the assistant."""
    from bot.simulator.trial import run_trial

    with plain_errors():
        project = Project.here()
        project.train()
        if keep:
            asyncio.run(run_trial(project.root, project.settings, number))
            return
        with tempfile.TemporaryDirectory() as folder:
            own = {"database_url": f"sqlite:///{folder}/sms.db"}
            asyncio.run(run_trial(project.root, project.settings.model_copy(update=own), number))


@app.command("number")
def show_number(conversation: Conversation) -> None:
    """Show the number behind a conversation, for staff who have to call it."""
    from bot.stores.database import open_database
    from bot.texting import phone_numbers

    with plain_errors():
        settings = Project.here().settings
        if settings.encryption_key is None:
            raise CommandFailed("BACKLINE_ENCRYPTION_KEY is not set: the number cannot be read.")
        numbers = phone_numbers(settings, open_database(settings.database_url), time.time)
        found = asyncio.run(numbers.number_of(conversation))
        if found is None:
            raise CommandFailed(f"No number is known for {conversation}.")
        typer.echo(found)
