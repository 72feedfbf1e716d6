"""From the words of a person to the staff who are called, and back when they close it."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import replace
from datetime import datetime

import pytest

from actions.booking.database import engine_for
from actions.queue import desk
from actions.queue.alert_job import AlertJob
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from bot.cli_check import played_files
from bot.conversation.events import TurnFailed
from bot.conversation.messages import UserMessage
from bot.settings import read_settings
from tests.conftest import NOON, ROOT, Talk
from tests.integration.engine.test_safe_failure import Wrapped
from tests.integration.queue.sinks import WebSink, listening
from tests.integration.stores.conftest import postgres_server, postgres_url  # noqa: F401 - fixtures

EMERGENCY_WORDS = "I can't feel my backside and I keep leaking pee"
FEVER_WORDS = "I have a fever of 101.5 and my back hurts since yesterday"
WORSE_WORDS = "now I can't feel my backside and I keep leaking pee"
CALL_WORDS = "can someone from the clinic call me back?"
# The test clock stands at 7:00 on a Monday in New York; the clinic opens at 8:00.
OPENS = datetime.fromisoformat("2026-01-05T08:00-05:00").timestamp()
OPEN_NOW = datetime.fromisoformat("2026-01-05T10:00-05:00").timestamp()


@pytest.fixture
def queue(tmp_path):
    engine = engine_for(f"sqlite:///{tmp_path}/var/backline.db")
    yield StaffQueue(engine)
    engine.dispose()


def close(queue: StaffQueue, item_id: int) -> None:
    queue.close(item_id, by="N. Urse", outcome="went to the ER", at=NOON)


# ---- Who is called, and by when
@pytest.mark.parametrize(
    ("words", "level", "minutes"),
    [
        (EMERGENCY_WORDS, StaffLevel.EMERGENCY, 5),
        ("I want to kill myself", StaffLevel.CRISIS, 5),
        (FEVER_WORDS, StaffLevel.SAME_DAY, 30),
    ],
)
async def test_the_first_alarming_words_call_staff(talk, queue, words, level, minutes):
    await talk.says(words)
    (item,) = queue.items()
    slots = await talk.slots()
    assert (item.conversation, item.level, item.rule_id) == ("someone", level, slots["rule_id"])
    assert slots["queue_item"] == str(item.id)
    assert item.opened_at == pytest.approx(NOON, abs=1)
    assert item.due_at == OPENS + minutes * 60


async def test_in_opening_hours_the_minutes_count_from_now(talk, queue, clock):
    clock.now = OPEN_NOW
    await talk.says(EMERGENCY_WORDS)
    assert queue.items()[0].due_at == pytest.approx(OPEN_NOW + 300, abs=1)


async def test_staff_are_called_on_postgresql_too(running, clock, postgres_url):  # noqa: F811
    async with running(BACKLINE_DATABASE_URL=postgres_url) as app:
        talk = Talk(app, clock)
        await talk.says(EMERGENCY_WORDS)
        engine = engine_for(postgres_url)
        close(StaffQueue(engine), int((await talk.slots())["queue_item"]))
        engine.dispose()
        await talk.says("hello")
        assert (await talk.slots())["disposition"] is None


async def test_small_talk_and_home_care_call_nobody(talk, queue):
    await talk.says("hello", "my back hurts", "none", "none", "five days")
    assert queue.items() == []


async def test_what_gets_worse_raises_the_item_and_the_number_goes_with_it(talk, queue):
    await talk.says(FEVER_WORDS, WORSE_WORDS, "Jo Smith", "555 010 0112")
    (item,) = queue.items(closed_too=True)
    assert (item.level, item.name, item.phone) == (
        StaffLevel.EMERGENCY,
        "Jo Smith",
        "555 010 0112",
    )


async def test_a_same_day_answer_that_is_confirmed_is_one_item_with_a_number(talk, queue):
    said = await talk.says(FEVER_WORDS, "none", "none")
    assert (await talk.slots())["disposition"] == "same_day"
    assert "your name" in said
    await talk.says("Jo Smith", "555 010 0112")
    (item,) = queue.items(closed_too=True)
    assert (item.level, item.phone) == (StaffLevel.SAME_DAY, "555 010 0112")


async def test_a_wish_for_a_call_waits_by_itself(talk, queue):
    await talk.says(CALL_WORDS, "Jo Smith")
    assert queue.items() == []
    await talk.says("555 010 0112")
    (item,) = queue.items()
    assert (item.level, item.name, item.phone) == (
        StaffLevel.CALLBACK,
        "Jo Smith",
        "555 010 0112",
    )


async def test_a_number_that_is_known_goes_onto_a_later_item(talk, queue):
    await talk.says(CALL_WORDS, "Jo Smith", "555 010 0112")
    close(queue, queue.items()[0].id)
    await talk.says(EMERGENCY_WORDS)
    (item,) = queue.items()
    assert (item.level, item.phone) == (StaffLevel.EMERGENCY, "555 010 0112")


async def test_a_message_that_is_tried_again_calls_once(running, clock, queue):
    message = UserMessage("p", EMERGENCY_WORDS, message_id="m1")
    async with running() as app:
        broken = replace(app.agent, store=Wrapped(app.store, "commit"))
        await broken.handle(message)
        close(queue, queue.items()[0].id)
        await app.agent.handle(message)
        assert queue.items() == []
        assert len(queue.items(closed_too=True)) == 1


# ---- The queue fails: the person gets the answer all the same
async def test_without_the_queue_the_answer_is_given_and_staff_are_called_later(
    talk, queue, caplog
):
    with queue.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE queue_items RENAME TO away")
    said = await talk.says(EMERGENCY_WORDS)
    assert "emergency room" in said
    assert "something went wrong" not in said
    assert (await talk.slots())["queue_item"] == desk.UNWRITTEN
    assert not [e for e in await talk.app.store.events("someone") if isinstance(e, TurnFailed)]
    assert [one.error for one in caplog.records if one.name == desk.__name__] == [
        "OperationalError"
    ]
    assert "backside" not in caplog.text
    with queue.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE away RENAME TO queue_items")
    await talk.says("Jo Smith", "555 010 0112")
    (item,) = queue.items()
    assert (item.level, item.phone) == (StaffLevel.EMERGENCY, "555 010 0112")


async def test_a_slow_queue_holds_nobody_up(talk, queue, monkeypatch):
    add = StaffQueue.add

    def slow(self, report):
        time.sleep(0.5)
        return add(self, report)

    monkeypatch.setattr(desk, "PATIENCE_SECONDS", 0.05)
    monkeypatch.setattr(StaffQueue, "add", slow)
    said = await talk.says(EMERGENCY_WORDS)
    assert "emergency room" in said
    assert (await talk.slots())["queue_item"] == desk.UNWRITTEN


async def test_an_emergency_stands_while_nobody_can_tell_whether_it_was_closed(talk, queue):
    await talk.says(EMERGENCY_WORDS, "no")
    close(queue, 1)
    with queue.engine.begin() as connection:
        connection.exec_driver_sql("ALTER TABLE queue_items RENAME TO away")
    assert "emergency room" in await talk.says("hello")


# ---- Staff close it
@pytest.mark.parametrize("words", [EMERGENCY_WORDS, "I want to kill myself"])
@pytest.mark.parametrize("later", [60, 3 * 24 * 3600])
async def test_what_staff_closed_is_over(talk, queue, clock, words, later):
    await talk.says(words, "no")
    clock.now += later
    level = (await talk.slots())["disposition"]
    await talk.says("hello")
    assert (await talk.slots())["disposition"] == level
    close(queue, 1)
    clock.now += later
    said = await talk.says("hello")
    assert "emergency room" not in said
    slots = await talk.slots()
    left = ("disposition", "rule_id", "red_flags", "red_flags_told", "findings", "queue_item")
    assert {name: slots[name] for name in left} == dict.fromkeys(left)
    assert "rule out danger" in await talk.says("my back hurts")


async def test_after_closing_starting_over_is_really_that(talk, queue):
    await talk.says(EMERGENCY_WORDS, "no")
    standing = await talk.says("start over")
    close(queue, 1)
    assert await talk.says("start over") != standing
    assert (await talk.slots())["disposition"] is None


@pytest.mark.parametrize("words", [EMERGENCY_WORDS, FEVER_WORDS])
async def test_the_same_danger_told_again_after_closing_is_heard_as_new(talk, queue, words):
    await talk.says(EMERGENCY_WORDS, "no")
    close(queue, 1)
    await talk.says(words)
    slots = await talk.slots()
    assert slots["disposition"] in {"emergency", "same_day"}
    assert slots["queue_item"] == "2"
    assert [one.id for one in queue.items()] == [2]


async def test_closing_while_the_number_is_asked_still_takes_the_number(talk, queue):
    await talk.says(EMERGENCY_WORDS, "Jo Smith")
    close(queue, 1)
    await talk.says("555 010 0112")
    (item,) = queue.items()
    assert (item.level, item.name, item.phone) == (
        StaffLevel.CALLBACK,
        "Jo Smith",
        "555 010 0112",
    )


async def test_closing_another_persons_item_changes_nothing(talk, queue):
    other = Talk(talk.app, talk.clock, "other")
    await talk.says(EMERGENCY_WORDS, "no")
    await other.says(EMERGENCY_WORDS, "no")
    close(queue, 2)
    assert "emergency room" in await talk.says("hello")
    assert "emergency room" not in await other.says("hello")


# ---- What is promised, and when
@pytest.mark.parametrize(
    ("now", "says", "never"),
    [
        ("2026-01-05T10:00-05:00", "The clinic is open", "closed"),
        ("2026-01-05T07:00-05:00", "opens on Monday, January 5 at 8:00 AM", "is open"),
        ("2026-01-05T12:30-05:00", "opens on Monday, January 5 at 1:00 PM", "is open"),
        ("2026-01-09T16:00-05:00", "opens on Monday, January 12 at 8:00 AM", "is open"),
        ("2026-12-24T18:00-05:00", "opens on Monday, December 28 at 8:00 AM", "is open"),
    ],
)
async def test_a_call_is_promised_for_no_time_at_which_nobody_is_there(
    talk, clock, now, says, never
):
    clock.now = datetime.fromisoformat(now).timestamp()
    said = await talk.says(CALL_WORDS, "Jo Smith", "555 010 0112")
    assert says in said
    assert never not in said
    assert "911" in said


async def test_a_number_asked_for_at_night_is_asked_for_honestly(talk):
    said = await talk.says(EMERGENCY_WORDS)
    assert "nobody may read it before Monday, January 5 at 8:00 AM" in said


# ---- Alerts while the assistant runs
async def test_the_running_assistant_alerts_the_staff_on_call(
    trained_project, running, clock, monkeypatch
):
    monkeypatch.setattr(AlertJob, "every_seconds", 0.02)
    async with listening(WebSink()) as web:
        async with running(
            BACKLINE_ALERT_WEBHOOK=web.url, BACKLINE_PUBLIC_URL="https://clinic.example"
        ) as app:
            talk = Talk(app, clock, "+15550100199")
            await talk.says(EMERGENCY_WORDS, "Jo Smith", "555 010 0112")
            async with asyncio.timeout(5):
                await web.got_one.wait()
        told = json.dumps(web.posts)
    assert [post["alert_id"] for post in web.posts] == ["1-emergency-new"]
    assert web.posts[0]["link"] == "https://clinic.example/staff/queue/1"
    assert not [word for word in ("15550100199", "Jo", "555", "backside") if word in told]


@pytest.mark.slow
async def test_a_test_story_calls_nobody(trained_project, tmp_path, monkeypatch):
    monkeypatch.setattr(AlertJob, "every_seconds", 0.02)
    story = tmp_path / "test_one.yml"
    story.write_text(
        'version: "3.1"\nstories:\n- story: danger\n  steps:\n'
        f"  - user: {EMERGENCY_WORDS}\n  - action: action_respond_to_red_flags\n"
    )
    async with listening(WebSink()) as web:
        settings = read_settings(tmp_path, {"BACKLINE_ALERT_WEBHOOK": web.url})
        await played_files(ROOT, settings, [story])
        await asyncio.sleep(0.2)
    assert web.posts == []
