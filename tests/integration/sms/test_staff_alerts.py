"""Staff on call hear, by every way that is set up, of an emergency text that did not arrive."""

from __future__ import annotations

import json

from actions.queue.alert_job import AlertJob
from bot.channels.sms.courier import TOO_LATE_AFTER_SECONDS
from tests.integration.queue.sinks import MailSink, WebSink, listening
from tests.integration.sms.conftest import PATIENT
from tests.integration.sms.test_consent import EMERGENCY
from tests.integration.sms.town import Town, open_town

A_RETRY = 60


async def alert(town: Town) -> None:
    """Let the due job that alerts staff run once."""
    (job,) = (one for one in town.carrier.app.extension.jobs if isinstance(one, AlertJob))
    await job.run()


async def test_an_undelivered_emergency_text_leaves_as_mail_and_webhook(
    running, clock, monkeypatch
):
    async with listening(MailSink()) as mail, listening(WebSink()) as web:
        ways = {"BACKLINE_ALERT_SMTP": mail.url, "BACKLINE_ALERT_WEBHOOK": web.url}
        async with open_town(running, clock, monkeypatch, **ways) as town:
            town.provider.faults.unreachable.add(PATIENT)
            await town.late(EMERGENCY)
            await alert(town)
            # The emergency itself is known; that its answer did not arrive is not, yet.
            assert [post["kind"] for post in web.posts] == ["new"]
            await town.work()
            # Each way fails once, and is tried again by itself.
            mail.refusals, web.statuses = 1, [503]
            for _ in range(3):
                await alert(town)
                clock.now += A_RETRY
    assert [post["alert_id"] for post in web.posts] == [
        "1-emergency-new",
        *["1-emergency-unreached"] * 2,
    ]
    assert [one["Subject"] for one in mail.mails] == [
        "emergency, item 1 of the queue",
        "NOT REACHED BY TEXT: emergency, item 1 of the queue",
    ]
    told = json.dumps(web.posts) + "".join(one.as_string() for one in mail.mails)
    assert PATIENT.removeprefix("+") not in told
    assert "numb" not in told


async def test_one_that_the_provider_never_took_leaves_as_well(running, clock, monkeypatch):
    async with listening(WebSink()) as web:
        way = {"BACKLINE_ALERT_WEBHOOK": web.url}
        async with open_town(running, clock, monkeypatch, **way) as town:
            town.provider.faults.server_errors = 1_000
            await town.late(EMERGENCY)
            await town.work()
            clock.now += TOO_LATE_AFTER_SECONDS + 1
            await town.work()
            await alert(town)
    assert "1-emergency-unreached" in [post["alert_id"] for post in web.posts]


async def test_one_that_arrived_alerts_only_of_the_emergency(running, clock, monkeypatch):
    async with listening(WebSink()) as web:
        way = {"BACKLINE_ALERT_WEBHOOK": web.url}
        async with open_town(running, clock, monkeypatch, **way) as town:
            await town.late(EMERGENCY)
            await town.work()
            await alert(town)
    assert [post["alert_id"] for post in web.posts] == ["1-emergency-new"]
