"""`backline export`: the conversations of some days as a file."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli_keep import noted, opened_records
from bot.cli_project import CommandFailed

First = Annotated[str, typer.Option("--from", help="First day, like 2026-11-01.")]
Last = Annotated[str, typer.Option("--to", help="Last day; today when not given.")]
Form = Annotated[str, typer.Option("--format", help="csv, json (Rasa's trackers) or html.")]
Out = Annotated[
    Path | None, typer.Option("--out", file_okay=False, help="Folder; var/exports when not given.")
]


def export(first: First = "", last: Last = "", form: Form = "csv", out: Out = None) -> None:
    """Write the conversations that began on these days to a file that only you can read."""
    from bot.exports.files import FORMS, Exporter
    from bot.exports.period import BadPeriod, period_of

    with opened_records() as (project, house, records):
        if form not in FORMS:
            raise CommandFailed(f"--format {form}: there is {', '.join(FORMS)}.")
        zone = ZoneInfo(house.time_zone)
        try:
            period = period_of(first, last, zone, datetime.fromtimestamp(time.time(), zone).date())
        except BadPeriod as error:
            raise CommandFailed(f"{error}.") from None
        exporter = Exporter(records.exports, house.title, list(project.assistant.domain.slots))
        folder = out or project.settings.root / "var" / "exports"
        file = folder / exporter.name(period, form)
        noted(records, "records.export", str(file.name))
        _write(file, exporter.pieces(period, form))
        typer.echo(f"{file}: keep it where health data may be kept.")


def _write(file: Path, pieces: Iterable[bytes]) -> None:
    """Write a file, whole or not at all, for its owner only. Raises CommandFailed."""
    draft = file.with_name(f"{file.name}.partial")
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as opened:
            opened.writelines(pieces)
        draft.replace(file)
    except OSError as error:
        raise CommandFailed(f"{file}: {error.strerror}") from None
    finally:
        draft.unlink(missing_ok=True)
