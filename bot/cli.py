"""The command line: the verbs that a Rasa developer knows.

Exit codes: 0 fine, 1 failed, 2 wrong usage. What takes long to import is imported where used.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import uuid
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot import __version__
from bot.cli_corrections import export_corrections
from bot.cli_demo import demo
from bot.cli_export import export
from bot.cli_index import app as index_app
from bot.cli_keep import app as keep_app
from bot.cli_keep import retention_app
from bot.cli_project import Project, is_plain, plain_errors
from bot.cli_sms import app as sms_app
from bot.cli_staff import app as staff_app
from bot.cli_staff import how_to_begin
from bot.memory import unused_libraries_left_out

FAILED = 1
WRONG_USAGE = 2
BUILT_IN = frozenset({"version", "train", "run", "shell", "parse", "test", "data", "nlu"})
BUILT_IN |= {"sms", "staff", "keep", "index", "retention", "export", "demo"}
LOOPBACK = "127.0.0.1"

app = typer.Typer(
    help="A conversation assistant in Rasa's file formats.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
run_app = typer.Typer()
data_app = typer.Typer(help="Look after the data files.", no_args_is_help=True)
nlu_app = typer.Typer(help="Measure the understanding of messages.", no_args_is_help=True)
app.add_typer(run_app, name="run")
app.add_typer(sms_app, name="sms")
app.add_typer(staff_app, name="staff")
app.add_typer(keep_app, name="keep")
app.add_typer(index_app, name="index")
app.add_typer(retention_app, name="retention")
app.command("export")(export)
app.command("demo")(demo)
app.add_typer(data_app, name="data")
app.add_typer(nlu_app, name="nlu")
nlu_app.command("corrections")(export_corrections)

Host = Annotated[str, typer.Option(help="Address to listen on.")]
Port = Annotated[int, typer.Option(min=0, max=65535, help="Port; 0 lets the system choose.")]
TrainFile = Annotated[
    Path | None, typer.Option("--train", exists=True, dir_okay=False, help="Rasa NLU file.")
]
TestFile = Annotated[
    Path | None, typer.Option("--test", exists=True, dir_okay=False, help="Rasa NLU file.")
]


def main() -> None:
    """Run the command that the arguments name; the project's own commands are mounted on need."""
    named = next((word for word in sys.argv[1:] if not word.startswith("-")), None)
    if named not in BUILT_IN and not _mount_project_commands() and named is not None:
        sys.exit(FAILED)
    try:
        app()
    except Exception as error:
        if not is_plain(error):
            raise
        typer.echo(str(error), err=True)
        sys.exit(FAILED)


def _mount_project_commands() -> bool:
    """Add the commands that the project brings; without a sound project there are none.

    Who named one of them then gets the reason, and exit code 1: the command is not a wrong word.
    """
    try:
        commands = Project.here().extension().commands
    except Exception as error:
        if not is_plain(error):
            raise
        typer.echo(f"The project's own commands are missing:\n{error}", err=True)
        return False
    for name, command in commands.items():
        app.add_typer(command, name=name)
    return True


@app.command()
def version() -> None:
    """Show the version."""
    typer.echo(__version__)


@app.command()
def train(
    *,
    force: Annotated[bool, typer.Option(help="Train even when nothing changed.")] = False,
    corrections: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Rasa NLU file of corrected messages."),
    ] = None,
) -> None:
    """Train the understanding from data/nlu.yml, where something changed since the last time.

    With --corrections it trains on that file as well, shows the evaluation before and after, and
    refuses what makes it worse: then the old model stays, and the exit code is 1.
    """
    with plain_errors():
        project = Project.here()
        if corrections is not None:
            from bot.cli_corrections import train_with

            train_with(project, corrections)
            return
        if not project.train(force=force):
            typer.echo("The model is up to date.")


