"""One open item for each conversation, raised but never lowered, closed by somebody."""

from __future__ import annotations

import threading
import uuid

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.queue.items import NotClosed
from actions.queue.store import StaffQueue
from actions.queue.tables import metadata, queue_items
from actions.triage.staff import StaffLevel
from tests.integration.queue.conftest import NOON, report

LEVELS = list(StaffLevel)
EMERGENCY, SAME_DAY, CALLBACK = StaffLevel.EMERGENCY, StaffLevel.SAME_DAY, StaffLevel.CALLBACK


def test_the_migrations_make_what_the_code_expects(connected):
    ours = set(metadata.tables)
    with connected().connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_object": lambda _, name, kind, *__: kind != "table" or name in ours},
        )
        assert compare_metadata(context, metadata) == []


def test_a_report_opens_an_item(queue):
    item_id = queue.add(report("t1", EMERGENCY, name="Jo", phone="555-0112"))
    item = queue.item(item_id)
    assert (item.conversation, item.level, item.rule_id) == ("anna", EMERGENCY, "D02")
    assert (item.opened_at, item.due_at) == (NOON, NOON + 1800)
    assert (item.name, item.phone, item.state) == ("Jo", "555-0112", "open")


def test_a_turn_that_is_tried_again_adds_nothing(queue):
    first = queue.add(report("t1", SAME_DAY))
    assert queue.add(report("t1", SAME_DAY, reported_at=NOON + 5)) == first
    assert len(queue.items(closed_too=True)) == 1


def test_a_turn_that_is_tried_again_does_not_reopen_what_staff_closed(queue):
    first = queue.add(report("t1", SAME_DAY))
    queue.close(first, by="Nurse", outcome="called", at=NOON + 60)
    assert queue.add(report("t1", SAME_DAY)) == first
    assert queue.items() == []


def test_a_turn_that_was_overtaken_by_a_raise_is_still_known(queue):
    first = queue.add(report("t1", SAME_DAY))
    queue.add(report("t2", EMERGENCY))
    queue.close(first, by="Nurse", outcome="called", at=NOON + 60)
    assert queue.add(report("t1", SAME_DAY)) == first
    assert queue.items() == []


def test_a_more_urgent_report_raises_the_item_and_alerts_anew(queue, connected):
    item_id = queue.add(report("t1", CALLBACK, due_at=NOON + 7200, name="Jo", phone="555-0112"))
    with connected().begin() as connection:
        connection.execute(queue_items.update().values(alerted_at=NOON, overdue_alerted_at=NOON))
    assert queue.add(report("t2", EMERGENCY, rule_id="D03", due_at=NOON + 300)) == item_id
    item = queue.item(item_id)
    assert (item.level, item.rule_id, item.turn_id, item.due_at) == (
        EMERGENCY,
        "D03",
        "t2",
        NOON + 300,
    )
    assert (item.alerted_at, item.overdue_alerted_at) == (None, None)
    assert (item.name, item.phone, item.opened_at) == ("Jo", "555-0112", NOON)


def test_raising_never_puts_the_time_off(queue):
    item_id = queue.add(report("t1", SAME_DAY, due_at=NOON + 60))
    queue.add(report("t2", EMERGENCY, due_at=NOON + 300))
    assert queue.item(item_id).due_at == NOON + 60


def test_a_calmer_report_changes_only_name_and_number(queue):
    item_id = queue.add(report("t1", EMERGENCY))
    before = queue.item(item_id)
    assert queue.add(report("t2", CALLBACK, rule_id="D40", due_at=NOON, name="Jo")) == item_id
    after = queue.item(item_id)
    assert after.name == "Jo"
    assert (after.level, after.rule_id, after.turn_id, after.due_at) == (
        before.level,
        before.rule_id,
        before.turn_id,
        before.due_at,
    )


def test_after_closing_the_next_report_opens_another_item(queue):
    first = queue.add(report("t1", EMERGENCY))
    queue.close(first, by="Nurse", outcome="sent to hospital", at=NOON + 60)
    second = queue.add(report("t2", EMERGENCY))
    assert second != first
    assert [one.id for one in queue.items()] == [second]


def test_conversations_do_not_meet(queue):
    anna = queue.add(report("t1", EMERGENCY))
    ben = queue.add(report("t2", SAME_DAY, conversation="ben", name="Ben", phone="555-0113"))
    assert queue.item(anna).name is None
    assert queue.item(ben).name == "Ben"


def test_the_most_urgent_comes_first_then_the_longest_due(queue):
    for number, (level, due) in enumerate(
        [(CALLBACK, 1), (SAME_DAY, 9), (EMERGENCY, 8), (SAME_DAY, 2), (StaffLevel.CRISIS, 9)]
    ):
        queue.add(report(f"t{number}", level, conversation=f"c{number}", due_at=NOON + due))
    assert [one.conversation for one in queue.items()] == ["c4", "c2", "c3", "c1", "c0"]


@pytest.mark.parametrize(("by", "outcome"), [("", "called"), ("  ", "called"), ("Nurse", " ")])
def test_closing_needs_a_name_and_an_outcome(queue, by, outcome):
    item_id = queue.add(report("t1", EMERGENCY))
    with pytest.raises(NotClosed, match="name of the person"):
        queue.close(item_id, by=by, outcome=outcome, at=NOON)
    assert queue.item(item_id).state == "open"


def test_an_item_is_closed_once(queue):
    item_id = queue.add(report("t1", EMERGENCY))
    queue.close(item_id, by="Nurse", outcome="called", at=NOON + 60)
    with pytest.raises(NotClosed, match="closed already, by Nurse"):
        queue.close(item_id, by="Other", outcome="no answer", at=NOON + 90)
    item = queue.item(item_id)
    assert (item.state, item.closed_by, item.outcome) == ("closed", "Nurse", "called")
    assert item.closed_at == NOON + 60


def test_there_is_no_such_item(queue):
    with pytest.raises(NotClosed, match="there is no item 77"):
        queue.close(77, by="Nurse", outcome="called", at=NOON)


def test_processes_that_report_at_once_share_one_item(connected):
    barrier = threading.Barrier(6)
    found, failed = [], []

    def process(number: int) -> None:
        queue = StaffQueue(connected())
        barrier.wait()
        try:
            found.append(queue.add(report(f"t{number}", LEVELS[number % len(LEVELS)])))
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=process, args=(number,)) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []
    items = StaffQueue(connected()).items(closed_too=True)
    assert {one.id for one in items} == set(found)
    assert [one.level for one in items] == [StaffLevel.CRISIS]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(st.sampled_from(LEVELS), st.integers(0, 9999)), min_size=1, max_size=8))
def test_whatever_is_reported_the_open_item_is_as_urgent_as_the_worst_of_it(queue, reports):
    conversation = uuid.uuid4().hex
    ids = {
        queue.add(report(uuid.uuid4().hex, level, conversation=conversation, due_at=NOON + minutes))
        for level, minutes in reports
    }
    (item_id,) = ids
    item = queue.item(item_id)
    worst = max((level for level, _ in reports), key=lambda level: level.urgency)
    assert item.level is worst
    assert item.due_at <= NOON + next(minutes for level, minutes in reports if level is worst)
