"""The outbox: texts written with their turn, each sent by one process at a time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, case, func, or_, select, update

from bot.conversation.deliveries import (
    EARLIER,
    NEVER_ARRIVED,
    Delivery,
    Outcome,
    Unreached,
    WaitingText,
)
from bot.stores.blocking import read, write
from bot.stores.database import Database
from bot.stores.rows import key_of
from bot.stores.sealing import Sealer
from bot.stores.statements import SECONDS_TO_ANSWER
from bot.stores.tables import conversations, outbox, turns

# Longer than any try takes; then another process may look what became of it.
LEASE_SECONDS = 60.0
WANTED = "wanted"
TOLD = "told"

_UNSENT = (Delivery.WAITING, Delivery.SENDING)


class Outbox:
    """Hands out texts and keeps what becomes of them. Methods raise StoreFailure.

    `quiet_until` tells of a moment until when nothing is sent that nobody asked for; None: it is.
    """

    def __init__(
        self,
        database: Database,
        clock: Callable[[], float],
        sealer: Sealer,
        quiet_until: Callable[[float], float | None] = lambda _: None,
    ) -> None:
        """Keep texts in `database`; `sealer` is that of `outbox.payload`."""
        self._database = database
        self._sealer = sealer
        self._clock = clock
        self._quiet_until = quiet_until

    async def take(self, sender_id: str, message_id: str) -> dict[int, str] | None:
        """Return what answers a message, by id, and hold the sender off; None when there is none.

        Empty when the texts went, or go, another way: the same message gets the same answer.
        """
        turn_id = _turn_of(sender_id, message_id)

        def work(connection: Connection) -> dict[int, str] | None:
            any_text = select(outbox.c.id).where(outbox.c.turn_id == turn_id).limit(1)
            if connection.execute(any_text).first() is None:
                return None
            untried = (outbox.c.turn_id == turn_id, outbox.c.attempts == 0)
            connection.execute(
                update(outbox)
                .where(*untried, outbox.c.state == Delivery.WAITING)
                .values(due_at=self._clock() + SECONDS_TO_ANSWER)
            )
            query = (
                select(outbox.c.id, outbox.c.payload)
                .where(*untried, outbox.c.state.not_in([Delivery.SENDING, *NEVER_ARRIVED]))
                .order_by(outbox.c.position)
            )
            return {row.id: self._sealer.open(row.payload) for row in connection.execute(query)}

        return await write(self._database, work, "taking an answer")

    async def note_answered(self, sender_id: str, message_id: str) -> None:
        """Keep that the texts of a turn went out in the answer to its request."""
        where = (
            outbox.c.turn_id == _turn_of(sender_id, message_id),
            outbox.c.state == Delivery.WAITING,
        )
        await self._change(where, {"state": Delivery.ANSWERED}, "noting an answer")

    async def release(self, sender_id: str, message_id: str) -> None:
        """Have the texts of a turn sent now: its request got no answer in time."""
        where = (
            outbox.c.turn_id == _turn_of(sender_id, message_id),
            outbox.c.state == Delivery.WAITING,
        )
        await self._change(where, {"due_at": self._clock()}, "releasing texts")

    async def suppress(self, sender_id: str, message_id: str, *, staff_know: bool) -> None:
        """Keep the texts of a turn from a person who has opted out, and have staff told.

        `staff_know` when only an urgent text is news to them.
        """
        where = (
            outbox.c.turn_id == _turn_of(sender_id, message_id),
            outbox.c.state == Delivery.WAITING,
        )
        wanted = case((outbox.c.is_urgent, WANTED), else_=None) if staff_know else WANTED
        values = {"state": Delivery.SUPPRESSED, "staff": wanted}
        await self._change(where, values, "suppressing texts")

    async def claim(self, channel: str) -> WaitingText | None:
        """Return the next text that is due, and hold others off; None when there is none.

        A person's texts go out one after another: what is stuck holds back what follows.
        """
        now = self._clock()
        quiet = self._quiet_until(now)
        if await read(self._database, lambda one: self._next(one, channel, now), "looking") is None:
            return None

        def work(connection: Connection) -> WaitingText | None:
            found = self._next(connection, channel, now)
            while found is not None and found.useless_after is not None and quiet is not None:
                _put_off(connection, found, quiet)
                found = self._next(connection, channel, now)
            return found if found is not None and _hold(connection, found, now) else None

        return await write(self._database, work, "claiming a text")

    def _next(self, connection: Connection, channel: str, now: float) -> WaitingText | None:
        row = _next(connection, channel, now)
        return None if row is None else _waiting(row, self._sealer.open(row.payload), now)

    async def settle(self, text: WaitingText, outcome: Outcome) -> None:
        """Keep what came of a try."""
        await self._move(outbox.c.id == text.id, outcome, "settling a text")

    async def retry(self, text: WaitingText, at: float, *, is_in_doubt: bool) -> None:
        """Have a text tried again; `is_in_doubt` when the try may have reached the provider."""
        state = Delivery.SENDING if is_in_doubt else Delivery.WAITING
        where = (outbox.c.id == text.id, outbox.c.state == Delivery.SENDING)
        await self._change(where, {"state": state, "due_at": at}, "putting a text off")

    async def want_staff(self, text: WaitingText) -> None:
        """Have staff told that a text is late; once."""
        where = (outbox.c.id == text.id, outbox.c.staff.is_(None))
        await self._change(where, {"staff": WANTED}, "calling staff")

    async def report(self, text_id: int | None, outcome: Outcome) -> None:
        """Keep what the provider reports of a text; an older report changes nothing."""
        known = outbox.c.provider_id == outcome.provider_id
        where = known if text_id is None else or_(known, outbox.c.id == text_id)
        await self._move(where, outcome, "keeping a report")

    async def provider_ids(self, recipient: str) -> frozenset[str]:
        """Return the provider's ids of all texts to one person."""
        query = select(outbox.c.provider_id).where(
            outbox.c.recipient == recipient, outbox.c.provider_id.is_not(None)
        )
        return await read(
            self._database, lambda one: frozenset(one.execute(query).scalars()), "looking for ids"
        )

    async def unreached(self) -> list[Unreached]:
        """Return the texts of which staff are still to be told."""
        query = select(outbox).where(outbox.c.staff == WANTED).order_by(outbox.c.id)

        def work(connection: Connection) -> list[Unreached]:
            return [
                Unreached(
                    row.id, row.recipient, row.turn_id, Delivery(row.state), bool(row.is_urgent)
                )
                for row in connection.execute(query)
            ]

        return await read(self._database, work, "looking for staff's business")

    async def note_told(self, text: Unreached) -> None:
        """Keep that staff know of a text."""
        await self._change((outbox.c.id == text.id,), {"staff": TOLD}, "noting what staff know")

    async def _move(self, where: ColumnElement[bool], outcome: Outcome, doing: str) -> None:
        values: dict[str, object] = {"state": outcome.state, "error_code": outcome.code}
        if outcome.provider_id is not None:
            values["provider_id"] = outcome.provider_id
        if outcome.state in NEVER_ARRIVED:
            # Of an everyday text that did not arrive, the person will ask by themselves.
            values["staff"] = case(
                (outbox.c.is_urgent & outbox.c.staff.is_(None), WANTED), else_=outbox.c.staff
            )
        earlier = outbox.c.state.in_(EARLIER[outcome.state])
        await self._change((where, earlier), values, doing)

    async def _change(
        self, where: tuple[ColumnElement[bool], ...], values: Mapping[str, object], doing: str
    ) -> None:
        statement = update(outbox).where(*where).values(**values)
        await write(
            self._database, lambda connection: connection.execute(statement).rowcount, doing
        )


