"""What `backline nlu evaluate` does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot import __version__
from bot.cli_project import CommandFailed, Project
from bot.nlu.evaluation import evaluate
from bot.nlu.evaluation_page import evaluation_page
from bot.nlu.evaluation_report import EvaluationReport

SUITES = Path("tests", "language")


@dataclass(frozen=True, slots=True)
class Sources:
    """What to evaluate on; None for the project's own files."""

    train: Path | None = None
    test: Path | None = None
    suites: Path | None = None


def evaluation(project: Project, sources: Sources) -> EvaluationReport:
    """Evaluate; the suites go with the project's own examples only. Raises CommandFailed."""
    suites = sources.suites or project.root / SUITES
    try:
        return evaluate(
            project.assistant,
            train=sources.train,
            test=sources.test,
            suites=suites if sources.train is None and suites.is_dir() else None,
        )
    except ValueError as error:
        raise CommandFailed(str(error)) from error


def write_files(
    report: EvaluationReport, *, json_file: Path | None, html_file: Path | None
) -> None:
    """Write the report where asked to. Raises CommandFailed."""
    written = f"Backline {__version__}, {datetime.now(UTC):%d %B %Y}"
    try:
        if json_file is not None:
            json_file.write_text(json.dumps(report.as_json(), indent=2) + "\n", encoding="utf-8")
        if html_file is not None:
            page = evaluation_page(
                report, title="How well messages are understood", written=written
            )
            html_file.write_text(page, encoding="utf-8")
    except OSError as error:
        raise CommandFailed(f"{error.filename}: {error.strerror}") from error
