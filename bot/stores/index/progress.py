"""How far the index has followed the events, and which process follows them now.

On PostgreSQL a smaller number may be committed after a larger one. So what was read up to `head`
counts as read only once every transaction has ended that was open then: when the oldest open one
is younger than `horizon`. Until then those events are looked at again, which changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, func, or_, select, text, update

from bot.stores.index.tables import index_progress
from bot.stores.tables import events

HOLD_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Progress:
    """All events up to `seq` are in the index, and those up to `head` were once looked at."""

    seq: int
    head: int
    horizon: int
    generation: int
    words_made_by: str


@dataclass(frozen=True, slots=True)
class End:
    """Where the events end now; the oldest transaction that is open, and the next one to come."""

    head: int
    oldest_open: int = 0
    next_one: int = 0


def progress_of(connection: Connection) -> Progress:
    """Return how far the index is."""
    row = connection.execute(select(index_progress)).one()
    return Progress(row.seq, row.head, row.horizon, row.generation, row.words_made_by)


def end_of_events(connection: Connection) -> End:
    """Return where the events end, and on PostgreSQL what is being written just now."""
    head = select(func.coalesce(func.max(events.c.seq), 0).label("head"))
    if connection.dialect.name != "postgresql":
        return End(connection.execute(head).scalar_one())
    row = connection.execute(
        head.add_columns(
            text("pg_snapshot_xmin(pg_current_snapshot())::text::bigint AS oldest"),
            text("pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS next"),
        )
    ).one()
    return End(row.head, row.oldest, row.next)


def is_done(progress: Progress, end: End) -> bool:
    """Tell whether there is nothing to look at and nothing to wait for."""
    return progress.seq >= end.head and progress.head == progress.seq


def after_reading(progress: Progress, end: End) -> tuple[int, int, int]:
    """Return `seq`, `head` and `horizon` after everything up to `end` was looked at."""
    if end.next_one == 0:
        return end.head, end.head, 0
    if end.oldest_open < progress.horizon:
        return progress.seq, progress.head, progress.horizon
    # All that was open when `head` was read has ended, and has just been looked at.
    return progress.head, end.head, end.next_one


def take(connection: Connection, me: str, now: float) -> bool:
    """Become the process that follows the events, for a while; False when another one is."""
    free = or_(index_progress.c.held_until <= now, index_progress.c.held_by == me)
    change = update(index_progress).where(free)
    return (
        connection.execute(change.values(held_by=me, held_until=now + HOLD_SECONDS)).rowcount == 1
    )


def leave(connection: Connection, me: str) -> None:
    """Let another process go on."""
    mine = update(index_progress).where(index_progress.c.held_by == me)
    connection.execute(mine.values(held_by="", held_until=0.0))


def keep(connection: Connection, progress: Progress, place: tuple[int, int, int]) -> None:
    """Keep how far the index is, unless it is being made anew since."""
    seq, head, horizon = place
    connection.execute(
        update(index_progress)
        .where(index_progress.c.generation == progress.generation)
        .values(seq=seq, head=head, horizon=horizon)
    )


def begin_anew(connection: Connection, words_made_by: str) -> None:
    """Have every row made anew. What there is stays in use until it is replaced."""
    values: dict[str, Any] = {"seq": 0, "head": 0, "horizon": 0, "words_made_by": words_made_by}
    generation = index_progress.c.generation + 1
    connection.execute(update(index_progress).values(generation=generation, **values))
