"""A process that sends one text and is killed before it can note so: `url api_base key now`."""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from bot.channels.sms.courier import Courier
from bot.channels.sms.twilio import Account, TwilioSender
from bot.conversation.deliveries import Outcome, WaitingText
from bot.stores.database import open_database
from bot.stores.outbox import Outbox
from bot.stores.phone_numbers import PhoneNumbers
from bot.stores.sealing import Keyring

SECRET = "a secret of the server"


class DyingOutbox(Outbox):
    """Loses its process when it is told that a text went out."""

    async def settle(self, text: WaitingText, outcome: Outcome) -> None:
        os.kill(os.getpid(), signal.SIGKILL)


async def no_staff(*_: str, **_more: bool) -> None:
    """Nobody is called here."""


async def run_once(url: str, api_base: str, key: str, now: float, outbox: type[Outbox]) -> None:
    """Let a courier of its own run once."""
    database = open_database(url)

    def clock() -> float:
        return now

    numbers = PhoneNumbers(database, Keyring([key]).sealer("phone_numbers.number"), SECRET, clock)
    sender = TwilioSender(Account("AC1", "token", "+15005550006", api_base, None))
    stores = (outbox(database, clock, Keyring([key]).sealer("outbox.payload")), numbers)
    await Courier("twilio", stores, sender, no_staff, clock).run()
    await sender.close()
    database.close()


if __name__ == "__main__":
    url, api_base, key, now = sys.argv[1:]
    asyncio.run(run_once(url, api_base, key, float(now), DyingOutbox))
