"""Staff on call hear of what cannot wait: once, again when overdue, and no word of a patient."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from actions.queue.addresses import AlertAddresses
from actions.queue.alert_job import AlertJob
from actions.queue.outbox import LONGEST_PAUSE_SECONDS, AlertOutbox, pause_after
from actions.queue.sending import routes_to
from actions.queue.store import StaffQueue
from actions.triage.staff import StaffLevel
from tests.conftest import ROOT
from tests.integration.queue.conftest import NOON, report
from tests.integration.queue.sinks import MailSink, WebSink, listening

CRISIS, EMERGENCY = StaffLevel.CRISIS, StaffLevel.EMERGENCY
SAME_DAY, CALLBACK = StaffLevel.SAME_DAY, StaffLevel.CALLBACK
HALF_HOUR = 1800


@dataclass
class Time:
    """A clock that a test sets."""

    now: float = NOON

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.now, UTC)


ZONE = ZoneInfo("America/New_York")


def job_of(engine, time, addresses) -> AlertJob:
    routes = {one.name: one for one in routes_to(addresses, ZONE, "1.0.0, UNSIGNED")}
    return AlertJob(AlertOutbox(engine, tuple(routes)), routes, time)


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
async def web():
    async with listening(WebSink()) as sink:
        yield sink


@pytest.fixture
async def mail():
    async with listening(MailSink()) as sink:
        yield sink


@pytest.fixture
def hook_job(connected, time, web) -> AlertJob:
    return job_of(connected(), time, AlertAddresses(webhook=web.url))


def ids(web: WebSink) -> list[object]:
    return [post["alert_id"] for post in web.posts]


async def test_each_urgent_item_is_announced_once_the_most_urgent_first(queue, hook_job, web):
    for number, level in enumerate((SAME_DAY, CALLBACK, CRISIS, StaffLevel.FAILED_TURN, EMERGENCY)):
        queue.add(report(f"t{number}", level, conversation=f"c{number}"))
    for _ in range(3):
        await hook_job.run()
    assert ids(web) == ["3-crisis-new", "5-emergency-new", "1-same_day-new"]
    assert [one.alerted_at is not None for one in queue.items()] == [True] * 3 + [False] * 2


async def test_what_is_overdue_is_announced_once_more(queue, hook_job, web, time):
    queue.add(report("t1", EMERGENCY))
    await hook_job.run()
    time.now += HALF_HOUR - 1
    await hook_job.run()
    assert ids(web) == ["1-emergency-new"]
    for _ in range(3):
        time.now += 1
        await hook_job.run()
    assert ids(web) == ["1-emergency-new", "1-emergency-overdue"]
    assert queue.item(1).overdue_alerted_at == NOON + HALF_HOUR


async def test_what_is_closed_is_not_announced(queue, hook_job, web, time):
    queue.close(queue.add(report("t1", EMERGENCY)), by="Nurse", outcome="called", at=NOON)
    time.now += HALF_HOUR
    await hook_job.run()
    assert web.posts == []


async def test_what_was_raised_is_announced_anew_at_its_level_only(queue, hook_job, web, time):
    web.statuses = [500]
    queue.add(report("t1", SAME_DAY))
    await hook_job.run()
    queue.add(report("t2", EMERGENCY))
    time.now += 60
    await hook_job.run()
    assert ids(web) == ["1-same_day-new", "1-emergency-new"]


async def test_a_wish_for_a_call_that_becomes_urgent_is_announced(queue, hook_job, web):
    queue.add(report("t1", CALLBACK))
    await hook_job.run()
    assert web.posts == []
    queue.add(report("t2", SAME_DAY))
    await hook_job.run()
    assert ids(web) == ["1-same_day-new"]


async def test_what_fails_is_tried_again_after_growing_pauses(queue, hook_job, web, time, caplog):
    web.statuses = [500, 302, 404]
    queue.add(report("t1", CRISIS, due_at=NOON + 1e6))
    tried = []
    for second in range(0, 500, 10):
        time.now = NOON + second
        await hook_job.run()
        if len(web.posts) > len(tried):
            tried.append(second)
    assert tried == [0, 60, 180, 420]
    assert queue.item(1).alerted_at == NOON + 420
    assert "alert not sent" in caplog.text


def test_pauses_grow_to_a_limit():
    pauses = [pause_after(attempts) for attempts in range(2000)]
    assert pauses == sorted(pauses)
    assert set(pauses[8:]) == {LONGEST_PAUSE_SECONDS}


async def test_a_server_that_does_not_answer_loses_nothing(queue, connected, time, web):
    queue.add(report("t1", CRISIS))
    await job_of(connected(), time, AlertAddresses(webhook="http://127.0.0.1:1/")).run()
    time.now += 60
    await job_of(connected(), time, AlertAddresses(webhook=web.url)).run()
    assert ids(web) == ["1-crisis-new"]


async def test_an_alert_goes_by_both_ways_and_a_failure_of_one_repeats_only_that(
    queue, connected, time, web, mail
):
    mail.refusals = 1
    queue.add(report("t1", EMERGENCY))
    job = job_of(connected(), time, AlertAddresses(mail.url, web.url))
    await job.run()
    assert (len(web.posts), len(mail.mails)) == (1, 0)
    assert queue.item(1).alerted_at is None
    time.now += 60
    await job.run()
    assert (len(web.posts), len(mail.mails)) == (1, 1)
    assert queue.item(1).alerted_at == NOON + 60


async def test_the_mail_reaches_everybody_and_says_where_to_look(queue, connected, time, mail):
    queue.add(report("t1", EMERGENCY))
    url = mail.url.replace("127.0.0.1", "bot:secret@127.0.0.1")
    addresses = AlertAddresses(url, public_url="https://clinic.example/")
    await job_of(connected(), time, addresses).run()
    (sent,) = mail.mails
    assert mail.recipients == ["a@x.example", "b@x.example"]
    assert mail.logins == 1
    assert sent["Subject"] == "emergency, item 1 of the queue"
    assert sent["Message-ID"] == "<backline-1-emergency-new-t1@clinic.example>"
    assert sent.get_payload().splitlines() == [
        "Item: 1",
        "Level: emergency",
        "Rule: D02 of 1.0.0, UNSIGNED",
        "Waiting since: Monday, 2026-01-05 07:00 EST",
        "To be looked at by: Monday, 2026-01-05 07:30 EST",
        "https://clinic.example/staff/queue/1",
    ]


@dataclass
class Both:
    """A job with both ways to reach staff, and what came out of them."""

    job: AlertJob
    web: WebSink
    mail: MailSink


@pytest.fixture
def both(connected, time, web, mail) -> Both:
    return Both(job_of(connected(), time, AlertAddresses(mail.url, web.url)), web, mail)


async def test_no_alert_and_no_log_tells_of_the_person(queue, both, time, caplog):
    caplog.set_level(logging.DEBUG, logger="actions")
    both.web.statuses = [500]
    queue.add(report("t1", CRISIS, conversation="+15550100199", name="Jo Doe", phone="555-0112"))
    for _ in range(2):
        await both.job.run()
        time.now += HALF_HOUR
    told = json.dumps(both.web.posts) + "".join(one.as_string() for one in both.mail.mails)
    logged = json.dumps([vars(one) for one in caplog.records], default=str)
    assert len(both.web.posts) == len(both.mail.mails) + 1 == 3
    for secret in ("15550100199", "Jo", "555-0112"):
        assert secret not in told
        assert secret not in logged


async def test_the_webhook_gets_just_this(queue, connected, time, web):
    queue.add(report("t1", SAME_DAY))
    addresses = AlertAddresses(webhook=web.url, public_url="https://clinic.example")
    await job_of(connected(), time, addresses).run()
    assert web.posts == [
        {
            "alert_id": "1-same_day-new",
            "kind": "new",
            "item_id": 1,
            "level": "same_day",
            "rule_id": "D02",
            "rules": "1.0.0, UNSIGNED",
            "opened_at": "2026-01-05T12:00:00+00:00",
            "due_at": "2026-01-05T12:30:00+00:00",
            "link": "https://clinic.example/staff/queue/1",
        }
    ]


async def test_several_processes_send_each_alert_once(connected, time, web):
    queue = StaffQueue(connected())
    for number in range(8):
        queue.add(report(f"t{number}", SAME_DAY, conversation=f"c{number}"))
    jobs = [job_of(connected(), time, AlertAddresses(webhook=web.url)) for _ in range(4)]
    await asyncio.gather(*(job.run() for job in jobs))
    assert sorted(ids(web)) == [f"{number}-same_day-new" for number in range(1, 9)]


@pytest.mark.slow
async def test_killed_between_sending_and_marking_it_is_sent_again(
    queue, connected, url, time, mail
):
    queue.add(report("t1", EMERGENCY))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.integration.queue.dying_alerter"),
        *(url, mail.url, str(NOON)),
        cwd=ROOT,
    )
    assert await process.wait() == -signal.SIGKILL
    assert len(mail.mails) == 1
    job = job_of(connected(), time, AlertAddresses(mail.url))
    time.now = NOON + 59
    await job.run()
    assert len(mail.mails) == 1
    time.now = NOON + 60
    await job.run()
    await job.run()
    assert [one["Message-ID"] for one in mail.mails] == [mail.mails[0]["Message-ID"]] * 2
    assert queue.item(1).alerted_at == NOON + 60
