"""Blocking database work for callers on an event loop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.stores.database import Database
from bot.stores.errors import failure_of

Result = TypeVar("Result")
Work = Callable[[Connection], Result]


async def read(database: Database, work: Work[Result], doing: str) -> Result:
    """Read on a thread. Raises StoreFailure."""

    def run() -> Result:
        with database.reading() as connection:
            return work(connection)

    return await _on_thread(run, doing)


async def write(database: Database, work: Work[Result], doing: str) -> Result:
    """Do the work in one transaction, on a thread. Raises StoreFailure."""

    def run() -> Result:
        with database.writing() as connection:
            return work(connection)

    return await _on_thread(run, doing)


async def _on_thread(run: Callable[[], Result], doing: str) -> Result:
    try:
        return await asyncio.to_thread(run)
    except SQLAlchemyError as error:
        raise failure_of(error, doing) from None
