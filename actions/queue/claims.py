"""Who of staff sees to an item: told to the others, and no lock, as an emergency must not wait."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Engine, delete, insert, select, update

from actions.queue.tables import OPEN, queue_claims, queue_items


@dataclass(frozen=True, slots=True)
class Claim:
    """Who sees to an item, by user name, and since when, in seconds since 1970."""

    by: str
    at: float


class Claims:
    """Reads and writes them. Raises SQLAlchemyError when the database cannot be used."""

    def __init__(self, engine: Engine) -> None:
        """Work through `engine`; its tables are there already."""
        self._engine = engine

    def of_open_items(self) -> dict[int, Claim]:
        """Return the claims on open items, by the item's id."""
        query = (
            select(queue_claims)
            .join(queue_items, queue_items.c.id == queue_claims.c.item_id)
            .where(queue_items.c.state == OPEN)
        )
        with self._engine.connect() as connection:
            return {row.item_id: Claim(row.by, row.at) for row in connection.execute(query)}

    def claim(self, item_id: int, by: str, at: float, *, instead_of: str) -> Claim | None:
        """Note who sees to an item; return the claim of somebody else that is in the way.

        `instead_of` is the name of whoever was seen to have it, empty for nobody.
        """
        mine = {"by": by, "at": at}
        with self._engine.begin() as connection:
            # Writing first, so that of two who claim at once the second sees the first.
            held = update(queue_items).where(queue_items.c.id == item_id).values(id=item_id)
            if connection.execute(held).rowcount == 0:
                return None
            there = queue_claims.c.item_id == item_id
            row = connection.execute(select(queue_claims).where(there)).one_or_none()
            if row is None:
                connection.execute(insert(queue_claims).values(item_id=item_id, **mine))
            elif row.by in {by, instead_of}:
                connection.execute(update(queue_claims).where(there).values(**mine))
            else:
                return Claim(row.by, row.at)
        return None

    def put_back(self, item_id: int, by: str) -> None:
        """Take somebody's claim away; nothing happens where they have none."""
        with self._engine.begin() as connection:
            connection.execute(
                delete(queue_claims).where(
                    queue_claims.c.item_id == item_id, queue_claims.c.by == by
                )
            )
