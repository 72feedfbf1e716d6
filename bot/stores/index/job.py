"""The due job that keeps the index: it follows the events, so that a turn costs nothing more."""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import Connection, Row
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.stores.database import Database
from bot.stores.errors import failure_of
from bot.stores.index import progress as follow
from bot.stores.index.reading import (
    House,
    change_of,
    indexed_among,
    newer_events,
    opt_outs_to_note,
)
from bot.stores.index.rows import Change, IndexWriter
from bot.stores.index.words import WordKey

logger = logging.getLogger(__name__)

PAGE = 2_000
# SQLite has one writer: a turn must not wait long for the index.
BATCH = 16


class IndexJob:
    """Puts what is new into the index. Several processes may run it; one at a time works."""

    name = "index of conversations"
    every_seconds = 2.0

    def __init__(
        self, database: Database, words: WordKey, house: House, clock: Callable[[], float]
    ) -> None:
        """Keep the parts."""
        self._database = database
        self._words = words
        self._house = house
        self._clock = clock
        self._writer = IndexWriter(words)
        self._me = uuid.uuid4().hex
        self._is_stopping = False

    async def run(self) -> None:
        """Follow the events to their end, on a thread. Raises StoreFailure."""
        work = asyncio.create_task(asyncio.to_thread(self.catch_up))
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait([work])
            raise
        except SQLAlchemyError as error:
            raise failure_of(error, "keeping the index") from None

    def stop(self) -> None:
        """Have a thread that follows the events end after what it is writing now."""
        self._is_stopping = True

    def begin_anew(self) -> None:
        """Have the whole index made anew, from the next run on."""
        with self._database.writing() as connection:
            follow.begin_anew(connection, self._words.fingerprint)

    def state(self) -> tuple[int, int]:
        """Return the event up to which all is in the index, and the last one there is."""
        with self._database.reading() as connection:
            return follow.progress_of(connection).seq, follow.end_of_events(connection).head

    def catch_up(self) -> int:
        """Follow the events to their end; return how many rows were written."""
        with self._database.reading() as connection:
            progress = follow.progress_of(connection)
        if progress.words_made_by != self._words.fingerprint:
            # Other words than these are asked for from now on.
            self.begin_anew()
            with self._database.reading() as connection:
                progress = follow.progress_of(connection)
        with self._database.reading() as connection:
            end = follow.end_of_events(connection)
            opted = list(opt_outs_to_note(connection, progress.generation))
        if follow.is_done(progress, end) and not opted:
            return 0
        if not self._take():
            return 0
        try:
            count = self._write_all(opted, progress.generation)
            count += self._follow(progress, end)
            if not self._is_stopping:
                self._keep(progress, follow.after_reading(progress, end))
        finally:
            self._leave()
        return count

    def _follow(self, progress: follow.Progress, end: follow.End) -> int:
        place, count = progress.seq, 0
        while place < end.head and not self._is_stopping:
            with self._database.reading() as connection:
                page = newer_events(connection, place, end.head, PAGE)
            if not page:
                break
            count += self._put_page(page, progress.generation)
            place = page[-1].seq
            if not self._is_stopping:
                self._note(progress, place)
        return count

    def _note(self, progress: follow.Progress, place: int) -> None:
        """Stay in charge; keep the place where that is safe already."""
        self._take()
        if self._database.is_sqlite or place <= progress.head:
            self._keep(progress, (place, max(progress.head, place), progress.horizon))

    def _keep(self, progress: follow.Progress, place: tuple[int, int, int]) -> None:
        with self._database.writing() as connection:
            follow.keep(connection, progress, place)

    def _put_page(self, page: Sequence[Row[Any]], generation: int) -> int:
        latest = {row.conversation_id: row.seq for row in page}
        with self._database.reading() as connection:
            known = indexed_among(connection, latest, generation)
        behind = [one for number, one in known.items() if one.indexed_seq < latest[number]]
        count = 0
        for start in range(0, len(behind), BATCH):
            if self._is_stopping:
                break
            some = behind[start : start + BATCH]
            with self._database.reading() as connection:
                made = [self._change(connection, one) for one in some]
            count += self._write_all([one for one in made if one is not None], generation)
        return count

    def _change(self, connection: Connection, before: Any) -> Change | None:
        try:
            return change_of(connection, before, self._house)
        except SQLAlchemyError:
            raise
        # One conversation that cannot be read must not keep all others out of the index.
        except Exception as error:
            extra = {"conversation": before.conversation_id, "error": type(error).__name__}
            logger.error("a conversation cannot be indexed", extra=extra)
            return None

    def _write_all(self, changes: Sequence[Change], generation: int) -> int:
        """Write together; where a conversation was deleted meanwhile, each by itself."""
        if not changes:
            return 0
        try:
            self._write(changes, generation)
        except IntegrityError:
            if len(changes) == 1:
                return 0
            return sum(self._write_all([change], generation) for change in changes)
        return len(changes)

    def _write(self, changes: Sequence[Change], generation: int) -> None:
        with self._database.writing() as connection:
            self._writer.write(connection, changes, generation)
        self._writer.committed()

    def _take(self) -> bool:
        with self._database.writing() as connection:
            return follow.take(connection, self._me, self._clock())

    def _leave(self) -> None:
        with self._database.writing() as connection:
            follow.leave(connection, self._me)
