"""Stored conversations with the numbers behind them, for those of staff who have to call."""

from __future__ import annotations

import logging

from bot.conversation.phones import PREFIX
from bot.stores.archive import Archive
from bot.stores.database import open_database
from bot.stores.encryption import Cipher, Unreadable
from bot.stores.errors import StoreFailure
from bot.stores.phone_numbers import PURPOSE, PhoneNumbers

logger = logging.getLogger(__name__)


class Correspondence(Archive):
    """An archive that knows numbers, where it has the key that they are encrypted with."""

    def __init__(self, url: str, encryption_key: str | None, secret: str) -> None:
        """Read from the database at `url`; nothing is opened before something is read."""
        super().__init__(url)
        self._address = url
        self._encryption_key = encryption_key
        self._secret = secret

    async def number_of(self, conversation: str) -> str | None:
        """Return the number that its texts come from; None where there is none or no key for it.

        The page that asks shows everything else all the same, so that nothing is raised.
        """
        if self._encryption_key is None or not conversation.startswith(PREFIX):
            return None
        database = open_database(self._address)
        try:
            cipher = Cipher(self._encryption_key, PURPOSE)
            numbers = PhoneNumbers(database, cipher, self._secret, clock=lambda: 0.0)
            return await numbers.number_of(conversation)
        except (StoreFailure, Unreadable) as error:
            logger.warning("number not read: %s", type(error).__name__)
            return None
        finally:
            database.close()
