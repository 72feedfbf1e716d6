"""The due job that says what is due, through the engine's texts.

At least once, and as near to once as can be: what is said is a turn of the conversation with a name
of its own, so that whoever dies before marking it finds it said. From there on the outbox delivers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from actions.booking.due_messages import ClaimedDue, Due, DueMessages, DueState
from actions.booking.due_times import quiet_until
from actions.booking.notice import BUSY, OPTED_OUT, SAID, UNREACHABLE, Notice, Speaker
from actions.booking.rechecks import Rechecks
from actions.booking.visit_reminders import RECHECK, VisitReminders

logger = logging.getLogger(__name__)

EVERY_SECONDS = 20.0
MOST_IN_ONE_RUN = 200
# Whoever writes to us right now is asked later.
BUSY_PAUSE = timedelta(hours=6)
_STATES = {
    SAID: DueState.SAID,
    OPTED_OUT: DueState.OPTED_OUT,
    UNREACHABLE: DueState.UNREACHABLE,
}


class ReminderJob:
    """Says each due message once, outside of quiet hours, while it is of use."""

    name = "reminders"
    every_seconds = EVERY_SECONDS

    def __init__(
        self,
        messages: DueMessages,
        visits: VisitReminders,
        rechecks: Rechecks,
        speaker: Speaker,
        clock: Callable[[], datetime],
    ) -> None:
        """Say what `messages` holds through `speaker`. `clock` gives aware times."""
        self._messages = messages
        self._visits = visits
        self._rechecks = rechecks
        self._speaker = speaker
        self._clock = clock

    async def run(self) -> None:
        """Bring the table up to date, then say what is due. Raises SQLAlchemyError."""
        await asyncio.to_thread(self._visits.plan, self._clock())
        for _ in range(MOST_IN_ONE_RUN):
            now = self._clock().timestamp()
            claimed = await asyncio.to_thread(self._messages.claim, now)
            if claimed is None:
                return
            await self._take(claimed)

    async def _take(self, claimed: ClaimedDue) -> None:
        """Say one message, or keep why not. What fails is tried again when its lease is over."""
        try:
            await self._say(claimed)
        except Exception as error:  # one conversation's failure must not keep the others waiting
            logger.error(
                "due message not said, to be tried again",
                extra={"kind": claimed.due.kind, "error": type(error).__name__},
            )

    async def _say(self, claimed: ClaimedDue) -> None:
        due, now = claimed.due, self._clock()
        quiet = quiet_until(now, self._visits.reminders.quiet, self._visits.zone)
        earliest = now if quiet is None else quiet
        if earliest.timestamp() >= due.useless_after:
            await self._settle(claimed, DueState.MISSED)
        elif quiet is not None:
            await asyncio.to_thread(self._messages.put_off, claimed, quiet.timestamp())
        else:
            notice = await asyncio.to_thread(self._notice, due, now)
            if notice is None:
                await self._settle(claimed, DueState.CANCELLED)
            else:
                await self._heard(claimed, await self._speaker(notice))

    def _notice(self, due: Due, now: datetime) -> Notice | None:
        if due.kind == RECHECK:
            return self._rechecks.notice(due, now)
        return self._visits.notice(due)

    async def _heard(self, claimed: ClaimedDue, answer: str) -> None:
        if answer == BUSY:
            later = (self._clock() + BUSY_PAUSE).astimezone(UTC).timestamp()
            await asyncio.to_thread(self._messages.put_off, claimed, later)
            return
        await self._settle(claimed, _STATES[answer])

    async def _settle(self, claimed: ClaimedDue, state: DueState) -> None:
        now = self._clock().timestamp()
        await asyncio.to_thread(self._messages.settle, claimed, state, now)
        logger.info("due message", extra={"kind": claimed.due.kind, "state": str(state)})
