"""Turns into the database: each whole or not at all, several in one commit where that is faster."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Protocol

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from bot.conversation.records import ConversationChanged
from bot.stores.database import POSTGRES_CONNECTIONS, Database
from bot.stores.errors import StoreUnavailable, failure_of
from bot.stores.rows import TurnRows
from bot.stores.statements import has_turn, refusal, write_turns

LARGEST_BATCH = 64

Outcome = Exception | None
Clock = Callable[[], float]


class Writer(Protocol):
    """Writes turns and says when they are durable."""

    async def write(self, rows: TurnRows) -> None:
        """Return once the turn is committed; raise what refused it."""
        ...

    def close(self) -> None:
        """Finish what was handed in and stop."""
        ...


def writer_for(database: Database, clock: Clock) -> Writer:
    """Return the writer that suits the database."""
    if database.is_sqlite:
        return GroupWriter(lambda batch: write_batch(database, batch, clock))
    executor = ThreadPoolExecutor(POSTGRES_CONNECTIONS, "backline-write")
    return PooledWriter(lambda rows: write_one(database, rows, clock), executor)


class PooledWriter:
    """Writes each turn in a transaction of its own, several at once: PostgreSQL locks rows."""

    def __init__(self, write: Callable[[TurnRows], Outcome], executor: Executor) -> None:
        self._write = write
        self._executor = executor

    async def write(self, rows: TurnRows) -> None:
        """Return once the turn is committed; raise what refused it."""
        loop = asyncio.get_running_loop()
        try:
            running = loop.run_in_executor(self._executor, self._write, rows)
        except RuntimeError:
            raise StoreUnavailable("the store is closed") from None
        outcome = await running
        if outcome is not None:
            raise outcome

    def close(self) -> None:
        """Finish what was handed in and stop."""
        self._executor.shutdown()


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    rows: TurnRows
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class GroupWriter:
    """Writes on one thread; turns that wait while a commit runs share the next one.

    SQLite has one writer at a time and the disk's flush is most of a commit, so that sharing it
    makes many turns as cheap as one.
    """

    def __init__(self, write: Callable[[Sequence[TurnRows]], list[Outcome]]) -> None:
        self._write = write
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._is_closed = False
        self._thread = threading.Thread(target=self._run, name="backline-write", daemon=True)
        self._thread.start()

    async def write(self, rows: TurnRows) -> None:
        """Return once the turn is committed; raise what refused it."""
        loop = asyncio.get_running_loop()
        waiting = _Waiting(rows, loop, loop.create_future())
        with self._closing:
            if self._is_closed:
                raise StoreUnavailable("the store is closed")
            self._queue.put(waiting)
        await waiting.done

    def close(self) -> None:
        """Finish what was handed in and stop."""
        with self._closing:
            if not self._is_closed:
                self._is_closed = True
                self._queue.put(None)
        self._thread.join()

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            batch = [waiting]
            goes_on = self._take_more(batch)
            outcomes = self._write([one.rows for one in batch])
            _tell(batch, outcomes)
            if not goes_on:
                return

    def _take_more(self, batch: list[_Waiting]) -> bool:
        """Add what waits already; return False when the last of it is the wish to stop."""
        with suppress(Empty):
            while len(batch) < LARGEST_BATCH:
                waiting = self._queue.get_nowait()
                if waiting is None:
                    return False
                batch.append(waiting)
        return True


def _tell(batch: Sequence[_Waiting], outcomes: Sequence[Outcome]) -> None:
    """Wake those who wait, each loop once."""
    told = list(zip(batch, outcomes, strict=True))
    for loop in {waiting.loop for waiting in batch}:
        mine = [(waiting.done, outcome) for waiting, outcome in told if waiting.loop is loop]
        # A loop that has ended has nobody left who waits; its turns are stored all the same.
        with suppress(RuntimeError):
            loop.call_soon_threadsafe(_settle, mine)


def _settle(told: Sequence[tuple[asyncio.Future[None], Outcome]]) -> None:
    for done, outcome in told:
        if done.done():
            continue
        if outcome is None:
            done.set_result(None)
        else:
            done.set_exception(outcome)


def write_batch(database: Database, batch: Sequence[TurnRows], clock: Clock) -> list[Outcome]:
    """Write turns in one transaction; when one of them is refused, each in its own."""
    if len(batch) == 1:
        return [write_one(database, batch[0], clock)]
    try:
        with database.writing() as connection:
            write_turns(connection, batch, clock())
    except (ConversationChanged, IntegrityError, DataError):
        return [write_one(database, rows, clock) for rows in batch]
    except Exception as error:
        return [_outcome(error) for _ in batch]
    return [None] * len(batch)


def write_one(database: Database, rows: TurnRows, clock: Clock) -> Outcome:
    """Write a turn in a transaction of its own; a connection that was lost is replaced once."""
    try:
        _write(database, rows, clock)
    except DBAPIError as error:
        if not error.connection_invalidated:
            return _explained(database, rows, error)
    except Exception as error:
        return _explained(database, rows, error)
    else:
        return None
    return _write_again(database, rows, clock)


def _write_again(database: Database, rows: TurnRows, clock: Clock) -> Outcome:
    """Write a turn whose connection was lost, perhaps after the commit had been carried out."""
    try:
        with database.reading() as connection:
            if has_turn(connection, rows.turn_id):
                return None
        _write(database, rows, clock)
    except Exception as error:
        return _explained(database, rows, error)
    return None


def _write(database: Database, rows: TurnRows, clock: Clock) -> None:
    with database.writing() as connection:
        write_turns(connection, [rows], clock())


def _explained(database: Database, rows: TurnRows, error: Exception) -> Exception:
    """Return the error in the store's own terms: what is stored tells which rule was broken."""
    if not isinstance(error, ConversationChanged | IntegrityError):
        return _outcome(error)
    try:
        with database.reading() as connection:
            return refusal(connection, rows) or _outcome(error)
    except SQLAlchemyError as second:
        return _outcome(second)


def _outcome(error: Exception) -> Exception:
    return failure_of(error, "storing a turn") if isinstance(error, SQLAlchemyError) else error
