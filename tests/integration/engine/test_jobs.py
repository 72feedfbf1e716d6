"""Due jobs run while the assistant does, and a failure ends none of them."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest

from bot.execution.jobs import Jobs


class Broken(Exception):
    """Quotes somebody, as careless errors do."""


@dataclass
class Counting:
    """A job that counts its runs and fails in the first ones."""

    failures: int = 0
    runs: int = 0
    name: str = "counting"
    every_seconds: float = 0.001

    async def run(self) -> None:
        self.runs += 1
        if self.runs <= self.failures:
            raise Broken("zweiundvierzig")


async def until(done) -> None:
    async with asyncio.timeout(5):
        while not done():
            await asyncio.sleep(0.001)


async def test_a_job_runs_again_and_again_until_it_is_stopped():
    job = Counting()
    jobs = Jobs([job])
    jobs.start()
    await until(lambda: job.runs >= 3)
    await jobs.stop()
    runs = job.runs
    await asyncio.sleep(0.02)
    assert job.runs == runs


async def test_a_failure_is_logged_by_its_class_and_tried_again(caplog):
    failing, sound = Counting(failures=2), Counting()
    jobs = Jobs([failing, sound])
    jobs.start()
    await until(lambda: failing.runs >= 4 and sound.runs >= 4)
    await jobs.stop()
    assert [(one.job, one.error) for one in caplog.records] == [("counting", "Broken")] * 2
    assert "zweiundvierzig" not in caplog.text


async def test_a_job_is_stopped_in_the_middle_of_its_work():
    class Hanging(Counting):
        async def run(self) -> None:
            self.runs += 1
            await asyncio.sleep(3600)

    job = Hanging()
    jobs = Jobs([job])
    jobs.start()
    await until(lambda: job.runs == 1)
    async with asyncio.timeout(1):
        await jobs.stop()


@pytest.mark.parametrize("times", [1, 2])
async def test_stopping_what_never_began_is_fine(times):
    jobs = Jobs([Counting()])
    for _ in range(times):
        await jobs.stop()
