"""The clinic's side of keeping and deleting conversations.

Everything works on the connection that it is given: the engine deletes the conversation in the same
transaction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Select, select

from actions.booking.requests import contact_requests
from actions.booking.tables import appointments
from actions.booking.values import AppointmentState
from actions.keeping.belongings import (
    STEP,
    delete_appointments,
    delete_belongings,
    delete_items,
    delete_requests,
    pages,
)
from actions.keeping.periods import CLOSED_ITEMS, WITH_BOOKING, WITH_CONTACT, WITHOUT_CONTACT
from actions.queue.desk import SLOT
from actions.queue.notes import DELETION_WANTED
from actions.queue.tables import CLOSED, OPEN, queue_items, queue_notes
from actions.slots import LASTING
from actions.triage.staff import StaffLevel

DAY_SECONDS = 86_400.0
# The engine's word for a deletion that a member of staff carries out.
BY_STAFF = "staff"

OPEN_ITEM = "staff have not closed its queue item"
EMERGENCY = "an emergency that staff have not closed"
APPOINTMENT = "a visit that is still to come"

_TO_COME = (AppointmentState.HELD, AppointmentState.PROPOSED, AppointmentState.BOOKED)

Slots = Mapping[str, Mapping[str, Any]]
SlotsOf = Callable[[Connection, Sequence[str]], Slots]


@dataclass(frozen=True, slots=True)
class ClinicKeeper:
    """Says how long each kind is kept, and why something must stay. `days` is by kind."""

    days: Mapping[str, int]

    @property
    def promised_days(self) -> int:
        """After how many days a conversation goes in which nobody left a number."""
        return self.days[WITHOUT_CONTACT]

    def kinds(self, connection: Connection, conversations: Sequence[str]) -> Mapping[str, str]:
        """Return the kind of each conversation."""
        is_booked = appointments.c.booked_at.is_not(None)
        visits = select(appointments.c.conversation).where(
            appointments.c.conversation.in_(conversations), is_booked
        )
        asked = select(contact_requests.c.sender_id).where(
            contact_requests.c.sender_id.in_(conversations)
        )
        called = select(queue_items.c.conversation).where(
            queue_items.c.conversation.in_(conversations),
            queue_items.c.name.is_not(None) | queue_items.c.phone.is_not(None),
        )
        known = _among(connection, asked) | _among(connection, called)
        return {
            **dict.fromkeys(conversations, WITHOUT_CONTACT),
            **dict.fromkeys(known, WITH_CONTACT),
            **dict.fromkeys(_among(connection, visits), WITH_BOOKING),
        }

    def reasons(
        self, connection: Connection, slots: Slots, now: float, cause: str
    ) -> Mapping[str, str]:
        """Return why conversations must stay, for those that must. `now` is seconds since 1970."""
        names = list(slots)
        visits = select(appointments.c.conversation).where(
            appointments.c.conversation.in_(names),
            appointments.c.state.in_(_TO_COME),
            appointments.c.ends_at > now,
        )
        waiting = _waiting(connection, names, is_asked_for=cause == BY_STAFF)
        standing = [name for name in names if _in_danger(connection, slots[name])]
        return {
            **dict.fromkeys(_among(connection, visits), APPOINTMENT),
            **dict.fromkeys(waiting, OPEN_ITEM),
            **dict.fromkeys(standing, EMERGENCY),
        }

    def wishes(self, connection: Connection) -> Sequence[tuple[str, float]]:
        """Return who has asked to have all deleted and still waits, the longest ago first."""
        query = (
            select(queue_items.c.conversation, queue_notes.c.noted_at)
            .join(queue_notes, queue_notes.c.item_id == queue_items.c.id)
            .where(queue_items.c.state == OPEN, queue_notes.c.kind == DELETION_WANTED)
            .order_by(queue_notes.c.noted_at)
        )
        return [(row.conversation, row.noted_at) for row in connection.execute(query)]

    def delete(
        self, connection: Connection, conversations: Sequence[str]
    ) -> Mapping[str, Mapping[str, int]]:
        """Delete what the clinic keeps of conversations; return how many rows, by table."""
        return delete_belongings(connection, conversations)

    def outlived(
        self, connection: Connection, now: float, slots_of: SlotsOf, *, delete: bool
    ) -> Mapping[str, int]:
        """Count what else is too old; with `delete`, delete up to STEP of each.

        Closed queue items, and requests and visits whose conversation is gone or never was.
        """
        most = STEP if delete else None
        items = list(islice(self._old_items(connection, now, slots_of), most))
        requests = list(islice(self._old_requests(connection, now, slots_of), most))
        visits = list(islice(self._old_visits(connection, now, slots_of), most))
        if delete:
            delete_items(connection, items)
            delete_requests(connection, requests)
            delete_appointments(connection, visits)
        return {CLOSED_ITEMS: len(items), WITH_CONTACT: len(requests), WITH_BOOKING: len(visits)}

    def _old_items(self, connection: Connection, now: float, slots_of: SlotsOf) -> Iterator[int]:
        before = now - self.days[CLOSED_ITEMS] * DAY_SECONDS
        query = select(queue_items.c.id, queue_items.c.conversation).where(
            queue_items.c.state == CLOSED, queue_items.c.closed_at < before
        )
        for rows in pages(connection, query, queue_items.c.id):
            slots = slots_of(connection, [row.conversation for row in rows])
            # The item is what says that the emergency is over: it stays as long as that is asked.
            yield from (
                row.id for row in rows if not _speaks_of(slots.get(row.conversation), row.id)
            )

    def _old_requests(self, connection: Connection, now: float, slots_of: SlotsOf) -> Iterator[str]:
        before = datetime.fromtimestamp(now - self.days[WITH_CONTACT] * DAY_SECONDS, UTC)
        query = select(contact_requests.c.turn_id, contact_requests.c.sender_id).where(
            contact_requests.c.requested_at < before
        )
        for rows in pages(connection, query, contact_requests.c.turn_id):
            stored = slots_of(connection, [row.sender_id for row in rows])
            yield from (row.turn_id for row in rows if row.sender_id not in stored)

    def _old_visits(self, connection: Connection, now: float, slots_of: SlotsOf) -> Iterator[int]:
        before = now - self.days[WITH_BOOKING] * DAY_SECONDS
        query = select(appointments.c.id, appointments.c.conversation).where(
            appointments.c.ends_at < before, appointments.c.changed_at < before
        )
        for rows in pages(connection, query, appointments.c.id):
            stored = slots_of(connection, [row.conversation for row in rows])
            yield from (row.id for row in rows if row.conversation not in stored)


def _among(connection: Connection, query: Select[Any]) -> frozenset[str]:
    return frozenset(connection.execute(query).scalars())


def _in_danger(connection: Connection, slots: Mapping[str, Any]) -> bool:
    """Tell whether an emergency stands that staff have not closed; if in doubt, it stands."""
    if slots.get("disposition") not in LASTING:
        return False
    item_id = str(slots.get(SLOT) or "")
    if not item_id.isdecimal():
        return True
    query = select(queue_items.c.state).where(queue_items.c.id == int(item_id))
    return connection.execute(query).scalar() != CLOSED


def _speaks_of(slots: Mapping[str, Any] | None, item_id: int) -> bool:
    if slots is None or slots.get("disposition") not in LASTING:
        return False
    return str(slots.get(SLOT)) == str(item_id)


def _waiting(
    connection: Connection, conversations: Sequence[str], *, is_asked_for: bool
) -> frozenset[str]:
    """Return which conversations wait for staff; the wish itself is none where it is fulfilled."""
    query = select(queue_items.c.conversation).where(
        queue_items.c.conversation.in_(conversations), queue_items.c.state == OPEN
    )
    if is_asked_for:
        wished = select(queue_notes.c.item_id).where(queue_notes.c.kind == DELETION_WANTED)
        is_wish = (queue_items.c.level == StaffLevel.CALLBACK) & queue_items.c.id.in_(wished)
        query = query.where(~is_wish)
    return _among(connection, query)
