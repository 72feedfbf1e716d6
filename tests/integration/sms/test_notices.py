"""What we say by ourselves: through the real assistant, its outbox and a stand-in provider."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from actions.booking.values import Person, Step, Whom, Window
from bot.conversation.events import BotUttered, UserUttered
from bot.execution.jobs import Job
from tests.conftest import Clock
from tests.integration.sms.conftest import PATIENT
from tests.integration.sms.test_webhook import rows
from tests.integration.sms.town import Town, open_town

BORN = date(1980, 4, 3)
NEW_YORK = ZoneInfo("America/New_York")
OVERDID_IT = (
    "my lower back has been sore for three days since I dug over the garden",
    "none of them",
    "none of them",
    "I think I just overdid it",
    "about 4",
    "no",
    "yes, all of it",
    "getting better",
    "38",
    "yes, that is right",
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

    def book_on_the_web(self) -> None:
        book, now = self.booking.book, self.now()
        window = Window(now + timedelta(days=2), now + timedelta(days=3))
        slot = book.free(book.calendar.consultation, window, now=now)[0]
        book.hold(slot, Whom("web:somebody", "clinic", "D23"), Step("hold web", now))
        book.confirm("web:somebody", Person("Ben Example", BORN, PATIENT), Step("web", now))

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


async def test_a_visit_is_remembered_by_text_once_and_open_questions_stay_open(people):
    await written(people, OVERDID_IT[0])
    app, sender = people.town.carrier.app, await people.conversation()
    asked = await app.store.load(sender)
    visit = await people.book()
    people.book_on_the_web()
    await people.job.run()
    # The process dies after the turn is stored and before the message is marked.
    moment = visit.slot.start - timedelta(days=1)
    people.town.clock.now = moment.timestamp()
    while (claimed := people.booking.messages.claim(moment.timestamp())).due.conversation != sender:
        pass
    assert await app.texting.speaker(people.booking.visits.notice(claimed.due)) == "said"
    before = len(people.town.received)
    await people.at(moment + timedelta(minutes=3))
    await people.at(moment + timedelta(minutes=9))
    (text,) = people.town.received[before:]
    assert "A reminder: your visit is on" in text
    assert f"{people.town.carrier.public_url}/booking/view/{visit.reference}." in text
    assert ("day_before", "said") in await people.states()
    events = await app.store.events(sender)
    said = [one.message.text or "" for one in events if isinstance(one, BotUttered)]
    assert sum("A reminder" in one for one in said) == 1
    assert sum(isinstance(one, UserUttered) for one in events) == 1
    kept = await app.store.load(sender)
    assert (kept.slots, kept.active_loop) == (asked.slots, asked.active_loop)
    # The next message begins a session as it would have without the reminder.
    assert kept.latest_event_at == asked.latest_event_at
    # Who booked on the web has agreed to no texts.
    assert ("day_before", "unreachable") in await people.states()
    assert await app.store.load("web:somebody") is None


async def test_who_opts_out_gets_nothing_whether_it_was_said_already_or_not(people):
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    people.town.clock.now = (visit.slot.start - timedelta(days=1)).timestamp()
    await people.job.run()
    await people.town.late("STOP")
    before = len(people.town.received)
    people.town.clock.now += 60
    await people.town.work()
    await people.at(visit.slot.start - timedelta(hours=2))
    assert not any("A reminder" in text for text in people.town.received[before:])
    assert "suppressed" in await people.town.states()
    assert set(await people.states()) == {("day_before", "said"), ("hours_before", "opted_out")}


async def test_what_the_provider_could_not_take_waits_for_morning_and_holds_nobody_up(people):
    """Said at the last moment of the day, refused by the provider, then quiet hours begin."""
    await written(people, "hello")
    visit = await people.book()
    await people.job.run()
    before_visit = (visit.slot.start - timedelta(days=1)).astimezone(NEW_YORK)
    evening = before_visit.replace(hour=20, minute=59)
    people.town.provider.faults.too_many = 1
    people.town.clock.now = evening.timestamp()
    await people.job.run()
    people.town.clock.now += 30
    await people.town.work()
    before = len(people.town.received)
    people.town.clock.now = (evening + timedelta(hours=2)).timestamp()
    await people.town.work()
    assert people.town.received[before:] == []
    await written(people, "what are your opening hours?")
    answers = people.town.received[before:]
    assert answers
    assert not any("A reminder" in text for text in answers)
    morning = visit.slot.start.astimezone(NEW_YORK).replace(hour=8, minute=1)
    people.town.clock.now = morning.timestamp()
    await people.town.work()
    # Of use until the other reminder is due, two hours before the visit.
    assert any("A reminder" in text for text in people.town.received[before + len(answers) :])


async def test_self_care_is_asked_about_again_and_danger_is_heard_in_the_answer(people):
    for text in OVERDID_IT:
        await written(people, text)
    app, sender = people.town.carrier.app, await people.conversation()
    told = (await app.store.load(sender)).slots
    assert told["disposition"] == "routine"
    assert any("I will text you in 14 days" in text for text in people.town.received)
    due = people.now() + timedelta(days=14, hours=1)
    # Whoever writes at that time is not interrupted.
    people.town.clock.now = due.timestamp() - 600
    await written(people, "hello")
    before = len(people.town.received)
    await people.at(due)
    assert people.town.received[before:] == []
    assert await people.states() == [("recheck", "waiting")]
    await people.at(due + timedelta(days=2))
    whole = " ".join(people.town.received[before:])
    assert "the safety questions once more" in whole
    assert "A)" in whole
    tracker = await app.store.load(sender)
    assert tracker.requested_slot == "danger_signs"
    assert (tracker.slots["disposition"], tracker.slots["findings"]) == (None, None)
    assert tracker.slots["pain_duration"] == told["pain_duration"] + 16
    before = len(people.town.received)
    await written(people, "I am numb between my legs and cannot pee")
    assert any("911" in text for text in people.town.received[before:])
    assert await people.states() == [("recheck", "said")]
