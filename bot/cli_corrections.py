"""`backline nlu corrections`, `backline train --corrections`: from the console into the model."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.cli_keep import noted, opened_records
from bot.cli_project import CommandFailed, Project

if TYPE_CHECKING:
    from bot.nlu.comparison import Comparison, Figure

Out = Annotated[
    Path | None, typer.Option("--out", dir_okay=False, help="Rasa NLU file for the examples.")
]
SuiteOut = Annotated[
    Path | None,
    typer.Option("--suite", dir_okay=False, help="Suite for findings and lengths of time."),
]
Stories = Annotated[
    Path | None, typer.Option("--stories", file_okay=False, help="Folder for the test stories.")
]
WRONG_USAGE = 2


def export_corrections(out: Out = None, suite: SuiteOut = None, stories: Stories = None) -> None:
    """Write what staff corrected, de-identified: examples, suite lines, test stories."""
    from bot.console.correct_files import examples_file, suite_file
    from bot.console.correct_story_pages import story_name
    from bot.console.corrections import Corrections
    from bot.nlu.known_values import entries_of_files
    from bot.staff import choices_of

    if out is None and suite is None and stories is None:
        typer.echo("Name a file: --out, --suite or --stories.", err=True)
        raise typer.Exit(WRONG_USAGE)
    with opened_records() as (project, _, records):
        kept = Corrections(records.database, project.settings.keyring)
        found = asyncio.run(kept.in_force())
        choices = choices_of(project.assistant, entries_of_files(project.assistant))
        files: list[tuple[Path, str]] = []
        if out is not None:
            files.append((out, examples_file(found, choices)))
        if suite is not None:
            files.append((suite, suite_file(found, choices)))
        if stories is not None:
            told = asyncio.run(kept.stories())
            files += [(stories / story_name(one.correction), one.content) for one in told]
        noted(records, "correct.export", ", ".join(str(path) for path, _ in files) or str(stories))
        _write_all(files)
        typer.echo(f"{len(found)} corrections in force.")


def train_with(project: Project, corrections: Path) -> None:
    """Train with corrections and show before and after. Raises CommandFailed when it is refused."""
    from bot.nlu.comparison import read_comparison

    earlier = read_comparison(project.model_dir)
    try:
        project.train_with(corrections)
    finally:
        found = read_comparison(project.model_dir)
        if found is not None and found != earlier:
            show(found)
    typer.echo("The new model is in force; its examples stand in data/corrections.yml.")


def show(comparison: Comparison) -> None:
    """Print a comparison, before and after side by side."""
    console = Console(highlight=False)
    console.print(_table("Figure", comparison.figures))
    changed = comparison.changed_intents()
    if changed:
        console.print(_table("Intent, by F1", changed))
    for one in comparison.lost:
        line = f"lost: {one.text!r} is {one.intent}, and would be taken for {one.after}"
        console.print(line, markup=False)


def _table(title: str, figures: Iterable[Figure]) -> Table:
    table = Table(title, "before", "after", "change", "of")
    for one in figures:
        name = f"{one.group}: {one.name}" if one.group else one.name
        change = f"{one.change * 100:+.2f}" if one.change else "0"
        table.add_row(name, _percent(one.before), _percent(one.after), change, str(one.total))
    return table


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.2%}"


def _write_all(files: Iterable[tuple[Path, str]]) -> None:
    """Write files for their owner only, each whole or not at all. Raises CommandFailed."""
    for path, text in files:
        draft = path.with_name(f".{path.name}.partial")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            opened = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(opened, "w", encoding="utf-8") as file:
                file.write(text)
            draft.replace(path)
        except OSError as error:
            raise CommandFailed(f"{path}: {error.strerror}") from None
        finally:
            with suppress(OSError):
                draft.unlink()
        typer.echo(f"Written: {path}")
