"""The messages that are due: written down when known, sent by one process at a time."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, Engine, Insert, RowMapping, select, update
from sqlalchemy.dialects import postgresql, sqlite

from actions.booking.due_tables import due_messages

# Longer than any try takes; then another process may look what became of it.
LEASE_SECONDS = 120.0


class DueState(StrEnum):
    """How far a message has come."""

    WAITING = "waiting"
    # In the transcript and in the outbox of texts, which does the rest.
    SAID = "said"
    # The visit was moved or called off, or the conversation has gone on.
    CANCELLED = "cancelled"
    # The time for it was over before it could be sent.
    MISSED = "missed"
    OPTED_OUT = "opted_out"
    # There is no number to which the person agreed to get texts.
    UNREACHABLE = "unreachable"


@dataclass(frozen=True, slots=True)
class Due:
    """What is to be said, when, and until when it is of use. Times are seconds since 1970.

    `subject` and `kind` name it, `about_at` tells what of: the start of a visit, or the advice.
    `known_since` is when that was settled.
    """

    subject: str
    kind: str
    conversation: str
    about_at: float
    due_at: float
    useless_after: float
    known_since: float = 0.0

    @property
    def key(self) -> str:
        """What the turn is called in which it is said: the same one is never said twice."""
        return f"due/{self.kind}/{self.subject}/{self.about_at:.0f}"


@dataclass(frozen=True, slots=True)
class ClaimedDue:
    """A message that this process alone sends now."""

    due: Due
    attempts: int


@dataclass(frozen=True, slots=True)
class DueRow:
    """A message as it stands."""

    due: Due
    state: DueState
    settled_at: float | None


class DueMessages:
    """Reads and writes the table. Methods raise SQLAlchemyError."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`."""
        self._engine = engine

    def put(self, messages: Iterable[Due]) -> None:
        """Write messages down: one about another time replaces what was, the same changes nothing.

        What was due before anybody knew of it is never sent: it is kept as missed.
        """
        wanted = list(messages)
        with self._engine.connect() as connection:
            known = _about(connection, {one.subject for one in wanted})
        news = [one for one in wanted if known.get((one.subject, one.kind)) != one.about_at]
        if not news:
            return
        with self._engine.begin() as connection:
            for one in news:
                connection.execute(_upsert(connection, one))

    def drop(self, due: Due, now: float) -> None:
        """Cancel a message that waits still, and still is about the same."""
        self._change(due, {"state": DueState.CANCELLED, "settled_at": now})

    def claim(self, now: float) -> ClaimedDue | None:
        """Return the next message that is due, and hold others off; None when there is none."""
        ready = (
            select(due_messages)
            .where(due_messages.c.state == DueState.WAITING, due_messages.c.next_try_at <= now)
            .order_by(due_messages.c.next_try_at, due_messages.c.subject, due_messages.c.kind)
            .limit(1)
        )
        with self._engine.connect() as connection:
            row = connection.execute(ready).mappings().one_or_none()
        while row is not None:
            if self._is_held(row, now):
                return ClaimedDue(_due(row), row["attempts"] + 1)
            with self._engine.connect() as connection:
                row = connection.execute(ready).mappings().one_or_none()
        return None

    def settle(self, claimed: ClaimedDue, state: DueState, now: float) -> None:
        """Keep what came of a try; a message that is about something else by now is left alone."""
        self._change(claimed.due, {"state": state, "settled_at": now})

    def put_off(self, claimed: ClaimedDue, until: float) -> None:
        """Try again at a later time."""
        self._change(claimed.due, {"next_try_at": until})

    def rows(self, *, waiting_only: bool = False) -> list[DueRow]:
        """Return the messages, the one that is due first first."""
        query = select(due_messages).order_by(due_messages.c.due_at, due_messages.c.subject)
        if waiting_only:
            query = query.where(due_messages.c.state == DueState.WAITING)
        with self._engine.connect() as connection:
            found = connection.execute(query).mappings().all()
        return [DueRow(_due(row), DueState(row["state"]), row["settled_at"]) for row in found]

    def _is_held(self, row: RowMapping, now: float) -> bool:
        holding = (
            update(due_messages)
            .where(*_same(_due(row)), due_messages.c.attempts == row["attempts"])
            .where(due_messages.c.state == DueState.WAITING)
            .values(attempts=row["attempts"] + 1, next_try_at=now + LEASE_SECONDS)
        )
        with self._engine.begin() as connection:
            return connection.execute(holding).rowcount == 1

    def _change(self, due: Due, values: dict[str, Any]) -> None:
        changing = (
            update(due_messages)
            .where(*_same(due), due_messages.c.state == DueState.WAITING)
            .values(**values)
        )
        with self._engine.begin() as connection:
            connection.execute(changing)


def _same(due: Due) -> tuple[Any, ...]:
    """Return what finds a message that is still about the same."""
    return (
        due_messages.c.subject == due.subject,
        due_messages.c.kind == due.kind,
        due_messages.c.about_at == due.about_at,
    )


def _about(connection: Connection, subjects: set[str]) -> dict[tuple[str, str], float | None]:
    """Return what the live messages of subjects are about; a cancelled one is about nothing."""
    query = select(due_messages).where(due_messages.c.subject.in_(subjects))
    return {
        (row["subject"], row["kind"]): (
            None if row["state"] == DueState.CANCELLED else row["about_at"]
        )
        for row in connection.execute(query).mappings()
    }


def _upsert(connection: Connection, due: Due) -> Insert:
    is_late = due.due_at <= due.known_since
    row = {
        "subject": due.subject,
        "kind": due.kind,
        "conversation": due.conversation,
        "about_at": due.about_at,
        "due_at": due.due_at,
        "useless_after": due.useless_after,
        "state": DueState.MISSED if is_late else DueState.WAITING,
        "attempts": 0,
        "next_try_at": due.due_at,
        "settled_at": due.known_since if is_late else None,
    }
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    adding = dialect.insert(due_messages).values(row)
    changed = {name: value for name, value in row.items() if name not in ("subject", "kind")}
    same = ["subject", "kind"]
    replacing: Insert = adding.on_conflict_do_update(index_elements=same, set_=changed)
    return replacing


def _due(row: RowMapping) -> Due:
    return Due(
        subject=row["subject"],
        kind=row["kind"],
        conversation=row["conversation"],
        about_at=row["about_at"],
        due_at=row["due_at"],
        useless_after=row["useless_after"],
    )
