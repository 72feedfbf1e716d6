"""All that is found out about a changed protocol before it is approved, as JSON.

`python -m actions.proof.examination OLD NEW [--cases FOLDER] [--only SIGN ...]` prints it. It is a
program of its own, as the search keeps a processor busy for a minute: a server that answers people
starts it beside itself. With `--stop-with-input` it ends when its input does. It reads clinical
files and written cases, and knows of no database.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.knowledge.cases import Case, load_cases
from actions.knowledge.loader import load_protocol
from actions.knowledge.problems import ClinicalDataError
from actions.proof.diff import compare, written_moves
from actions.proof.proof import prove
from actions.proof.report import claimed
from actions.triage.protocol import Disposition, Protocol

# Whoever waits for an answer comes first.
NICE = 10
Json = dict[str, Any]


def examined(
    old: Path, new: Path, cases: Path | None = None, only: frozenset[str] | None = None
) -> Json:
    """Return claims, moves over all combinations, and written cases, of `new` against `old`.

    `only` keeps the searches to some signs. Raises ClinicalDataError for unsound files.
    """
    before, after = load_protocol(old), load_protocol(new)
    written = _written(cases, before)
    proof = prove(after, only)
    return {
        "old": before.version,
        "new": after.version,
        "only": sorted(only) if only else [],
        "holds": proof.holds and not any(one.broken for one in claimed(proof)),
        "people": proof.cases,
        "claims": [
            {"words": one.words, "broken": one.broken, "examples": one.examples}
            for one in claimed(proof)
        ],
        "combinations": [
            {
                "from": moved.move[0],
                "to": moved.move[1],
                "less": _is_less(*moved.move),
                "count": moved.count,
                "examples": moved.examples,
            }
            for moved in compare(before, after, only)
        ],
        "written": len(written),
        "cases": _cases(before, after, written),
    }


def _written(folder: Path | None, protocol: Protocol) -> list[Case]:
    files = sorted(folder.glob("*.yml")) if folder is not None else []
    return [one for file in files for one in load_cases(file, protocol)]


def _cases(before: Protocol, after: Protocol, written: Sequence[Case]) -> list[Json]:
    """Return the written cases that end elsewhere, with what each of them expects."""
    expected = {one.title: one.disposition for one in written}
    told = [(one.title, one.presentation) for one in written]
    return [
        {
            "title": title,
            "from": was.disposition,
            "from_rule": was.rule_id,
            "to": now.disposition,
            "to_rule": now.rule_id,
            "less": _is_less(was.disposition, now.disposition),
            "expects": expected[title],
        }
        for title, was, now in written_moves(before, after, told)
    ]


def _is_less(before: Disposition, after: Disposition) -> bool:
    return after.urgency < before.urgency


def _stop_with_input() -> None:
    """End when whoever started this has ended: nobody would read what is found."""
    # Not through `sys.stdin`: its lock, held here, would make the end of the program a crash.
    while os.read(0, 1):
        pass
    os._exit(1)


def main() -> int:
    """Print the examination; 1 when the files cannot be read."""
    parser = argparse.ArgumentParser(prog="examination")
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--cases", type=Path)
    parser.add_argument("--only", nargs="*")
    parser.add_argument("--stop-with-input", action="store_true")
    given = parser.parse_args()
    if given.stop_with_input:
        threading.Thread(target=_stop_with_input, daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(NICE)
    only = frozenset(given.only) if given.only else None
    try:
        found = examined(given.old, given.new, given.cases, only)
    except ClinicalDataError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
