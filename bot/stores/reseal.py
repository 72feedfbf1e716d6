"""What was stored in the clear, or with an older key, sealed with the newest: step by step.

The assistant may run meanwhile. A row that changes under our hands is left to the next pass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Row,
    TableClause,
    Text,
    column,
    func,
    select,
    table,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import Database
from bot.stores.errors import failure_of
from bot.stores.journal import PURPOSE, reseal_files
from bot.stores.key_check import forget_keys, keys_in_use
from bot.stores.rows import purpose_of
from bot.stores.sealing import Keyring, Sealer
from bot.stores.tables import conversations, events, keep_holds, outbox, phone_numbers, turns

BATCH = 200
MOST_PASSES = 5

SEALED: tuple[Column[Any], ...] = (
    events.c.data,
    conversations.c.snapshot,
    turns.c.replies,
    outbox.c.payload,
    phone_numbers.c.number,
    keep_holds.c.reason,
    keep_holds.c.release_reason,
)


@dataclass(frozen=True, slots=True)
class Resealed:
    """How many values of a column, called `table.column`, have been sealed anew."""

    name: str
    values: int


class Resealing:
    """Seals columns with the first of the operator's keys. Methods raise StoreFailure."""

    def __init__(
        self, database: Database, columns: Sequence[Column[Any]], keyring: Keyring, folder: Path
    ) -> None:
        """Work on `columns`, and on the turns that are kept in `folder`. There is a key."""
        self._database = database
        self._folder = folder
        self._columns = [_Sealable.of(one, keyring) for one in columns]
        self._journal = keyring.sealer(PURPOSE)
        self._keyring = keyring

    def run(self, told: Callable[[Resealed], None]) -> None:
        """Seal all that is not sealed so; `told` hears of each column, also of what is done."""
        try:
            for one in self._columns:
                told(Resealed(one.name, sum(self._batches(one))))
            told(Resealed(PURPOSE, reseal_files(self._folder, self._journal)))
            self._forget_old_keys()
        except SQLAlchemyError as error:
            raise failure_of(error, "encrypting") from None

    def _batches(self, one: _Sealable) -> Iterator[int]:
        """Yield how many values each batch sealed."""
        for _ in range(MOST_PASSES):
            after, changed = None, 0
            while rows := self._page(one, after):
                with self._database.writing() as connection:
                    done = sum(one.seal(connection, row) for row in rows)
                after, changed = rows[-1].key, changed + done
                yield done
            if not changed:
                return

    def _page(self, one: _Sealable, after: Any) -> Sequence[Row[Any]]:
        with self._database.reading() as connection:
            return connection.execute(one.page(after)).all()

    def _forget_old_keys(self) -> None:
        """Let go of keys with which nothing is sealed any more."""
        with self._database.writing() as connection:
            if not any(connection.execute(one.page(None)).first() for one in self._columns):
                forget_keys(connection, keys_in_use(connection) - {self._keyring.ids[0]})


@dataclass(frozen=True, slots=True)
class _Sealable:
    """A column without the types that the rest of the code gives it: its values as stored."""

    name: str
    table: TableClause
    key: ColumnElement[Any]
    value: ColumnElement[str]
    sealer: Sealer

    @classmethod
    def of(cls, sealed: Column[Any], keyring: Keyring) -> _Sealable:
        """Return a column; raises ValueError for a table whose rows have no key of one column."""
        [key] = sealed.table.primary_key.columns
        bare = table(sealed.table.name, column(key.name, key.type), column(sealed.name, Text))
        name = purpose_of(sealed)
        return cls(name, bare, bare.c[key.name], bare.c[sealed.name], keyring.sealer(name))

    def page(self, after: Any) -> Any:
        """Return the query for the next rows that are not sealed as they would be now."""
        head = self.sealer.head
        query = select(self.key.label("key"), self.value.label("value")).where(
            self.value.is_not(None), func.substr(self.value, 1, len(head)) != head
        )
        if after is not None:
            query = query.where(self.key > after)
        return query.order_by(self.key).limit(BATCH)

    def seal(self, connection: Connection, row: Row[Any]) -> int:
        """Seal one value unless it has changed; return how many were."""
        sealed = self.sealer.seal(self.sealer.open(row.value))
        change = update(self.table).where(self.key == row.key, self.value == row.value)
        return connection.execute(change.values({self.value.key: sealed})).rowcount
