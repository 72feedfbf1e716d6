"""Stored conversations with the numbers behind them, for those of staff who have to call."""

from __future__ import annotations

import logging

from bot.conversation.phones import PREFIX
from bot.stores.archive import Archive
from bot.stores.database import open_database
from bot.stores.errors import StoreFailure, Unreadable
from bot.stores.phone_numbers import PhoneNumbers
from bot.stores.rows import purpose_of
from bot.stores.sealing import Keyring
from bot.stores.tables import phone_numbers

logger = logging.getLogger(__name__)


class Correspondence(Archive):
    """An archive that knows numbers, where it has the key that they are encrypted with."""

    def __init__(self, url: str, keyring: Keyring, secret: str) -> None:
        """Read from the database at `url`; nothing is opened before something is read."""
        super().__init__(url, keyring)
        self._address = url
        self._keyring = keyring
        self._secret = secret

    async def number_of(self, conversation: str) -> str | None:
        """Return the number that its texts come from; None where there is none or no key for it.

        The page that asks shows everything else all the same, so that nothing is raised.
        """
        if not self._keyring.ids or not conversation.startswith(PREFIX):
            return None
        database = open_database(self._address)
        try:
            sealer = self._keyring.sealer(purpose_of(phone_numbers.c.number))
            numbers = PhoneNumbers(database, sealer, self._secret, clock=lambda: 0.0)
            return await numbers.number_of(conversation)
        except (StoreFailure, Unreadable) as error:
            logger.warning("number not read: %s", type(error).__name__)
            return None
        finally:
            database.close()