@run_app.callback(invoke_without_command=True)
def run(
    context: typer.Context,
    host: Host = LOOPBACK,
    port: Port = 5005,
    workers: Annotated[int, typer.Option(min=1, help="Processes; above 1 needs Redis.")] = 1,
) -> None:
    """Serve the assistant over HTTP; train first where the model is stale."""
    if context.invoked_subcommand is not None:
        return
    from bot.cli_serve import serve, serve_with_workers

    with unused_libraries_left_out():  # before anything else here brings the whole of them
        from bot.app import build

    with plain_errors():
        project = Project.here()
        settings = project.settings
        if workers > 1 and settings.redis_url is None:
            typer.echo(
                "--workers above 1 needs BACKLINE_REDIS_URL: processes share locks.", err=True
            )
            raise typer.Exit(WRONG_USAGE)
        project.train_apart()
        hint = how_to_begin(project)
        if workers > 1:
            raise typer.Exit(serve_with_workers(project.root, host, port, workers, hint))
        built = build(project.root, settings, assistant=project.assistant)
        raise typer.Exit(serve(built.asgi, host, port, hint))


@run_app.command("actions")
def run_actions(host: Host = LOOPBACK, port: Port = 5055) -> None:
    """Serve the custom actions alone, over rasa-sdk's webhook."""
    from bot.channels.action_server import action_server, executor_of
    from bot.cli_serve import serve
    from bot.stores.key_check import require_keys
    from bot.stores.migrate import upgrade

    with plain_errors():
        project = Project.here()
        house = project.extension()
        settings = project.settings
        upgrade(settings.database_url, tuple(house.migrations))
        require_keys(settings.database_url, settings.keyring, time.time())
        raise typer.Exit(serve(action_server(executor_of(house.actions)), host, port))


@app.command()
def shell() -> None:
    """Talk with the assistant in the terminal."""
    from bot.cli_shell import converse

    async def talk() -> None:
        async with project.build() as running:
            await converse(running.agent.handle, f"shell-{uuid.uuid4().hex}", Console())

    with plain_errors():
        project = Project.here()
        project.train()
        asyncio.run(talk())


@app.command()
def parse(text: str) -> None:
    """Show what a message is understood as: the JSON of /model/parse."""
    with plain_errors():
        project = Project.here()
        project.train()
        typer.echo(json.dumps(project.parse(text), indent=2, ensure_ascii=False))


@app.command()
def test(
    stories: Annotated[Path, typer.Argument(help="A file of test stories, or a folder.")] = Path(
        "tests/conversations"
    ),
    *,
    update: Annotated[bool, typer.Option(help="Write the transcripts anew.")] = False,
) -> None:
    """Play the test stories, and compare what happens with what they say."""
    from bot.cli_check import play_stories

    with plain_errors():
        project = Project.here()
        project.train()
        if not play_stories(project, stories, update=update):
            raise typer.Exit(FAILED)


@data_app.command("validate")
def validate() -> None:
    """Check every data file, each alone and against the others."""
    from bot.cli_check import data_problems

    with plain_errors():
        problems = data_problems(Project.here())
        for problem in problems:
            typer.echo(problem, err=True)
        if problems:
            typer.echo(f"{len(problems)} to mend.", err=True)
            raise typer.Exit(FAILED)
        typer.echo("All data files are sound.")


@nlu_app.command("evaluate")
def evaluate(
    train_file: TrainFile = None,
    test_file: TestFile = None,
    *,
    json_file: Annotated[
        Path | None, typer.Option("--json", dir_okay=False, help="Write all figures there.")
    ] = None,
    html_file: Annotated[
        Path | None, typer.Option("--html", dir_okay=False, help="Write a page with plots there.")
    ] = None,
    suites: Annotated[
        Path | None,
        typer.Option(exists=True, file_okay=False, help="Folder of suites, not tests/language."),
    ] = None,
) -> None:
    """Measure intents by cross-validation on data/nlu.yml, and all the suites; or other files."""
    if test_file is not None and train_file is None:
        typer.echo("--test needs --train.", err=True)
        raise typer.Exit(WRONG_USAGE)
    from bot.cli_evaluate import Sources, evaluation, write_files

    with plain_errors():
        with Console(stderr=True).status("Training on parts and judging the rest ..."):
            report = evaluation(Project.here(), Sources(train_file, test_file, suites))
        write_files(report, json_file=json_file, html_file=html_file)
        typer.echo(report.as_text())
