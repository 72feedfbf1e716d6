"""`backline clinical apply`: an approved change is written over the files that it was made from."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from actions.knowledge.commands import CLINICAL, Folder
from actions.knowledge.problems import ClinicalDataError
from actions.proposals.bundle import BadBundle, Bundle, hash_of, read_bundle
from actions.proposals.drafting import protocol_of
from actions.triage.protocol import Protocol

CHANGELOG = "CHANGELOG.md"
HEADING = "## "
BundlePath = Annotated[Path, typer.Argument(exists=True, dir_okay=False, metavar="BUNDLE")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Check everything and write nothing.")]


class NotApplied(Exception):
    """Nothing was written; str() is one line that says why."""


def apply_command(secret: str, clock: Callable[[], datetime]) -> Callable[..., None]:
    """Return the command. `secret` is the key that bundles are sealed with."""

    def apply(bundle: BundlePath, folder: Folder = CLINICAL, *, dry_run: DryRun = False) -> None:
        """Put an approved change in force: the file that the console gave after two approvals.

        Refuses one that was changed, that fewer than two people approved, or that was made from
        other files than those in the folder. A run that was cut off is finished by the next.
        """
        try:
            approved = read_bundle(bundle, secret)
            done = applied(approved, folder, today=clock().date().isoformat(), writes=not dry_run)
        except (BadBundle, NotApplied) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(1) from error
        for line in done:
            typer.echo(line)

    return apply


def applied(bundle: Bundle, folder: Path, *, today: str, writes: bool = True) -> list[str]:
    """Write a change; return what was done, in lines. Raises NotApplied, with nothing written."""
    record = bundle.record
    waiting = _waiting(bundle, folder)
    protocol = _checked(bundle)
    entry = changelog_entry(record, protocol, today)
    log = folder / CHANGELOG
    written = log.read_text(encoding="utf-8") if log.is_file() else ""
    is_told = entry.splitlines()[2] in written
    if not waiting and is_told:
        return [f"{record['to_version']} is in force already: nothing to do."]
    if not writes:
        return [f"would write {folder / name}" for name in waiting]
    for name in waiting:
        _replace(folder / name, bundle.files[name])
    if not is_told:
        _replace(log, _with_entry(written, entry).encode())
    return [
        f"{record['from_version']} -> {record['to_version']}",
        *(f"wrote {folder / name}" for name in (*waiting, CHANGELOG)),
        "Restart the service: it reads the files when it starts.",
    ]


def changelog_entry(record: Mapping[str, Any], protocol: Protocol, today: str) -> str:
    """Return the lines of CHANGELOG.md that tell of a change; the third names it."""
    version = record["to_version"].partition("+")[0]
    standing = "signed" if protocol.signed else "unsigned"
    names = " and ".join(f"{one['by']} ({one['role']})" for one in record["approvals"])
    replay = record["approvals"][-1]["figures"]["replay"]
    moved = ", ".join(f"{one['from']} -> {one['to']} {one['count']}" for one in replay["moves"])
    why = " ".join(str(record["why"]).split())
    return "\n".join(
        (
            f"## {version}, {today}, {standing}",
            "",
            f"Proposal {record['proposal']} of the staff console ({record['to_version']}): {why}",
            f"Proposed by {record['proposed_by']}. Approved by {names}. An approval is no "
            "physician's signature: that stands in the head of each file.",
            f"Replayed over {replay['conversations']:,} stored conversations: "
            f"{moved or 'nobody moves'}.",
            "",
            *(f"- {one}" for one in record["changes"]),
            "",
        )
    )


def _waiting(bundle: Bundle, folder: Path) -> list[str]:
    """Return the files that are not as approved yet; each must be as it was proposed upon."""
    waiting = []
    for name, hashes in bundle.hashes.items():
        try:
            now = hash_of((folder / name).read_bytes())
        except OSError as error:
            raise NotApplied(f"{folder / name} cannot be read ({type(error).__name__})") from None
        if now == hashes["after"]:
            continue
        if now != hashes["before"]:
            raise NotApplied(
                f"{folder / name} is not the file that the change was made from: the protocol has "
                "changed since. Propose the change anew in the console. Nothing was written"
            )
        waiting.append(name)
    return waiting


def _checked(bundle: Bundle) -> Protocol:
    """Return the protocol that the files make, which must be the one that was approved."""
    try:
        protocol = protocol_of({name: content.decode() for name, content in bundle.files.items()})
    except (ClinicalDataError, UnicodeDecodeError) as error:
        raise NotApplied(f"the files cannot be read by this version of Backline: {error}") from None
    if protocol.version != bundle.record["to_version"]:
        raise NotApplied(f"the files make {protocol.version}, not what was approved")
    return protocol


def _with_entry(written: str, entry: str) -> str:
    """Return the log with an entry before the newest one."""
    head, heading, rest = written.partition(f"\n{HEADING}")
    return f"{head.rstrip()}\n\n{entry}\n{HEADING}{rest}" if heading else f"{written}\n{entry}"


def _replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_name(f".{path.name}.new")
    with beside.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        beside.chmod(path.stat().st_mode)
    beside.replace(path)
