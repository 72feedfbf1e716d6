"""What is too old goes, whole and out of the file; what somebody still needs stays."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator

import pytest

from actions.keeping.keeper import EMERGENCY, OPEN_ITEM
from actions.queue.items import Report
from actions.queue.notes import DELETION_WANTED, add_note
from actions.triage.staff import StaffLevel
from bot.stores.erasing import HELD, Erasure, NotErased
from bot.stores.holds import HoldRefused
from bot.stores.keeping import BY_STAFF, BY_VISITOR
from bot.stores.retention import STEP, RetentionJob
from tests.integration.keep.kept import Past
from tests.integration.keep.raw import found
from tests.integration.stores.beside import connected, rows

WORDS = "turpentine from Poughkeepsie"


@pytest.fixture
async def past(url: str) -> AsyncIterator[Past]:
    past = Past(url)
    yield past
    await past.close()


# ---- How long each kind is kept
async def test_each_kind_goes_at_its_own_age(past):
    for days in (89, 91, 364, 366):
        await past.said(f"quiet {days}", days)
        await past.said(f"asked {days}", days)
        past.asked(f"asked {days}", days)
    done = past.retention.run()
    assert past.names() == {"quiet 89", "asked 89", "asked 91", "asked 364"}
    assert done.gone == {"conversations_without_contact": 3, "conversations_with_contact": 1}
    assert past.retention.run().gone == {}


async def test_a_dry_run_tells_the_same_and_changes_nothing(past):
    await past.said("old", 91)
    await past.said("old and waiting", 91)
    past.called("old and waiting", StaffLevel.CALLBACK)
    tables = ("conversations", "events", "turns", "queue_items", "keep_deletions")
    before = [past.count(table) for table in tables]
    would = past.retention.would_go()
    judged = {one.conversation: (one.days, one.kept_because) for one in past.retention.due()}
    assert judged == {"old": (90, ""), "old and waiting": (90, OPEN_ITEM)}
    assert [past.count(table) for table in tables] == before
    assert past.retention.run() == would


async def test_many_go_in_small_steps_and_all_of_them(past):
    for number in range(2 * STEP + 3):
        await past.said(f"person {number}", 100 + number)
    steps = [step.gone.total() for step in past.retention.steps()]
    assert max(steps) <= STEP
    assert sum(steps) == 2 * STEP + 3
    assert past.count("events") == past.count("turns") == 0


async def test_the_daily_job_does_it_all_by_itself(past):
    for number in range(STEP + 1):
        await past.said(f"person {number}", 100)
    await RetentionJob(past.retention).run()
    assert past.names() == set()
    assert past.count("keep_deletions") == STEP + 1


async def test_who_writes_while_the_job_looks_is_not_deleted(past, monkeypatch):
    await past.said("back again", 91)
    looking = past.retention._pages

    def pages():
        for page in looking():
            with connected(past.url) as connection:
                change = f"UPDATE conversations SET latest_event_at = {past.now}"  # noqa: S608
                connection.exec_driver_sql(change)
            yield page

    monkeypatch.setattr(past.retention, "_pages", pages)
    assert past.retention.run().gone == {}
    assert past.names() == {"back again"}


# ---- What must stay
async def test_what_waits_for_staff_stays_until_they_close_it(past):
    await past.said("waiting", 400)
    item = past.called("waiting", StaffLevel.SAME_DAY)
    assert past.retention.run().kept == {("conversations_without_contact", OPEN_ITEM): 1}
    past.queue.close(item, by="N. Urse", outcome="called", at=past.now)
    assert past.retention.run().gone.total() == 1


@pytest.mark.parametrize("slot", [None, "unwritten", "77"])
async def test_an_emergency_stays_until_staff_have_closed_it(past, slot):
    """Also when they could not be called: nobody has seen it then."""
    await past.said("standing", 400, disposition="emergency", queue_item=slot)
    assert past.retention.run().kept == {("conversations_without_contact", EMERGENCY): 1}
    item = past.called("standing", StaffLevel.EMERGENCY, closed_days_ago=1)
    await past.said("standing", 400, queue_item=str(item))
    assert past.retention.run().gone.total() == 1


async def test_a_held_conversation_stays_until_it_is_released(past):
    await past.said("held", 400, WORDS)
    past.holds.set("held", by="L. Awyer", reason="case 12")
    assert past.retention.run().kept == {("conversations_without_contact", HELD): 1}
    for cause in (BY_STAFF, BY_VISITOR):
        with pytest.raises(NotErased, match=HELD):
            await past.eraser.erase("held", Erasure(cause, "N. Urse"))
    past.holds.release("held", by="L. Awyer", reason="closed")
    assert past.retention.run().gone.total() == 1
    [hold] = past.holds.all()
    assert (hold.set_by, hold.reason, hold.release_reason) == ("L. Awyer", "case 12", "closed")


async def test_a_hold_needs_a_known_conversation_a_name_and_a_reason(past):
    await past.said("anna", 1)
    for name, by, reason, words in (
        ("nobody", "L", "r", "no conversation nobody"),
        ("anna", " ", "r", "the name"),
        ("anna", "L", "", "a reason"),
    ):
        with pytest.raises(HoldRefused, match=words):
            past.holds.set(name, by=by, reason=reason)
    past.holds.set("anna", by="L", reason="r")
    with pytest.raises(HoldRefused, match="held already"):
        past.holds.set("anna", by="M", reason="s")
    past.holds.release("anna", by="L", reason="r")
    with pytest.raises(HoldRefused, match="not held"):
        past.holds.release("anna", by="L", reason="r")


async def test_a_closed_item_that_ended_an_emergency_stays_with_its_conversation(past):
    """Without the item the emergency would stand again."""
    item = past.called("anna", StaffLevel.EMERGENCY, closed_days_ago=400)
    await past.said("anna", 80, disposition="emergency", queue_item=str(item))
    past.called("ben", StaffLevel.CALLBACK, closed_days_ago=400)
    past.called("carla", StaffLevel.CALLBACK, closed_days_ago=300)
    assert past.retention.run().others == {"closed_queue_items": 1}
    left = rows(past.url, "SELECT conversation FROM queue_items")
    assert {row["conversation"] for row in left} == {"anna", "carla"}


# ---- All that belongs to it
async def test_everything_goes_with_a_conversation_and_out_of_the_file(past):
    await past.said("other", 1)
    await past.said("old", 400, WORDS)
    past.asked("old", 400)
    past.called("old", StaffLevel.CALLBACK, closed_days_ago=1)
    receipt = "INSERT INTO receipts VALUES ('k', 'old', 'm', 0)"
    with connected(past.url) as connection:
        connection.exec_driver_sql(receipt)
    assert found({"turpentine", "Wilhelmina"}, past.url) == {"turpentine", "Wilhelmina"}
    past.retention.run()
    assert found({"turpentine", "Poughkeepsie", "Wilhelmina"}, past.url) == set()
    [record] = rows(past.url, "SELECT * FROM keep_deletions")
    assert (record["sender_id"], record["cause"]) == ("old", "retention")
    assert json.loads(record["counts"]) == {
        "conversations": 1,
        "turns": 1,
        "events": 4,
        "contact_requests": 1,
        "queue_items": 1,
    }
    assert past.count("queue_reports") == 0
    assert past.names() == {"other"}


async def test_names_that_a_database_does_not_take_are_no_hiding_place(past):
    for name in ("back\\slash", "x" * 2000):
        await past.said(name, 400)
        past.called(name, StaffLevel.CALLBACK, closed_days_ago=1)
    await past.said("still\\open", 400)
    past.called("still\\open", StaffLevel.CALLBACK)
    past.retention.run()
    assert past.names() == {"still\\\\open"}


async def test_receipts_and_ended_sessions_go_at_their_age(past):
    for sender, days in (("young", 6), ("old", 8)):
        at = past.now - days * 86_400
        with connected(past.url) as connection:
            connection.exec_driver_sql(
                f"INSERT INTO receipts VALUES ('{sender}', '{sender}', 'm', {at})"  # noqa: S608
            )
    await past.store.end_session("left")
    assert past.retention.run().others == {"receipts": 1}
    past.now += 91 * 86_400
    past.retention.run()
    assert past.count("receipts") == past.count("ended_sessions") == 0


async def test_a_request_that_outlived_its_conversation_goes_too(past):
    past.asked("gone long ago", 366)
    past.asked("gone", 300)
    assert past.retention.run().others == {"conversations_with_contact": 1}
    assert past.count("contact_requests") == 1


# ---- At a person's own wish
async def test_staff_delete_at_once_what_was_asked_for(past):
    await past.said("anna", 1, WORDS)
    past.called("anna", StaffLevel.SAME_DAY)
    with pytest.raises(NotErased, match="queue"):
        await past.eraser.erase("anna", Erasure(BY_STAFF, "N. Urse"))
    past.queue.close(1, by="N. Urse", outcome="called", at=past.now)
    report = Report(
        conversation="anna",
        turn_id="t2",
        level=StaffLevel.CALLBACK,
        reported_at=past.now,
        due_at=past.now,
    )
    add_note(past.queue, report, DELETION_WANTED)
    assert await past.eraser.erase("anna", Erasure(BY_STAFF, "N. Urse"))
    assert past.names() == set()
    assert past.queue.items(closed_too=True) == []
    assert found({"turpentine"}, past.url) == set()
    assert not await past.eraser.erase("anna", Erasure(BY_STAFF, "N. Urse"))
    [record] = rows(past.url, "SELECT * FROM keep_deletions")
    assert (record["cause"], record["deleted_by"]) == ("staff", "N. Urse")
