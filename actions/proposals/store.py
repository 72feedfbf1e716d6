"""Proposals and what staff did to them, in the database. Nothing here is ever changed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sqlalchemy import Connection, Engine, RowMapping, insert, select, update

from actions.proposals.tables import acts, proposals, runs
from actions.proposals.values import (
    NEEDED_APPROVALS,
    Act,
    ActKind,
    Draft,
    Proposal,
    RunState,
    State,
)


class NotDone(Exception):
    """What was asked for is not possible as things stand; str() is a sentence that says why."""


class Proposals:
    """Reads and adds. Methods raise SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`; its tables are there already."""
        self.engine = engine

    def add(self, draft: Draft, *, by: str, why: str, at: float) -> int:
        """Keep a proposal; return its number."""
        row = insert(proposals).values(
            proposed_by=by,
            proposed_at=at,
            why=why,
            base_version=draft.base_version,
            new_version=draft.new_version,
            base_files=json.dumps(dict(draft.base)),
            files=json.dumps(dict(draft.files)),
            changes=json.dumps(list(draft.changes)),
        )
        with self.engine.begin() as connection:
            return int(connection.execute(row.returning(proposals.c.id)).scalar_one())

    def get(self, proposal_id: int) -> Proposal | None:
        """Return a proposal, or None when there is none of this number."""
        with self.engine.connect() as connection:
            return _get(connection, proposal_id)

    def latest(self, count: int) -> Sequence[Proposal]:
        """Return the newest proposals, the newest first."""
        query = select(proposals).order_by(proposals.c.id.desc()).limit(count)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
            return [_proposal(row, _acts(connection, row["id"])) for row in rows]

    def open_count(self, base_version: str) -> int:
        """Return how many changes of this protocol wait for an approval."""
        query = select(proposals).where(proposals.c.base_version == base_version)
        with self.engine.connect() as connection:
            rows = connection.execute(query).mappings().all()
            found = [_proposal(row, _acts(connection, row["id"])) for row in rows]
        return sum(one.state is State.OPEN for one in found)

    def act(self, proposal_id: int, act: Act) -> State:
        """Add what somebody did to an open proposal; return how far it has come.

        Raises NotDone when it is not open any more, or when the same person approves twice.
        """
        with self._alone(proposal_id) as connection:
            proposal = _get(connection, proposal_id)
            if proposal is None:
                raise NotDone("There is no such proposal.")
            if proposal.state is not State.OPEN:
                raise NotDone(f"It is {proposal.state} already.")
            if act.kind is ActKind.APPROVED and act.by in {one.by for one in proposal.approvals}:
                raise NotDone("You have approved it already: the second name is somebody else's.")
            _write(connection, proposal_id, act)
            if act.kind is ActKind.WITHDRAWN:
                _end_runs(connection, proposal_id, act.at)
                return State.WITHDRAWN
        is_last = len(proposal.approvals) + 1 >= NEEDED_APPROVALS
        return State.APPROVED if is_last else State.OPEN

    @contextmanager
    def _alone(self, proposal_id: int) -> Iterator[Connection]:
        """Lend a transaction in which nobody else acts on this proposal."""
        with self.engine.begin() as connection:
            if connection.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN IMMEDIATE")
            mine = select(proposals.c.id).where(proposals.c.id == proposal_id)
            connection.execute(mine.with_for_update())
            yield connection


def _write(connection: Connection, proposal_id: int, act: Act) -> None:
    row = insert(acts).values(
        proposal_id=proposal_id,
        kind=act.kind.value,
        by=act.by,
        role=act.role,
        at=act.at,
        figures=json.dumps(dict(act.figures)),
        reason=act.reason,
    )
    connection.execute(row)


def _end_runs(connection: Connection, proposal_id: int, at: float) -> None:
    going_on = (RunState.WAITING.value, RunState.RUNNING.value)
    ending = (
        update(runs)
        .where(runs.c.proposal_id == proposal_id, runs.c.state.in_(going_on))
        .values(state=RunState.ENDED.value, ended_at=at)
    )
    connection.execute(ending)


def _get(connection: Connection, proposal_id: int) -> Proposal | None:
    query = select(proposals).where(proposals.c.id == proposal_id)
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else _proposal(row, _acts(connection, proposal_id))


def _acts(connection: Connection, proposal_id: int) -> Sequence[Act]:
    query = select(acts).where(acts.c.proposal_id == proposal_id).order_by(acts.c.id)
    return [
        Act(
            ActKind(row["kind"]),
            row["by"],
            row["role"],
            row["at"],
            json.loads(row["figures"]),
            row["reason"],
        )
        for row in connection.execute(query).mappings()
    ]


def _proposal(row: RowMapping, done: Sequence[Act]) -> Proposal:
    draft = Draft(
        base_version=row["base_version"],
        new_version=row["new_version"],
        base=json.loads(row["base_files"]),
        files=json.loads(row["files"]),
        changes=json.loads(row["changes"]),
    )
    return Proposal(row["id"], row["proposed_by"], row["proposed_at"], row["why"], draft, done)
