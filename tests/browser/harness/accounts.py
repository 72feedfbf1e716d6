"""Makes the accounts that browser tests log in with: python accounts.py DATABASE_URL SECRET.

One for each role, called like it, with a password that its owner chose; and `newcomer`, an admin
who still has the one-time password. The server has made the tables. Repeats harmlessly.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import suppress
from zoneinfo import ZoneInfo

from bot.console.accounts import AccountProblem
from bot.console.console import console_parts
from bot.console.doors import ConsoleOptions
from bot.console.roles import ROLES
from bot.stores.database import open_database

PASSWORD = "four plain words together"
NAMES = {
    "viewer": "Vera Okoye",
    "reviewer": "Bo Lindqvist",
    "scheduler": "Chen Wei",
    "admin": "Ana Ruiz",
}


async def make(database_url: str, secret: str) -> None:
    """Add what is missing."""
    database = open_database(database_url)
    options = ConsoleOptions(title="", zone=ZoneInfo("UTC"), secret=secret, clock=time.time)
    parts = console_parts(database, options)
    kept = await parts.passwords.hash(PASSWORD)
    for role in ROLES:
        with suppress(AccountProblem):
            await parts.accounts.add(role, NAMES[role], role, kept)
            account = await parts.accounts.called(role)
            assert account is not None
            await parts.accounts.set_password(account, kept)
    with suppress(AccountProblem):
        await parts.accounts.add("newcomer", "New Comer", "admin", kept)
    database.close()


if __name__ == "__main__":
    asyncio.run(make(*sys.argv[1:]))
