"""Turns into the database: each whole or not at all, several in one commit where that is faster."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue

from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, SQLAlchemyError

from bot.conversation.records import ConversationChanged
from bot.stores.database import Database
from bot.stores.errors import StoreUnavailable, failure_of
from bot.stores.rows import TurnRows
from bot.stores.statements import has_turn, refusal, write_turns

LARGEST_BATCH = 64
POSTGRES_WRITERS = 3

Outcome = Exception | None
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    rows: TurnRows
    loop: asyncio.AbstractEventLoop
    done: asyncio.Future[None]


class GroupWriter:
    """Writes on threads of its own; turns that wait while a commit runs share the next one.

    The disk's flush is most of a commit, so that sharing it makes many turns as cheap as one.
    SQLite has one writer at a time; on PostgreSQL a few keep one that waits from stopping all.
    """

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._closing = threading.Lock()
        self._is_closed = False
        count = 1 if database.is_sqlite else POSTGRES_WRITERS
        self._threads = [
            threading.Thread(target=self._run, name=f"backline-write-{number}", daemon=True)
            for number in range(count)
        ]
        for thread in self._threads:
            thread.start()

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
                for _ in self._threads:
                    self._queue.put(None)
        for thread in self._threads:
            thread.join()

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            batch = [waiting]
            goes_on = self._take_more(batch)
            _tell(batch, write_batch(self._database, [one.rows for one in batch], self._clock))
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
    # In one order for all processes, so that two of them never wait for each other's rows.
    in_order = sorted(batch, key=lambda rows: (rows.sender, rows.version))
    try:
        with database.writing() as connection:
            write_turns(connection, in_order, clock())
    except (ConversationChanged, IntegrityError, DataError):
        return _one_by_one(batch, lambda rows: write_one(database, rows, clock))
    except DBAPIError as error:
        if error.connection_invalidated:
            return _one_by_one(batch, lambda rows: _write_again(database, rows, clock))
        return [_outcome(error) for _ in batch]
    except Exception as error:
        return [_outcome(error) for _ in batch]
    return [None] * len(batch)


def _one_by_one(batch: Sequence[TurnRows], write: Callable[[TurnRows], Outcome]) -> list[Outcome]:
    """Write each turn by itself until the database turns out to be away."""
    outcomes: list[Outcome] = []
    for rows in batch:
        outcomes.append(write(rows))
        if isinstance(outcomes[-1], StoreUnavailable):
            # To find that out again for each of those who wait could take minutes.
            rest = len(batch) - len(outcomes)
            return outcomes + [StoreUnavailable(str(outcomes[-1])) for _ in range(rest)]
    return outcomes


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
