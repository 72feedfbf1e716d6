"""Legal holds: what somebody has said must not be deleted, whatever its age."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, insert, select, update
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from bot.stores.database import Database
from bot.stores.errors import failure_of
from bot.stores.rows import key_of, purpose_of
from bot.stores.sealing import Keyring
from bot.stores.tables import conversations, keep_holds

_STANDS = keep_holds.c.released_at.is_(None)


class HoldRefused(Exception):
    """A hold could not be set or released; str() says why in one line."""


@dataclass(frozen=True, slots=True)
class Hold:
    """One hold; times are seconds since 1970. It stands while `released_at` is None."""

    id: int
    conversation: str
    set_by: str
    reason: str
    set_at: float
    released_by: str | None
    release_reason: str | None
    released_at: float | None


class Holds:
    """Sets, releases and lists holds. Methods raise StoreFailure and block."""

    def __init__(self, database: Database, keyring: Keyring, clock: Callable[[], float]) -> None:
        self._database = database
        self._reason = keyring.sealer(purpose_of(keep_holds.c.reason))
        self._release_reason = keyring.sealer(purpose_of(keep_holds.c.release_reason))
        self._clock = clock

    def set(self, conversation: str, *, by: str, reason: str) -> None:
        """Hold a conversation. Raises HoldRefused for one that is unknown or held already."""
        who, why = _named(by, reason)
        name = key_of(conversation)
        row = {
            "sender_id": name,
            "set_by": who,
            "reason": self._reason.seal(why),
            "set_at": self._clock(),
        }
        try:
            with self._database.writing() as connection:
                known = select(conversations.c.id).where(conversations.c.sender_id == name)
                if connection.execute(known).first() is None:
                    raise HoldRefused(f"there is no conversation {conversation}")
                connection.execute(insert(keep_holds).values(row))
        except IntegrityError:
            raise HoldRefused(f"{conversation} is held already") from None
        except SQLAlchemyError as error:
            raise failure_of(error, "holding a conversation") from None

    def release(self, conversation: str, *, by: str, reason: str) -> None:
        """Let go of a conversation. Raises HoldRefused when it is not held."""
        who, why = _named(by, reason)
        change = (
            update(keep_holds)
            .where(keep_holds.c.sender_id == key_of(conversation), _STANDS)
            .values(
                released_by=who,
                release_reason=self._release_reason.seal(why),
                released_at=self._clock(),
            )
        )
        try:
            with self._database.writing() as connection:
                is_released = connection.execute(change).rowcount == 1
        except SQLAlchemyError as error:
            raise failure_of(error, "releasing a conversation") from None
        if not is_released:
            raise HoldRefused(f"{conversation} is not held")

    def all(self) -> tuple[Hold, ...]:
        """Return all holds, those that stand first, each the newest first."""
        query = select(keep_holds).order_by(
            keep_holds.c.released_at.is_not(None), keep_holds.c.id.desc()
        )
        try:
            with self._database.reading() as connection:
                return tuple(self._hold(row) for row in connection.execute(query))
        except SQLAlchemyError as error:
            raise failure_of(error, "reading holds") from None

    def _hold(self, row: Row[tuple[object, ...]]) -> Hold:
        released = row.release_reason
        return Hold(
            id=row.id,
            conversation=row.sender_id,
            set_by=row.set_by,
            reason=self._reason.open(row.reason),
            set_at=row.set_at,
            released_by=row.released_by,
            release_reason=None if released is None else self._release_reason.open(released),
            released_at=row.released_at,
        )


def held_among(connection: Connection, names: Sequence[str]) -> frozenset[str]:
    """Return which of these conversations are held."""
    query = select(keep_holds.c.sender_id).where(keep_holds.c.sender_id.in_(names), _STANDS)
    return frozenset(connection.execute(query).scalars())


def _named(by: str, reason: str) -> tuple[str, str]:
    who, why = by.strip(), reason.strip()
    if not who or not why:
        raise HoldRefused("this needs the name of the person who does it, and a reason")
    return who, why
