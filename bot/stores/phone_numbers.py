"""The numbers behind conversations by text message.

A conversation is called by a keyed hash of the number. The number itself stands in one table,
encrypted, because an answer has to be sent to it.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable, Sequence
from hashlib import sha256

from sqlalchemy import Connection, Insert, Table, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.conversation.phones import Phone, Receipt, key_of_sender
from bot.stores.blocking import read, write
from bot.stores.database import Database
from bot.stores.sealing import Sealer
from bot.stores.tables import phone_numbers, receipts

PURPOSE = "phone numbers"
KEY_LETTERS = 40


class PhoneNumbers:
    """Reads and writes numbers. Methods raise StoreFailure.

    `secret` makes the keys: with another one every number would begin a new conversation.
    """

    def __init__(
        self, database: Database, sealer: Sealer, secret: str, clock: Callable[[], float]
    ) -> None:
        self._database = database
        self._sealer = sealer
        self._secret = secret.encode()
        self._clock = clock

    def key(self, number: str) -> str:
        """Return what stands for a number everywhere else."""
        text = f"{PURPOSE}\n{number}".encode()
        return hmac.new(self._secret, text, sha256).hexdigest()[:KEY_LETTERS]

    async def meet(self, number: str) -> Phone:
        """Return what is known of a number in E.164; from now on it can be answered."""
        key = self.key(number)

        def work(connection: Connection) -> Phone:
            found = _phone(connection, key)
            if found is not None:
                # The number of a person who opted out was deleted with their conversations.
                lost = (phone_numbers.c.key == key, phone_numbers.c.number == "")
                again = update(phone_numbers).where(*lost)
                connection.execute(again.values(number=self._sealer.seal(number)))
                return found
            row = {"key": key, "number": self._sealer.seal(number), "thread": 0}
            connection.execute(_unless_there(connection, phone_numbers), row)
            return Phone(key)

        known = await read(self._database, lambda one: _known(one, key), "looking up a number")
        return await write(self._database, work, "keeping a number") if known is None else known

    async def number_of(self, sender_id: str) -> str | None:
        """Return the number of a conversation. Raises Unreadable for another key's."""
        query = select(phone_numbers.c.number).where(
            phone_numbers.c.key == key_of_sender(sender_id)
        )
        found = await read(
            self._database, lambda one: one.execute(query).scalar(), "looking up a number"
        )
        return self._sealer.open(found) if found else None

    async def is_opted_out(self, sender_id: str) -> bool:
        """Tell whether nothing may be sent to this conversation's number."""
        key = key_of_sender(sender_id)
        phone = await read(self._database, lambda one: _phone(one, key), "looking up a number")
        return phone is not None and phone.is_opted_out

    async def set_opted_out(self, key: str, *, is_opted_out: bool) -> None:
        """Keep that a person wants no texts any more, or wants them again."""
        opted_out_at = self._clock() if is_opted_out else None
        change = update(phone_numbers).where(phone_numbers.c.key == key)
        await self._write(change.values(opted_out_at=opted_out_at), "keeping an opt-out")

    async def move(self, phone: Phone) -> None:
        """Keep which thread a number is in, and which one it was asked about."""
        change = update(phone_numbers).where(phone_numbers.c.key == phone.key)
        values = {"thread": phone.thread, "asks_about": phone.asks_about}
        await self._write(change.values(**values), "moving a number")

    async def receipt(self, keys: Sequence[str]) -> Receipt | None:
        """Return where a message with one of these names was taken to, or None when it is new."""
        query = select(receipts).where(receipts.c.key.in_(keys)).limit(1)
        row = await read(
            self._database, lambda one: one.execute(query).one_or_none(), "looking for a receipt"
        )
        return None if row is None else Receipt(row.sender_id, row.message_id)

    async def keep_receipt(self, keys: Sequence[str], receipt: Receipt) -> None:
        """Keep where a message was taken to, by each of its provider's names for it."""
        now = self._clock()
        rows = [
            {
                "key": key,
                "sender_id": receipt.sender_id,
                "message_id": receipt.message_id,
                "received_at": now,
            }
            for key in keys
        ]

        def work(connection: Connection) -> None:
            connection.execute(_unless_there(connection, receipts), rows)

        await write(self._database, work, "keeping a receipt")

    async def _write(self, statement: object, doing: str) -> None:
        def work(connection: Connection) -> None:
            connection.execute(statement)  # type: ignore[call-overload]

        await write(self._database, work, doing)


def _known(connection: Connection, key: str) -> Phone | None:
    """Return what is known of a number that is there."""
    lost = select(phone_numbers.c.key).where(
        phone_numbers.c.key == key, phone_numbers.c.number == ""
    )
    return None if connection.execute(lost).first() else _phone(connection, key)


def _phone(connection: Connection, key: str) -> Phone | None:
    query = select(phone_numbers).where(phone_numbers.c.key == key)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return None
    return Phone(key, row["thread"], row["asks_about"], row["opted_out_at"] is not None)


def _unless_there(connection: Connection, table: Table) -> Insert:
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table).on_conflict_do_nothing()
    return postgresql.insert(table).on_conflict_do_nothing()
