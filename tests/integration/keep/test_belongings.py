"""Nothing of a conversation is left behind, nor of a visit."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import insert, inspect
from sqlalchemy.exc import DBAPIError

from actions.booking.tables import appointment_cells, appointment_events, appointments
from actions.keeping.belongings import OF_APPOINTMENT, OF_CONVERSATION, OF_ITEM
from actions.keeping.keeper import APPOINTMENT
from bot.stores.erasing import BY_NAME, Erasure, NotErased
from bot.stores.keeping import BY_STAFF, BY_VISITOR, DAY_SECONDS
from tests.integration.keep.kept import Past
from tests.integration.stores.beside import rows


@pytest.fixture
async def past(url: str) -> AsyncIterator[Past]:
    past = Past(url)
    yield past
    await past.close()


# ---- No table is forgotten
NAMING = ("sender_id", "conversation", "conversation_id", "recipient", "turn_id")
# They outlive a conversation on purpose, each for a time of its own, and hold no word of it.
OUTLIVING = {"ended_sessions", "keep_holds", "keep_deletions"}


async def test_every_table_that_names_a_conversation_is_emptied_with_it(past):
    """A new table must be deleted by a foreign key, or be registered in one of the lists."""
    lists = (*OF_CONVERSATION, *OF_ITEM, *OF_APPOINTMENT)
    registered = {table.name for table, _ in lists} | {one.name for one, _ in BY_NAME}
    with past.database.reading() as connection:
        inspector = inspect(connection)
        forgotten = [
            table
            for table in inspector.get_table_names()
            if _belongs(inspector, table, registered)
            and table not in registered | OUTLIVING
            and not _goes_with_a_conversation(inspector, table)
        ]
    assert forgotten == []


def _belongs(inspector, table: str, registered: set[str]) -> bool:
    """Tell whether a table names a conversation, or a row that goes with one."""
    names = {column["name"] for column in inspector.get_columns(table)}
    referred = {key["referred_table"] for key in inspector.get_foreign_keys(table)}
    return bool(names & set(NAMING) or referred & registered)


def _goes_with_a_conversation(inspector, table: str) -> bool:
    if table == "conversations":
        return True
    return any(
        key["options"].get("ondelete") == "CASCADE"
        and _goes_with_a_conversation(inspector, key["referred_table"])
        for key in inspector.get_foreign_keys(table)
    )


# ---- Visits
def visit(past: Past, conversation: str, days_ago: float, state: str = "booked") -> None:
    """Write a visit with its time and its history, as the book does."""
    at = past.now - days_ago * DAY_SECONDS
    values = {"conversation": conversation, "state": state, "starts_at": at, "ends_at": at}
    with past.engine.begin() as connection:
        row = {**values, "clinician": "c", "visit_type": "v", "sequence": 0, "name": "Wilhelmina"}
        row |= {"reference": f"BL-{conversation}", "created_at": at, "changed_at": at}
        new = insert(appointments).values(**row, booked_at=at).returning(appointments.c.id)
        one = connection.execute(new).scalar_one()
        connection.execute(
            insert(appointment_cells).values(clinician="c", cell=one, appointment_id=one)
        )
        event = {"appointment_id": one, "key": f"k{one}", "what": "booked", "by_whom": "patient"}
        times = {"clinician": "c", "visit_type": "v", "starts_at": at, "ends_at": at}
        connection.execute(insert(appointment_events).values(**event, **times, at=at, sequence=0))


async def test_a_conversation_with_a_visit_is_kept_longest_and_goes_with_its_history(past):
    for name, days in (("young", 2500), ("old", 2600)):
        await past.said(name, days)
        visit(past, name, days)
    visit(past, "", 2600)
    done = past.retention.run()
    assert done.gone == {"conversations_with_booking": 1}
    assert done.others == {"conversations_with_booking": 1}, "the one that staff booked"
    assert past.names() == {"young"}
    for table in ("appointments", "appointment_events", "appointment_cells"):
        assert past.count(table) == 1


@pytest.mark.parametrize("state", ["booked", "pending", "proposed"])
async def test_nothing_goes_before_a_visit_that_is_still_to_come(past, state):
    await past.said("anna", 2600)
    visit(past, "anna", -1, state)
    assert past.retention.run().kept == {("conversations_with_booking", APPOINTMENT): 1}
    for cause in (BY_STAFF, BY_VISITOR):
        with pytest.raises(NotErased, match="still to come"):
            await past.eraser.erase("anna", Erasure(cause, "N. Urse"))


async def test_the_history_of_a_visit_goes_no_other_way(past):
    visit(past, "anna", 1)
    with pytest.raises(DBAPIError, match="append-only"):
        rows(past.url, "DELETE FROM appointment_events")
