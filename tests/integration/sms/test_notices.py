"""What we say by ourselves: through the real assistant, its outbox and a stand-in provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.booking.due_messages import DueState
from actions.booking.values import Person, Step, Whom, Window
from bot.conversation.events import UserUttered
from bot.execution.jobs import Job
from tests.conftest import Clock
from tests.integration.sms.conftest import PATIENT
from tests.integration.sms.test_webhook import rows
from tests.integration.sms.town import Town, open_town

BORN = date(1980, 4, 3)
NEW_YORK = ZoneInfo("America/New_York")
CALM = (
    "my lower back has hurt for 5 days since lifting a box",
    "none of these",
    "none of these",
)


@dataclass
class People:
    """A patient who writes by text message, and the job that says what is due."""

    town: Town

    @property
    def booking(self):
        return self.town.carrier.app.extension.booking

    @property
    def job(self) -> Job:
        return self.booking.speaking_jobs(self.town.carrier.app.texting.speaker)[0]

    def now(self) -> datetime:
        return datetime.fromtimestamp(self.town.clock.now, UTC)

    async def conversation(self) -> str:
        ((sender,),) = await rows(self.town.carrier, "SELECT sender_id FROM conversations")
        return sender

    async def book(self):
        """Book the first visit that is at 10:00 or later on a day after tomorrow."""
        book, now = self.booking.book, self.now()
        window = Window(now + timedelta(days=2), now + timedelta(days=9))
        visit_type = book.calendar.consultation
        slot = next(
            one
            for one in book.free(visit_type, window, now=now)
            if one.start.astimezone(NEW_YORK).hour >= 11
        )
        conversation = await self.conversation()
        book.hold(slot, Whom(conversation, "clinic", "D23"), Step("hold", now))
        person = Person("Anna Example", BORN, PATIENT)
        return book.confirm(conversation, person, Step("confirm", now))

    async def at(self, moment: datetime) -> None:
        self.town.clock.now = moment.timestamp()
        await self.job.run()
        # What is written is due a moment later: a request might have carried it.
        self.town.clock.now += 30
        await self.town.work()

    async def states(self) -> list[tuple[str, str]]:
        return [(row.due.kind, row.state.value) for row in self.booking.messages.rows()]


@pytest.fixture
async def people(running, clock: Clock, monkeypatch) -> AsyncIterator[People]:
    async with open_town(running, clock, monkeypatch) as town:
        yield People(town)


async def written(people: People, text: str) -> None:
    """Text something, and get what is answered."""
    await people.town.late(text)
    await people.town.work()


async def test_a_visit_is_remembered_by_text_with_its_link_and_stands_in_the_transcript(people):
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    before = len(people.town.received)
    await people.at(visit.slot.start - timedelta(days=1))
    (text,) = people.town.received[before:]
    assert "A reminder: your visit is on" in text
    assert f"{people.town.carrier.public_url}/booking/view/{visit.reference}." in text
    events = await people.town.carrier.app.store.events(await people.conversation())
    said = [one.message.text for one in events if hasattr(one, "message")]
    assert any("A reminder" in (text or "") for text in said)
    assert sum(isinstance(one, UserUttered) for one in events) == 1


async def test_the_job_run_twice_or_killed_before_marking_says_nothing_twice(people):
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    moment = visit.slot.start - timedelta(days=1)
    people.town.clock.now = moment.timestamp()
    # The process dies after the turn is stored and before the message is marked.
    claimed = people.booking.messages.claim(moment.timestamp())
    notice = people.booking.visits.notice(claimed.due)
    assert await people.town.carrier.app.texting.speaker(notice) == "said"
    before = len(people.town.received)
    await people.at(moment + timedelta(minutes=3))
    await people.at(moment + timedelta(minutes=9))
    assert len(people.town.received) == before + 1
    assert ("day_before", "said") in await people.states()


async def test_nothing_is_sent_to_who_opted_out(people):
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    await people.town.late("STOP")
    await people.town.work()
    before = len(people.town.received)
    await people.at(visit.slot.start - timedelta(days=1))
    assert people.town.received[before:] == []
    assert ("day_before", "opted_out") in await people.states()


async def test_who_opts_out_between_saying_and_sending_gets_nothing(people):
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    people.town.clock.now = (visit.slot.start - timedelta(days=1)).timestamp()
    await people.job.run()
    await people.town.late("STOP")
    before = len(people.town.received)
    people.town.clock.now += 60
    await people.town.work()
    assert not any("A reminder" in text for text in people.town.received[before:])
    assert "suppressed" in await people.town.states()


async def test_a_text_that_the_provider_could_not_take_waits_for_morning_and_holds_nobody_up(
    people,
):
    """Said at the last moment of the day, refused by the provider, then quiet hours begin."""
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    evening = (
        (visit.slot.start - timedelta(days=1)).astimezone(NEW_YORK).replace(hour=20, minute=59)
    )
    people.town.provider.faults.too_many = 3
    people.town.clock.now = evening.timestamp()
    await people.job.run()
    people.town.clock.now += 30
    await people.town.courier.run()
    before = len(people.town.received)
    people.town.provider.faults.too_many = 0
    people.town.clock.now = (evening + timedelta(hours=2)).timestamp()
    await people.town.work()
    assert people.town.received[before:] == []
    await written(people, "what are your opening hours?")
    answers = people.town.received[before:]
    assert answers
    assert not any("A reminder" in text for text in answers)
    morning = visit.slot.start.astimezone(NEW_YORK).replace(hour=8, minute=0)
    people.town.clock.now = morning.timestamp() + 60
    await people.town.work()
    late = people.town.received[before + len(answers) :]
    # Of use until the other reminder is due, two hours before the visit.
    assert any("A reminder" in text for text in late)


async def test_a_reminder_leaves_open_questions_as_they_were(people):
    await written(people, "my lower back hurts since lifting a box, 5 days")
    before = await people.town.carrier.app.store.load(await people.conversation())
    visit = await people.book()
    await people.job.run()
    await people.at(visit.slot.start - timedelta(days=1))
    after = await people.town.carrier.app.store.load(await people.conversation())
    assert (after.slots, after.active_loop) == (before.slots, before.active_loop)
    assert after.latest_event_at == before.latest_event_at


async def advised(people: People) -> None:
    """Answer all questions so that self-care is advised."""
    for text in ("my lower back hurts, 5 days, since lifting", "N", "N", *("skip",) * 3):
        await written(people, text)
    for text in ("3", "none", "fully", "better", "40", "yes", "yes", "yes"):
        tracker = await people.town.carrier.app.store.load(await people.conversation())
        if tracker.slots.get("disposition") is not None:
            return
        answers = {
            "pain_severity": "3",
            "leg_pain": "no pain in my legs",
            "daily_function": "I can do everything",
            "pain_trend": "better",
            "age": "40",
            "facts_confirmed": "yes",
            "activity": "lifting",
            "injury_type": "a strain",
            "pain_duration": "5 days",
            "self_harm_check": "no",
        }
        await written(people, answers.get(tracker.requested_slot or "", text))


async def test_self_care_is_asked_about_again_by_text_and_danger_is_heard_in_the_answer(people):
    await advised(people)
    sender = await people.conversation()
    tracker = await people.town.carrier.app.store.load(sender)
    assert tracker.slots["disposition"] in {"routine", "routine_offer"}
    assert any("I will text you in 14 days" in text for text in people.town.received)
    before = len(people.town.received)
    await people.at(people.now() + timedelta(days=14, hours=1))
    texts = people.town.received[before:]
    whole = " ".join(texts)
    assert "ask the safety questions once more" in whole
    assert "A)" in whole
    tracker = await people.town.carrier.app.store.load(sender)
    assert tracker.requested_slot == "danger_signs"
    assert tracker.slots["disposition"] is None
    assert tracker.slots["pain_duration"] == 19
    before = len(people.town.received)
    await written(people, "I am numb between my legs and cannot pee")
    assert any("911" in text for text in people.town.received[before:])
    assert ("recheck", "said") in await people.states()


async def test_who_writes_at_the_time_is_not_interrupted(people):
    await advised(people)
    due = people.now() + timedelta(days=14, hours=1)
    people.town.clock.now = due.timestamp() - 600
    await written(people, "hello")
    before = len(people.town.received)
    await people.at(due)
    assert people.town.received[before:] == []
    assert ("recheck", "waiting") in await people.states()


async def test_a_web_visitor_is_told_that_nobody_writes_and_gets_nothing(people, monkeypatch):
    app = people.town.carrier.app
    now = people.now()
    book = people.booking.book
    window = Window(now + timedelta(days=2), now + timedelta(days=9))
    slot = book.free(book.calendar.consultation, window, now=now)[0]
    book.hold(slot, Whom("web:somebody", "clinic", "D23"), Step("hold", now))
    book.confirm("web:somebody", Person("Ben Example", BORN, PATIENT), Step("confirm", now))
    await people.job.run()
    await people.at(slot.start - timedelta(days=1))
    states = {row.state for row in people.booking.messages.rows()}
    assert states <= {DueState.UNREACHABLE, DueState.WAITING}
    assert people.town.received == []
    assert await app.store.load("web:somebody") is None
