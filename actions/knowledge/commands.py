"""`backline clinical`: check, explain, diff and page, for the people who sign the protocol.

Exit codes: 0 fine, 1 something is wrong with the protocol or a case, 2 wrong usage.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated

import typer

from actions.knowledge.cases import Case, load_cases
from actions.knowledge.explain import explain_lines
from actions.knowledge.loader import load_protocol
from actions.knowledge.problems import ClinicalDataError
from actions.triage.decision import Decision, decide
from actions.triage.protocol import Protocol

app = typer.Typer(
    help="The clinical protocol: prove, explain, compare, print.", no_args_is_help=True
)

CLINICAL = Path("data/clinical")
Folder = Annotated[
    Path, typer.Option("--folder", exists=True, file_okay=False, help="The clinical files.")
]


@app.command()
def check(folder: Folder = CLINICAL) -> None:
    """Search every case for one that breaks what is claimed of the protocol."""
    # The search needs numpy, which nothing else here does.
    from actions.proof.proof import prove  # noqa: PLC0415
    from actions.proof.report import proof_lines, signature_lines  # noqa: PLC0415

    protocol = _protocol(folder)
    typer.echo("Searching; this takes about half a minute.", err=True)
    proof = prove(protocol)
    _echo(proof_lines(proof, protocol))
    _echo(signature_lines(protocol, datetime.datetime.now(tz=datetime.UTC).date()))
    if not proof.holds:
        raise typer.Exit(1)


@app.command()
def explain(
    case: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    folder: Folder = CLINICAL,
) -> None:
    """Print each rule, what it saw and what it asked for, for every case of a file."""
    protocol = _protocol(folder)
    unexpected = 0
    for one in _cases(case, protocol):
        typer.echo(f"Case: {one.title}")
        _echo(explain_lines(one.presentation, protocol))
        missed = _missed(one, decide(one.presentation, protocol))
        unexpected += len(missed)
        _echo(f"UNEXPECTED: {line}" for line in missed)
        typer.echo("")
    if unexpected:
        raise typer.Exit(1)


@app.command()
def diff(
    old: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    new: Annotated[Path, typer.Argument(exists=True, file_okay=False)],
    cases: Annotated[
        Path | None,
        typer.Option("--cases", exists=True, file_okay=False, help="Written cases to compare too."),
    ] = None,
) -> None:
    """List who would move from which level to which when NEW replaced OLD."""
    from actions.proof.diff import diff_lines  # noqa: PLC0415

    before, after = _protocol(old), _protocol(new)
    files = sorted(cases.glob("*.yml")) if cases else []
    written = [one for file in files for one in _cases(file, before)]
    _echo(diff_lines(before, after, [(one.title, one.presentation) for one in written]))


@app.command()
def page(
    out: Annotated[Path, typer.Option("--out", dir_okay=False)] = Path("protocol.html"),
    folder: Folder = CLINICAL,
) -> None:
    """Write the whole protocol as one HTML page, to read, print and sign."""
    from actions.knowledge.page import protocol_page  # noqa: PLC0415

    out.write_text(protocol_page(_protocol(folder)), encoding="utf-8")
    typer.echo(f"wrote {out}")


def _missed(case: Case, decision: Decision) -> list[str]:
    """Return what a case expected and did not get."""
    missed = []
    if case.rule_id not in (None, decision.rule_id):
        missed.append(f"expected {case.rule_id}, got {decision.rule_id}")
    if case.disposition not in (None, decision.disposition):
        missed.append(f"expected {case.disposition}, got {decision.disposition}")
    missed += [f"expected advice {code}" for code in case.advice if code not in decision.advice]
    missed += [f"unwanted advice {code}" for code in case.no_advice if code in decision.advice]
    return missed


def _protocol(folder: Path) -> Protocol:
    try:
        return load_protocol(folder)
    except ClinicalDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _cases(path: Path, protocol: Protocol) -> tuple[Case, ...]:
    try:
        return load_cases(path, protocol)
    except ClinicalDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def _echo(lines: Iterable[str]) -> None:
    for line in lines:
        typer.echo(line)


if __name__ == "__main__":
    app()
