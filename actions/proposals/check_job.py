"""The due job that has proposals searched, each by a program of its own beside the server."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

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
            folders = Path(place) / "old" / "clinical", Path(place) / "new" / "clinical"
            texts = proposal.draft.base, proposal.draft.files
            for files, folder in zip(texts, folders, strict=True):
                await asyncio.to_thread(write_files, files, folder)
            process = await self._started(*folders)
            try:
                said = await self._awaited(run, process)
            finally:
                if process.returncode is None:
                    process.kill()
                    await process.wait()
        if said is None:
            return
        if process.returncode != 0:
            logger.error("a protocol was not searched: exit code %s", process.returncode)
            why = f"The search ended with code {process.returncode}."
            await asyncio.to_thread(self.runs.fail, run.id, self._now(), why)
            return
        await asyncio.to_thread(self.runs.finish, run.id, self._now(), json.loads(said))

    async def _started(self, old: Path, new: Path) -> Process:
        words = [sys.executable, "-m", PROGRAM, str(old), str(new)]
        if self.cases is not None and self.cases.is_dir():
            words += ["--cases", str(self.cases.absolute())]
        if self.only is not None:
            words += ["--only", *sorted(self.only)]
        environment = {name: os.environ[name] for name in HANDED_ON if name in os.environ}
        return await asyncio.create_subprocess_exec(
            *words,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=DEVNULL,
            # Where the code lies that runs here: `-m` looks there first.
            cwd=Path(str(actions.__file__)).parents[1],
            env=environment | ONE_THREAD,
        )

    async def _awaited(self, run: Run, process: Process) -> bytes | None:
        """Return what the program printed; None when nobody wants it any more."""
        reading = asyncio.create_task(process.communicate())
        try:
            for _ in range(int(LONGEST_SECONDS / SIGN_OF_LIFE_SECONDS)):
                done, _waiting = await asyncio.wait({reading}, timeout=SIGN_OF_LIFE_SECONDS)
                if done:
                    return reading.result()[0]
                if not await asyncio.to_thread(self.runs.hold, run.id, self._now()):
                    return None
        finally:
            reading.cancel()
        why = f"The search took longer than {LONGEST_SECONDS / 60:.0f} minutes."
        await asyncio.to_thread(self.runs.fail, run.id, self._now(), why)
        return None

    def _now(self) -> float:
        return self.clock().timestamp()
