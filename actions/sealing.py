"""How the clinic's tables keep what only this server may read.

A column of type `SealedText` is sealed on its way into the database and opened on its way out, by
the sealers of the engine that `actions.booking.database.engine_for` returns. The server hands them
in. Equal texts are stored differently each time: such a column is never searched by its value.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Protocol

from sqlalchemy import Column, Dialect, Engine, MetaData, Text
from sqlalchemy.types import TypeDecorator


class Sealer(Protocol):
    """Seals the values of one column; none where no key is set."""

    def seal(self, text: str) -> str:
        """Return a text as it is stored."""

    def open(self, stored: str) -> str:
        """Return a stored text, sealed or not. Raises what a command shows as one line."""


# From `table.column` to the sealer of this column, which opens no other's values.
SealerFor = Callable[[str], Sealer]

_ATTRIBUTE = "backline_sealers"


class SealedText(TypeDecorator[str]):
    """Text that is sealed where it is stored. `purpose` is the column's name: `table.column`."""

    impl = Text
    cache_ok = True

    def __init__(self, purpose: str) -> None:
        super().__init__()
        self.purpose = purpose

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Return a text as it is stored. Raises TypeError for an engine without sealers."""
        if value is None:
            return None
        sealers: _Sealers | None = getattr(dialect, _ATTRIBUTE, None)
        if sealers is None:
            raise TypeError(f"{self.purpose} is written by an engine that cannot seal it")
        return sealers.of(self.purpose).seal(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Return a stored text as it was; an engine without sealers returns it as it is stored."""
        sealers: _Sealers | None = getattr(dialect, _ATTRIBUTE, None)
        return value if value is None or sealers is None else sealers.of(self.purpose).open(value)


class _Sealers:
    """The sealers of an engine, each made once."""

    def __init__(self, sealer_for: SealerFor) -> None:
        self._sealer_for = sealer_for
        self._made: dict[str, Sealer] = {}

    def of(self, purpose: str) -> Sealer:
        if purpose not in self._made:
            self._made[purpose] = self._sealer_for(purpose)
        return self._made[purpose]


def sealing(engine: Engine, sealer_for: SealerFor) -> Engine:
    """Return the engine, which from now on seals and opens columns of type SealedText."""
    setattr(engine.dialect, _ATTRIBUTE, _Sealers(sealer_for))
    return engine


def sealed_columns(*schemas: MetaData) -> Iterator[Column[Any]]:
    """Yield the columns that are sealed."""
    for schema in schemas:
        for table in schema.sorted_tables:
            yield from (one for one in table.columns if isinstance(one.type, SealedText))


class Unsealed:
    """Keeps texts as they are, where no key is set."""

    def seal(self, text: str) -> str:
        """Return the text."""
        return text

    def open(self, stored: str) -> str:
        """Return the text."""
        return stored


def unsealed(_: str) -> Sealer:
    """Return the sealer of any column where nothing is sealed."""
    return Unsealed()
