"""`backline clinical`: all its commands; those here compare protocols and take decisions again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import chain
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.knowledge.commands import (
    CLINICAL,
    Folder,
    cases_in,
    check,
    echo,
    explain,
    page,
    protocol_in,
)
from actions.proof.stored import StoredConversations, latest_record, words_of_facts
from actions.proof.stored_report import differences, mover_json, mover_lines, replay_lines
from actions.triage.protocol import Protocol

OldFolder = Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="OLD")]
NewFolder = Annotated[Path, typer.Argument(exists=True, file_okay=False, metavar="NEW")]
CasesFolder = Annotated[
    Path | None,
    typer.Option("--cases", exists=True, file_okay=False, help="Written cases to compare too."),
]
Stored = Annotated[
    bool,
    typer.Option("--conversations", help="The stored conversations too (BACKLINE_DATABASE_URL)."),
]
Words = Annotated[bool, typer.Option("--words", help="Show the patients' own words as well.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def clinical_commands(stored: StoredConversations, *more: Callable[..., Any]) -> typer.Typer:
    """Return the commands and `more`; `stored` is where conversations are read from."""
    app = typer.Typer(
        help="The clinical protocol: prove, explain, compare, replay, print.", no_args_is_help=True
    )

    @app.callback()
    def hand_over(context: typer.Context) -> None:
        context.obj = stored

    own: tuple[Callable[..., Any], ...] = (check, explain, diff, replay, page)
    for command in (*own, *more):
        app.command()(command)
    return app


def diff(  # noqa: PLR0913 -- typer hands over each option as a parameter
    context: typer.Context,
    old: OldFolder,
    new: NewFolder,
    cases: CasesFolder = None,
    *,
    conversations: Stored = False,
    words: Words = False,
    as_json: AsJson = False,
) -> None:
    """List who would move from which level to which when NEW replaced OLD."""
    # The search over all combinations needs numpy, which nothing else here does.
    from actions.proof.diff import diff_json, diff_lines  # noqa: PLC0415

    before, after = protocol_in(old), protocol_in(new)
    written = [
        (one.title, one.presentation)
        for file in (sorted(cases.glob("*.yml")) if cases else [])
        for one in cases_in(file, before)
    ]
    parts = [(diff_json if as_json else diff_lines)(before, after, written)]
    if conversations:
        report = mover_json if as_json else mover_lines
        parts.append(report(context.obj, before, after, words=words))
    if as_json:
        _echo_json(before, after, parts)
    else:
        echo(chain.from_iterable(parts))


def _echo_json(before: Protocol, after: Protocol, parts: Iterable[Iterable[str]]) -> None:
    """Print one object piece by piece: the parts are its further members."""
    typer.echo(f'{{"old": "{before.version}", "new": "{after.version}"', nl=False)
    for piece in chain.from_iterable(parts):
        typer.echo(piece, nl=False)
    typer.echo("}")


def replay(
    context: typer.Context,
    conversation: Annotated[str, typer.Argument(metavar="CONVERSATION_ID")],
    folder: Folder = CLINICAL,
    *,
    words: Words = False,
) -> None:
    """Take the latest decision of a stored conversation again, and tell whether it is the same.

    Exit code 1 when it is not, or when there is none.
    """
    protocol = protocol_in(folder)
    events = context.obj.events(conversation)
    record = latest_record(events)
    if record is None:
        what = "has no decision" if events else "is not stored"
        typer.echo(f"The conversation {conversation!r} {what}.", err=True)
        raise typer.Exit(1)
    echo(replay_lines(record, protocol, words_of_facts(events) if words else None))
    if differences(record, protocol):
        raise typer.Exit(1)
