"""Due jobs run while the assistant does, and a failure ends none of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

import pytest

from bot.execution.jobs import Jobs

PATIENCE_SECONDS = 5


class Broken(Exception):
    """Quotes somebody, as careless errors do."""


@dataclass
class Counting:
    """A job that counts its runs, fails in the first ones, and tells when it ran often enough."""

    failures: int = 0
    runs: int = 0
    wanted: int = 3
    is_enough: asyncio.Event = field(default_factory=asyncio.Event)
    name: str = "counting"
    every_seconds: float = 0.001

    async def run(self) -> None:
        self.runs += 1
        if self.runs >= self.wanted:
            self.is_enough.set()
        if self.runs <= self.failures:
            raise Broken("zweiundvierzig")


async def test_a_job_runs_again_and_again_until_it_is_stopped():
    job = Counting()
    jobs = Jobs([job])
    jobs.start()
    await asyncio.wait_for(job.is_enough.wait(), PATIENCE_SECONDS)
    await jobs.stop()
    runs = job.runs
    await asyncio.sleep(0.02)
    assert job.runs == runs


async def test_a_failure_is_logged_by_its_class_and_tried_again(caplog):
    failing, sound = Counting(failures=2), Counting()
    jobs = Jobs([failing, sound])
    jobs.start()
    await asyncio.wait_for(failing.is_enough.wait(), PATIENCE_SECONDS)
    await asyncio.wait_for(sound.is_enough.wait(), PATIENCE_SECONDS)
    await jobs.stop()
    assert [(one.job, one.error) for one in caplog.records] == [("counting", "Broken")] * 2
    assert "zweiundvierzig" not in caplog.text


async def test_a_job_is_stopped_in_the_middle_of_its_work():
    class Hanging(Counting):
        async def run(self) -> None:
            self.is_enough.set()
            await asyncio.sleep(3600)

    job = Hanging()
    jobs = Jobs([job])
    jobs.start()
    await asyncio.wait_for(job.is_enough.wait(), PATIENCE_SECONDS)
    async with asyncio.timeout(1):
        await jobs.stop()


@pytest.mark.parametrize("times", [1, 2])
async def test_stopping_what_never_began_is_fine(times):
    jobs = Jobs([Counting()])
    for _ in range(times):
        await jobs.stop()
