"""The conversations of a replay that would be sent elsewhere, and who of staff has read them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import ColumnElement, Engine, RowMapping, delete, func, insert, select

from actions.proposals.tables import looks, moves
from actions.proposals.values import Move


class Moves:
    """Reads moves and keeps looks. Methods raise SQLAlchemyError without a database."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`; its tables are there already."""
        self._engine = engine

    def of(
        self, run_id: int, levels: tuple[str, str] | None, *, most: int, skip: int = 0
    ) -> Sequence[Move]:
        """Return moves, less urgent ones first; `levels` keeps to those from one to another."""
        query = (
            select(moves)
            .where(moves.c.run_id == run_id, *_between(levels))
            .order_by(moves.c.is_less.desc(), moves.c.began_at.desc(), moves.c.conversation)
            .limit(most)
            .offset(skip)
        )
        with self._engine.connect() as connection:
            return [_move(row) for row in connection.execute(query).mappings()]

    def looked_at(self, run_id: int, by: str) -> frozenset[str]:
        """Return the conversations of a replay that somebody has read."""
        query = select(looks.c.conversation).where(looks.c.run_id == run_id, looks.c.by == by)
        with self._engine.connect() as connection:
            return frozenset(connection.execute(query).scalars())

    def look(
        self, run_id: int, shown: Iterable[str], ticked: Iterable[str], *, by: str, at: float
    ) -> None:
        """Keep which of the conversations that were on a page somebody has read."""
        mine = (looks.c.run_id == run_id, looks.c.by == by)
        known = select(moves.c.conversation).where(
            moves.c.run_id == run_id, moves.c.is_less, moves.c.conversation.in_(list(shown))
        )
        with self._engine.begin() as connection:
            there = set(connection.execute(known).scalars())
            connection.execute(delete(looks).where(*mine, looks.c.conversation.in_(there)))
            rows = [
                {"run_id": run_id, "conversation": one, "by": by, "at": at}
                for one in sorted(there & set(ticked))
            ]
            if rows:
                connection.execute(insert(looks), rows)

    def unread(self, run_id: int, by: str) -> int:
        """Return how many less urgent moves somebody has not read."""
        read = select(looks.c.conversation).where(looks.c.run_id == run_id, looks.c.by == by)
        query = select(func.count()).where(
            moves.c.run_id == run_id, moves.c.is_less, moves.c.conversation.not_in(read)
        )
        with self._engine.connect() as connection:
            return int(connection.execute(query).scalar_one())


def _between(levels: tuple[str, str] | None) -> Sequence[ColumnElement[bool]]:
    if levels is None:
        return ()
    return (moves.c.from_level == levels[0], moves.c.to_level == levels[1])


def _move(row: RowMapping) -> Move:
    return Move(
        conversation=row["conversation"],
        channel=row["channel"],
        began_at=row["began_at"],
        from_level=row["from_level"],
        from_rule=row["from_rule"],
        to_level=row["to_level"],
        to_rule=row["to_rule"],
        is_less=row["is_less"],
    )
