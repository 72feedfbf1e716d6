"""The due job that has staff look at failed turns that the queue could not take at once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from actions.queue.items import Report

EVERY_SECONDS = 5.0


class FailedTurns:
    """Puts failed turns into the queue; what it refuses or is slow to take is tried again.

    They wait in memory: after a restart staff find such a conversation only in the transcripts, by
    "A turn failed".
    """

    name = "failed turns"
    every_seconds = EVERY_SECONDS

    def __init__(self, add: Callable[[Report], Awaitable[int | None]]) -> None:
        """Put reports into the queue by `add`, which returns None when that failed."""
        self._add = add
        self._waiting: dict[str, Report] = {}

    async def flag(self, report: Report) -> None:
        """Have staff look at a turn, now or as soon as the queue takes it. Does not raise."""
        self._waiting[report.turn_id] = report
        await self._try(report)

    async def run(self) -> None:
        """Try again all that waits; a report that is in the queue already is not doubled."""
        for report in tuple(self._waiting.values()):
            await self._try(report)

    async def _try(self, report: Report) -> None:
        if await self._add(report) is not None:
            self._waiting.pop(report.turn_id, None)
