"""The due job that has proposals searched, each by a program of its own beside the server."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, TimeoutExpired

import actions
from actions.proposals.drafting import write_files
from actions.proposals.runs import Runs
from actions.proposals.store import Proposals
from actions.proposals.values import Proposal, Run, RunKind

logger = logging.getLogger(__name__)

EVERY_SECONDS = 2.0
SIGN_OF_LIFE_SECONDS = 5.0
LONGEST_SECONDS = 1800.0
PROGRAM = "actions.proof.examination"
OLD, NEW, OUTPUT = Path("old", "clinical"), Path("new", "clinical"), "found.json"
# The search needs no key and no address: it is given none.
HANDED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SYSTEMROOT")
ONE_THREAD = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


@dataclass(frozen=True, slots=True)
class CheckJob:
    """Searches what waits, one after the other. `clock` gives aware times.

    `cases` is the folder of written cases, if there is one. `only` keeps the search to some signs,
    which its result then says.
    """

    proposals: Proposals
    runs: Runs
    clock: Callable[[], datetime]
    cases: Path | None = None
    only: frozenset[str] | None = None
    name: str = "protocol checks"
    every_seconds: float = EVERY_SECONDS

    async def run(self) -> None:
        """Do what waits. Raises SQLAlchemyError when the database cannot be used."""
        while (
            run := await asyncio.to_thread(self.runs.claim, RunKind.CHECK, self._now())
        ) is not None:
            proposal = await asyncio.to_thread(self.proposals.get, run.proposal_id)
            if proposal is not None:
                await self._check(run, proposal)

    async def _check(self, run: Run, proposal: Proposal) -> None:
        with tempfile.TemporaryDirectory() as place:
            folder = Path(place)
            await asyncio.to_thread(_lay_out, proposal, folder)
            with await asyncio.to_thread(self._started, folder) as process:
                try:
                    is_wanted = await self._awaited(run, process)
                finally:
                    process.kill()
            if not is_wanted:
                return
            if process.returncode != 0:
                logger.error("a protocol was not searched: exit code %s", process.returncode)
                why = f"The search ended with code {process.returncode}."
                await asyncio.to_thread(self.runs.fail, run.id, self._now(), why)
                return
            found = json.loads((folder / OUTPUT).read_bytes())
        await asyncio.to_thread(self.runs.finish, run.id, self._now(), found)

    def _started(self, folder: Path) -> Popen[bytes]:
        """Start the program. It ends by itself when this process does: its input ends then."""
        words = [sys.executable, "-m", PROGRAM, str(folder / OLD), str(folder / NEW)]
        words.append("--stop-with-input")
        if self.cases is not None and self.cases.is_dir():
            words += ["--cases", str(self.cases.absolute())]
        if self.only is not None:
            words += ["--only", *sorted(self.only)]
        environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
        # Not asyncio's: under uvloop a child keeps the server's port, and a restart would fail.
        with (folder / OUTPUT).open("wb") as output:
            return Popen(  # noqa: S603 - our own program, and paths that we have made
                words,
                stdin=PIPE,
                stdout=output,
                stderr=DEVNULL,
                # Where the code lies that runs here: `-m` looks there first.
                cwd=Path(str(actions.__file__)).parents[1],
                env=environment | ONE_THREAD,
            )

    async def _awaited(self, run: Run, process: Popen[bytes]) -> bool:
        """Wait until the program has ended; False when nobody wants what it finds any more."""
        for _ in range(int(LONGEST_SECONDS / SIGN_OF_LIFE_SECONDS)):
            if await asyncio.to_thread(_has_ended, process):
                return True
            if not await asyncio.to_thread(self.runs.hold, run.id, self._now()):
                return False
        why = f"The search took longer than {LONGEST_SECONDS / 60:.0f} minutes."
        await asyncio.to_thread(self.runs.fail, run.id, self._now(), why)
        return False

    def _now(self) -> float:
        return self.clock().timestamp()


def _lay_out(proposal: Proposal, folder: Path) -> None:
    write_files(proposal.draft.base, folder / OLD)
    write_files(proposal.draft.files, folder / NEW)


def _has_ended(process: Popen[bytes]) -> bool:
    try:
        process.wait(SIGN_OF_LIFE_SECONDS)
    except TimeoutExpired:
        return False
    return True
