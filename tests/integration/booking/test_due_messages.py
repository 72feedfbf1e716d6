"""The table of due messages: planned, moved, cancelled and said, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from actions.booking.database import engine_for
from actions.booking.due_messages import LEASE_SECONDS, DueMessages, DueState
from actions.booking.notice import BUSY, OPTED_OUT, SAID, UNREACHABLE
from actions.booking.values import AppointmentState, Slot
from actions.extension import MIGRATIONS
from bot.stores.migrate import upgrade
from tests.integration.booking.town import (
    BOOKED_AT,
    DAY_BEFORE,
    DUE,
    HOURS_BEFORE,
    NEW_YORK,
    START,
    VISIT,
    Town,
)
from tests.integration.stores.conftest import sqlite_url  # noqa: F401 - a fixture


@pytest.fixture
def town(sqlite_url: str) -> Town:  # noqa: F811 - what the table itself does is tried on both
    upgrade(sqlite_url, MIGRATIONS)
    return Town(DueMessages(engine_for(sqlite_url)))


async def test_a_booked_visit_is_remembered_a_day_and_two_hours_before(town):
    await town.at(BOOKED_AT)
    assert town.states == {"day_before": "waiting", "hours_before": "waiting"}
    await town.at(DAY_BEFORE - timedelta(seconds=1))
    assert town.said == []
    await town.at(DAY_BEFORE)
    await town.at(HOURS_BEFORE)
    await town.at(START)
    assert town.heard == [
        "utter_remind_day_before",
        "utter_remind_link",
        "utter_remind_hours_before",
        "utter_remind_link",
    ]
    assert town.said[0].responses[0][1]["visit_day"] == "Tuesday, March 10"
    assert town.said[0].responses[0][1]["visit_time"] == "10:00 AM"
    assert town.states == {"day_before": "said", "hours_before": "said"}


async def test_reminders_move_with_the_visit(town):
    await town.at(BOOKED_AT)
    later = START + timedelta(days=3)
    moved = Slot("lee", "consultation", later, later + timedelta(minutes=30))
    town.book.appointments[VISIT.reference] = replace(
        VISIT, slot=moved, sequence=1, changed_at=BOOKED_AT + timedelta(days=1)
    )
    await town.at(DAY_BEFORE)
    assert town.said == []
    await town.at(later - timedelta(days=1))
    assert town.heard[0] == "utter_remind_day_before"
    assert town.said[0].responses[0][1]["visit_day"] == "Friday, March 13"


async def test_a_visit_that_was_remembered_and_then_moved_is_remembered_again(town):
    await town.at(BOOKED_AT)
    await town.at(DAY_BEFORE)
    later = START + timedelta(days=3)
    town.book.appointments[VISIT.reference] = replace(
        VISIT, slot=replace(VISIT.slot, start=later), sequence=1, changed_at=town.now
    )
    await town.at(later - timedelta(days=1))
    assert town.heard.count("utter_remind_day_before") == 2
    assert town.said[0].key != town.said[1].key


@pytest.mark.parametrize("state", [AppointmentState.CANCELLED, AppointmentState.FULFILLED])
async def test_reminders_are_cancelled_with_the_visit(town, state):
    await town.at(BOOKED_AT)
    town.book.appointments[VISIT.reference] = replace(VISIT, state=state, sequence=1)
    await town.at(BOOKED_AT + timedelta(hours=1))
    assert set(town.states.values()) == {"cancelled"}
    await town.at(DAY_BEFORE)
    assert town.said == []


async def test_a_visit_that_is_cancelled_between_planning_and_saying_is_not_remembered(town):
    await town.at(BOOKED_AT)
    reminders = town.job._visits
    town.book.appointments[VISIT.reference] = replace(VISIT, state=AppointmentState.CANCELLED)
    claimed = town.messages.claim(DAY_BEFORE.timestamp())
    assert claimed is not None
    assert reminders.notice(claimed.due) is None


async def test_what_was_due_before_the_visit_was_booked_is_not_said(town):
    town.book.appointments[VISIT.reference] = replace(VISIT, changed_at=START - timedelta(hours=20))
    await town.at(START - timedelta(hours=20))
    assert town.states == {"day_before": "missed", "hours_before": "waiting"}
    await town.at(HOURS_BEFORE)
    assert town.heard[0] == "utter_remind_hours_before"


async def test_a_server_that_was_away_says_late_what_is_still_of_use(town):
    await town.at(BOOKED_AT)
    await town.at(DAY_BEFORE + timedelta(hours=5))
    assert town.heard[0] == "utter_remind_day_before"
    await town.at(START + timedelta(hours=1))
    assert town.states["hours_before"] == "missed"
    assert len(town.said) == 1


async def test_nothing_is_said_in_quiet_hours(town):
    """The server was away until 22:00: what waited goes out at 08:00, or not at all."""
    await town.at(BOOKED_AT)
    night = datetime(2026, 3, 9, 22, tzinfo=NEW_YORK)
    await town.at(night.astimezone(UTC))
    assert town.said == []
    # The day-before reminder is of use until the other one is due, at 08:00.
    assert town.states["day_before"] == "missed"
    await town.at(HOURS_BEFORE)
    assert town.heard[0] == "utter_remind_hours_before"


@pytest.mark.parametrize(
    ("answer", "state"), [(OPTED_OUT, "opted_out"), (UNREACHABLE, "unreachable")]
)
async def test_who_opted_out_or_has_no_number_is_kept_as_such(town, answer, state):
    town.answer = answer
    await town.at(BOOKED_AT)
    await town.at(DAY_BEFORE)
    assert town.states["day_before"] == state
    town.answer = SAID
    await town.at(DAY_BEFORE + timedelta(hours=1))
    assert town.said == []


async def test_what_fails_is_tried_again_and_holds_up_nobody(town):
    other = replace(VISIT, id=2, reference="BL-3333333", conversation="sms-ben")
    town.book.appointments[other.reference] = other
    await town.at(BOOKED_AT)
    town.failures = 1
    await town.at(DAY_BEFORE)
    assert len(town.said) == 1
    await town.at(DAY_BEFORE + timedelta(seconds=LEASE_SECONDS))
    assert {notice.conversation for notice in town.said} == {"sms-anna", "sms-ben"}


async def test_a_process_that_dies_before_marking_says_it_again_by_the_same_name(town):
    """The engine knows a name that it has said already: see the test of the speaker."""
    await town.at(BOOKED_AT)
    town.messages.claim(DAY_BEFORE.timestamp())  # and the process is gone
    await town.at(DAY_BEFORE + timedelta(seconds=1))
    assert town.said == []
    await town.at(DAY_BEFORE + timedelta(seconds=LEASE_SECONDS))
    assert [notice.key for notice in town.said] == [
        f"due/day_before/{VISIT.reference}/{START.timestamp():.0f}"
    ]


def test_many_processes_claim_each_message_once(connected):
    stores = [DueMessages(connected()) for _ in range(4)]
    stores[0].put([replace(DUE, subject=f"BL-{number}") for number in range(12)])

    def work(store: DueMessages) -> list[str]:
        found = []
        while (claimed := store.claim(200.0)) is not None:
            found.append(claimed.due.subject)
            store.settle(claimed, DueState.SAID, 200.0)
        return found

    with ThreadPoolExecutor(4) as pool:
        claimed = [subject for found in pool.map(work, stores) for subject in found]
    assert sorted(claimed) == sorted({f"BL-{number}" for number in range(12)})


def test_planning_the_same_again_changes_nothing(messages):
    messages.put([DUE])
    claimed = messages.claim(200.0)
    messages.settle(claimed, DueState.SAID, 200.0)
    messages.put([DUE])
    assert messages.claim(10_000.0) is None
    assert [row.state for row in messages.rows()] == [DueState.SAID]


def test_a_late_mark_does_not_settle_what_replaced_it(messages):
    messages.put([DUE])
    claimed = messages.claim(200.0)
    moved = replace(DUE, about_at=900.0, due_at=600.0, useless_after=800.0)
    messages.put([moved])
    messages.settle(claimed, DueState.SAID, 200.0)
    assert [row.state for row in messages.rows(waiting_only=True)] == [DueState.WAITING]
    assert messages.claim(600.0).due == moved


async def test_self_care_is_asked_about_again_after_two_weeks(town):
    town.book.appointments.clear()
    town.conversations.decided("sms-anna", "routine", pain_duration=5, age=40, pain_severity=3)
    town.rechecks.plan("sms-anna", BOOKED_AT)
    await town.at(BOOKED_AT + timedelta(days=13))
    assert town.said == []
    # Summer time has begun meanwhile: 10:00 by the clock is an hour earlier in UTC.
    await town.at(BOOKED_AT + timedelta(days=14) - timedelta(hours=1))
    (notice,) = town.said
    assert notice.action == "action_recheck"
    assert notice.facts == {"recheck_of": "Monday, March 2", "age": 40, "pain_duration": 18}


async def test_a_later_decision_takes_the_place_of_the_earlier_one(town):
    town.book.appointments.clear()
    town.conversations.decided("sms-anna", "routine_offer")
    town.rechecks.plan("sms-anna", BOOKED_AT)
    town.rechecks.plan("sms-anna", BOOKED_AT + timedelta(days=10))
    await town.at(BOOKED_AT + timedelta(days=15))
    assert town.said == []
    await town.at(BOOKED_AT + timedelta(days=24))
    assert len(town.said) == 1


@pytest.mark.parametrize("level", ["clinic", "same_day", "emergency", "crisis"])
async def test_who_was_sent_elsewhere_since_is_not_asked(town, level):
    town.book.appointments.clear()
    town.rechecks.plan("sms-anna", BOOKED_AT)
    town.conversations.decided("sms-anna", level)
    await town.at(BOOKED_AT + timedelta(days=15))
    assert town.said == []
    assert town.states == {"recheck": "cancelled"}


async def test_who_is_just_writing_is_asked_later_but_not_for_ever(town):
    town.book.appointments.clear()
    town.conversations.decided("sms-anna", "routine")
    town.rechecks.plan("sms-anna", BOOKED_AT)
    town.answer = BUSY
    await town.at(BOOKED_AT + timedelta(days=14))
    assert town.states == {"recheck": "waiting"}
    town.answer = SAID
    await town.at(BOOKED_AT + timedelta(days=14, hours=6))
    assert len(town.said) == 1
    town.rechecks.plan("sms-anna", BOOKED_AT + timedelta(days=20))
    await town.at(BOOKED_AT + timedelta(days=45))
    assert town.states == {"recheck": "missed"}
