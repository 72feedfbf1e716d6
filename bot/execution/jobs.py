"""Due jobs: what the house does by itself, beside answering."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from typing import Protocol

logger = logging.getLogger(__name__)


class Job(Protocol):
    """Something to do again and again, first at the start."""

    @property
    def name(self) -> str:
        """What logs call it."""

    @property
    def every_seconds(self) -> float:
        """How long to rest between the end of a run and the next."""

    async def run(self) -> None:
        """Do it once. Several processes may do so at the same time."""


class Jobs:
    """Runs jobs as background tasks. A job that fails is tried again after its rest."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """Keep the jobs; nothing runs yet."""
        self._jobs = tuple(jobs)
        self._tasks: tuple[asyncio.Task[None], ...] = ()

    def start(self) -> None:
        """Begin all jobs, in the running event loop."""
        self._tasks = tuple(
            asyncio.create_task(_repeat(job), name=f"job {job.name}") for job in self._jobs
        )

    async def stop(self) -> None:
        """End all jobs and wait until they have ended."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = ()


async def _repeat(job: Job) -> None:
    while True:
        try:
            await job.run()
        # One failure must not end a job for good: nobody would notice until a restart.
        except Exception as error:
            logger.error("job failed", extra={"job": job.name, "error": type(error).__name__})
        await asyncio.sleep(job.every_seconds)
