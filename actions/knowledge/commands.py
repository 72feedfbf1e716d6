"""`backline clinical`: check, explain and page, for the people who sign the protocol.

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
from actions.knowledge.review import signature_lines
from actions.triage.decision import Decision, decide
from actions.triage.protocol import Protocol

CLINICAL = Path("data/clinical")
Folder = Annotated[
    Path, typer.Option("--folder", exists=True, file_okay=False, help="The clinical files.")
]


def check(folder: Folder = CLINICAL) -> None:
    """Search every case for one that breaks what is claimed of the protocol."""
    # The search needs numpy, which nothing else here does.
    from actions.proof.proof import prove  # noqa: PLC0415
    from actions.proof.report import proof_lines  # noqa: PLC0415

    protocol = protocol_in(folder)
    typer.echo("Searching; this takes about half a minute.", err=True)
    proof = prove(protocol)
    echo(proof_lines(proof, protocol))
    echo(signature_lines(protocol, datetime.datetime.now(tz=datetime.UTC).date()))
    if not proof.holds:
        raise typer.Exit(1)


def explain(
    case: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    folder: Folder = CLINICAL,
) -> None:
    """Print each rule, what it saw and what it asked for, for every case of a file."""
    protocol = protocol_in(folder)
    unexpected = 0
    for one in cases_in(case, protocol):
        typer.echo(f"Case: {one.title}")
        echo(explain_lines(one.presentation, protocol))
        missed = _missed(one, decide(one.presentation, protocol))
        unexpected += len(missed)
        echo(f"UNEXPECTED: {line}" for line in missed)
        typer.echo("")
    if unexpected:
        raise typer.Exit(1)


def page(
    out: Annotated[Path, typer.Option("--out", dir_okay=False)] = Path("protocol.html"),
    folder: Folder = CLINICAL,
) -> None:
    """Write the whole protocol as one HTML page, to read, print and sign."""
    from actions.knowledge.page import protocol_page  # noqa: PLC0415

    out.write_text(protocol_page(protocol_in(folder)), encoding="utf-8")
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


def protocol_in(folder: Path) -> Protocol:
    """Return the protocol of a folder, or end with what is wrong with it."""
    try:
        return load_protocol(folder)
    except ClinicalDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def cases_in(path: Path, protocol: Protocol) -> tuple[Case, ...]:
    """Return the written cases of a file, or end with what is wrong with it."""
    try:
        return load_cases(path, protocol)
    except ClinicalDataError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


def echo(lines: Iterable[str]) -> None:
    """Print lines."""
    for line in lines:
        typer.echo(line)
