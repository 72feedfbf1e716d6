"""The due job that sends what waits in the outbox, and tells staff of what did not arrive.

At least once, as Twilio takes no key that would make it send once: whoever dies between sending and
noting looks first whether the text is among those sent, and sends it again only if it is not.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Collection
from typing import Protocol

from bot.channels.sms.notices import UNREACHED, WROTE_AFTER_OPT_OUT
from bot.channels.sms.ports import Numbers, Outbox, Staff
from bot.channels.sms.twilio import OPTED_OUT, TryAgain
from bot.conversation.deliveries import Delivery, Outcome, WaitingText
from bot.conversation.phones import key_of_sender

logger = logging.getLogger(__name__)

EVERY_SECONDS = 1.0
MOST_IN_ONE_RUN = 200
# Parts of one answer are handed over this far apart, so that carriers keep their order.
SPACING_SECONDS = 0.5
FIRST_PAUSE_SECONDS = 2.0
LONGEST_PAUSE_SECONDS = 300.0
# A text that nobody may miss is somebody's business long before we give up.
LATE_AFTER_SECONDS = 60.0
# An answer that comes hours later answers something else.
TOO_LATE_AFTER_SECONDS = 4 * 3600.0


class Sender(Protocol):
    """Hands texts to a provider."""

    async def send(self, number: str, text: str, text_id: int) -> Outcome:
        """Hand a text over; raises TryAgain."""

    async def find(
        self, number: str, text: str, since: float, others: Collection[str]
    ) -> Outcome | None:
        """Return what became of a text that may have been sent; raises TryAgain."""


class Courier:
    """Sends texts, one after another for each person, urgent ones first."""

    name = "text messages"
    every_seconds = EVERY_SECONDS

    def __init__(
        self,
        channel: str,
        stores: tuple[Outbox, Numbers],
        sender: Sender | None,
        staff: Staff,
        clock: Callable[[], float],
    ) -> None:
        """Send by `sender`; without one, what waits cannot go, and staff hear of what is urgent."""
        self._channel = channel
        self._outbox, self._numbers = stores
        self._sender = sender
        self._staff = staff
        self._clock = clock

    async def run(self) -> None:
        """Send what is due, then tell staff what they have to know. Raises the store's failure."""
        for _ in range(MOST_IN_ONE_RUN):
            waiting = await self._outbox.claim(self._channel)
            if waiting is None:
                break
            await self._send(waiting)
        await self.tell_staff()

    async def tell_staff(self) -> None:
        """Tell staff of each text that did not reach its person; what fails is tried again."""
        for text in await self._outbox.unreached():
            kept_back = text.state is Delivery.SUPPRESSED and not text.is_urgent
            kind = WROTE_AFTER_OPT_OUT if kept_back else UNREACHED
            await self._staff(text.recipient, text.turn_id, kind, urgent=text.is_urgent)
            await self._outbox.note_told(text)

    async def _send(self, waiting: WaitingText) -> None:
        """Try one text once, and keep what came of it."""
        try:
            outcome = await self._tried(waiting)
        except TryAgain as again:
            await self._put_off(waiting, again)
            return
        if outcome.code == OPTED_OUT:
            await self._numbers.set_opted_out(key_of_sender(waiting.recipient), is_opted_out=True)
        await self._outbox.settle(waiting, outcome)
        state = str(outcome.state)
        logger.info("text message handed over", extra={"text": waiting.id, "state": state})
        await asyncio.sleep(SPACING_SECONDS)

    async def _tried(self, waiting: WaitingText) -> Outcome:
        if not waiting.is_farewell and await self._numbers.is_opted_out(waiting.recipient):
            return Outcome(Delivery.SUPPRESSED)
        if self._clock() > _useless_after(waiting):
            return Outcome(Delivery.EXPIRED)
        number = await self._numbers.number_of(waiting.recipient)
        if number is None or self._sender is None:
            return Outcome(Delivery.FAILED)
        if waiting.is_in_doubt:
            others = await self._outbox.provider_ids(waiting.recipient)
            found = await self._sender.find(number, waiting.text, waiting.first_tried_at, others)
            if found is not None:
                return found
        return await self._sender.send(number, waiting.text, waiting.id)

    async def _put_off(self, waiting: WaitingText, again: TryAgain) -> None:
        now = self._clock()
        if waiting.is_urgent and now - waiting.first_tried_at >= LATE_AFTER_SECONDS:
            await self._outbox.want_staff(waiting)
        pause = max(pause_after(waiting.attempts), again.after_seconds or 0.0)
        is_in_doubt = again.is_in_doubt or waiting.is_in_doubt
        await self._outbox.retry(waiting, now + pause, is_in_doubt=is_in_doubt)
        logger.warning(
            "text message not sent, to be tried again",
            extra={"text": waiting.id, "reason": again.reason, "pause": pause},
        )


def _useless_after(waiting: WaitingText) -> float:
    if waiting.useless_after is not None:
        return waiting.useless_after
    return waiting.first_tried_at + TOO_LATE_AFTER_SECONDS


def pause_after(attempts: int) -> float:
    """Return for how many seconds a text rests after being tried this often before."""
    return float(min(FIRST_PAUSE_SECONDS * 2 ** min(attempts, 10), LONGEST_PAUSE_SECONDS))
