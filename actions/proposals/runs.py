"""Checks and replays as rows: asked for by staff, worked by one process, begun anew if cut off."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, delete, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from actions.proof.stored import EVERYTHING, Chosen
from actions.proposals.tables import moves, runs
from actions.proposals.values import Move, Run, RunKind, RunState

# For so long a run is left to the process that works on it, counted from its last sign of life.
LEASE_SECONDS = 30.0


class Runs:
    """Reads and writes runs. Methods raise SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`; its tables are there already."""
        self.engine = engine

    def ask(
        self, proposal_id: int, kind: RunKind, chosen: Chosen = EVERYTHING, *, by: str, at: float
    ) -> bool:
        """Have a proposal checked or replayed; False when that is going on already."""
        row = insert(runs).values(
            proposal_id=proposal_id,
            kind=kind.value,
            since=chosen.since,
            until=chosen.until,
            channel=chosen.channel,
            asked_by=by,
            asked_at=at,
            state=RunState.WAITING.value,
            held_until=0.0,
            done=0,
            result="{}",
        )
        try:
            with self.engine.begin() as connection:
                connection.execute(row)
        except IntegrityError:
            return False
        return True

    def claim(self, kind: RunKind, at: float) -> Run | None:
        """Return a run to work on, which is then left to the caller for a while, or None."""
        waits = runs.c.state == RunState.WAITING.value
        was_cut_off = (runs.c.state == RunState.RUNNING.value) & (runs.c.held_until <= at)
        query = (
            select(runs)
            .where(runs.c.kind == kind.value, or_(waits, was_cut_off))
            .order_by(runs.c.id)
            .limit(1)
        )
        with self.engine.begin() as connection:
            row = connection.execute(query).mappings().one_or_none()
            if row is None or not _taken(connection, row, at):
                return None
            connection.execute(delete(moves).where(moves.c.run_id == row["id"]))
        return run_of(row)

    def hold(self, run_id: int, at: float, done: int = 0) -> bool:
        """Give a sign of life; False when nobody wants the run any more."""
        return self._change(run_id, {"held_until": at + LEASE_SECONDS, "done": done})

    def add_moves(self, run_id: int, found: Sequence[Move]) -> None:
        """Keep conversations that would be sent elsewhere."""
        if not found:
            return
        rows = [
            {
                "run_id": run_id,
                "conversation": one.conversation,
                "channel": one.channel,
                "began_at": one.began_at,
                "from_level": one.from_level,
                "from_rule": one.from_rule,
                "to_level": one.to_level,
                "to_rule": one.to_rule,
                "is_less": one.is_less,
            }
            for one in found
        ]
        with self.engine.begin() as connection:
            connection.execute(insert(moves), rows)

    def finish(self, run_id: int, at: float, result: Mapping[str, Any], done: int = 0) -> bool:
        """Keep what was found; False when nobody wants the run any more."""
        found = {"result": json.dumps(dict(result)), "done": done}
        return self._change(run_id, {"state": RunState.DONE.value, "ended_at": at, **found})

    def fail(self, run_id: int, at: float, why: str) -> bool:
        """Keep that a run came to nothing, and why, in a word."""
        found = {"result": json.dumps({"why": why})}
        return self._change(run_id, {"state": RunState.FAILED.value, "ended_at": at, **found})

    def of(self, proposal_id: int, kind: RunKind) -> Sequence[Run]:
        """Return the runs of a proposal, the newest first."""
        query = select(runs).where(runs.c.proposal_id == proposal_id, runs.c.kind == kind.value)
        return self._read(query.order_by(runs.c.id.desc()))

    def get(self, run_id: int) -> Run | None:
        """Return a run, or None when there is none of this number."""
        return next(iter(self._read(select(runs).where(runs.c.id == run_id))), None)

    def _read(self, query: Select[Any]) -> Sequence[Run]:
        with self.engine.connect() as connection:
            return [run_of(row) for row in connection.execute(query).mappings()]

    def _change(self, run_id: int, values: Mapping[str, Any]) -> bool:
        is_mine = (runs.c.id == run_id, runs.c.state == RunState.RUNNING.value)
        with self.engine.begin() as connection:
            changed = connection.execute(update(runs).where(*is_mine).values(**values))
            return changed.rowcount == 1


def _taken(connection: Connection, row: RowMapping, at: float) -> bool:
    """Take a run, unless another process was faster."""
    taking = (
        update(runs)
        .where(
            runs.c.id == row["id"],
            runs.c.state == row["state"],
            runs.c.held_until == row["held_until"],
        )
        .values(state=RunState.RUNNING.value, held_until=at + LEASE_SECONDS, done=0)
    )
    return connection.execute(taking).rowcount == 1


def run_of(row: RowMapping) -> Run:
    """Return a row of protocol_runs as a value."""
    return Run(
        id=row["id"],
        proposal_id=row["proposal_id"],
        kind=RunKind(row["kind"]),
        chosen=Chosen(row["since"], row["until"], row["channel"]),
        asked_by=row["asked_by"],
        asked_at=row["asked_at"],
        state=RunState(row["state"]),
        done=row["done"],
        result=json.loads(row["result"]),
        ended_at=row["ended_at"],
    )