def _turn_of(sender_id: str, message_id: str) -> ColumnElement[str]:
    return (
        select(turns.c.turn_id)
        .join(conversations, conversations.c.id == turns.c.conversation_id)
        .where(
            conversations.c.sender_id == key_of(sender_id),
            turns.c.message_id == key_of(message_id),
        )
        .scalar_subquery()
    )


def _next(connection: Connection, channel: str, now: float) -> Row[Any] | None:
    """Return the first text that is due and has none before it to the same person.

    What nobody asked for, and is not due, holds nothing back: an answer may be urgent.
    """
    first = (
        select(func.min(outbox.c.id).label("id"))
        .where(outbox.c.channel == channel, outbox.c.state.in_(_UNSENT))
        .where(or_(outbox.c.useless_after.is_(None), outbox.c.due_at <= now))
        .group_by(outbox.c.recipient)
        .subquery()
    )
    query = (
        select(outbox)
        .join(first, first.c.id == outbox.c.id)
        .where(outbox.c.due_at <= now)
        .order_by(outbox.c.is_urgent.desc(), outbox.c.due_at, outbox.c.id)
        .limit(1)
    )
    return connection.execute(query).one_or_none()


def _waiting(row: Row[Any], text: str, now: float) -> WaitingText:
    return WaitingText(
        id=row.id,
        recipient=row.recipient,
        text=text,
        is_urgent=bool(row.is_urgent),
        is_farewell=bool(row.is_farewell),
        attempts=row.attempts,
        first_tried_at=now if row.first_tried_at is None else row.first_tried_at,
        is_in_doubt=row.state == Delivery.SENDING,
        useless_after=row.useless_after,
    )


def _put_off(connection: Connection, text: WaitingText, until: float) -> None:
    connection.execute(update(outbox).where(outbox.c.id == text.id).values(due_at=until))


def _hold(connection: Connection, text: WaitingText, now: float) -> bool:
    """Try to claim; False when another process was faster."""
    holding = (
        update(outbox)
        .where(outbox.c.id == text.id, outbox.c.attempts == text.attempts)
        .where(outbox.c.state.in_(_UNSENT))
        .values(
            state=Delivery.SENDING,
            attempts=text.attempts + 1,
            first_tried_at=text.first_tried_at,
            due_at=now + LEASE_SECONDS,
        )
    )
    return connection.execute(holding).rowcount == 1
