"""Visits when others book too, when time passes, and when there is not enough of it.

All tests share one assistant and its book, as people do: each is a conversation of its own. The two
that close the clinic stand last.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio

from actions.booking.operations import Operations
from actions.booking.requests import contact_requests
from actions.booking.values import Step
from actions.queue.notes import notes_of
from bot.app import App, build
from bot.conversation.messages import UserMessage
from bot.settings import read_settings
from tests.conftest import Clock, Talk

pytestmark = pytest.mark.asyncio(loop_scope="module")

OPENING = (
    "my back has ached for eight weeks, desk job, just sore, a 3, no leg pain,"
    " I can do everything, about the same, I'm 48"
)
TO_TRIAGE = (OPENING, "none", "none", "yes")
HOLD_MINUTES = 10


@pytest.fixture(scope="module")
def shared_clock() -> Clock:
    return Clock()


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def app(trained_project: Path, tmp_path_factory, shared_clock) -> AsyncIterator[App]:
    settings = read_settings(
        tmp_path_factory.mktemp("visits"), {"BACKLINE_PUBLIC_URL": "https://clinic.example"}
    )
    async with build(trained_project, settings, clock=shared_clock) as app:
        yield app


@pytest.fixture
def talk(app: App, shared_clock: Clock, request: pytest.FixtureRequest) -> Talk:
    return Talk(app, shared_clock, request.node.name)


@pytest.fixture
def book(app: App):
    return app.extension.booking.book


def now(talk: Talk) -> datetime:
    return datetime.fromtimestamp(talk.clock.now, UTC)


def close(book, at: datetime, days: int) -> None:
    """Close the clinic for some days from today on."""
    operations, first = Operations(book), book.calendar.day_of(at)
    for number in range(days):
        day = first + timedelta(days=number)
        for clinician in book.calendar.clinicians:
            operations.block(clinician, day, "away", Step(f"{clinician}-{number}", at, "staff"))


def someone_else(talk: Talk) -> Talk:
    return Talk(talk.app, talk.clock, f"not-{talk.sender_id}")


async def as_far_as_number(talk: Talk, pick: str = "2") -> None:
    await talk.says(*TO_TRIAGE, "yes please", pick, "Ada Brown", "3/14/1961")


async def test_a_time_that_ran_out_and_is_still_free_is_booked_all_the_same(talk, book):
    await as_far_as_number(talk)
    talk.clock.now += 60 * (HOLD_MINUTES + 5)
    assert "Shall I book it?" in await talk.says("212-555-0142")
    talk.clock.now += 60 * (HOLD_MINUTES + 5)
    assert "Booked, Ada Brown" in await talk.says("yes")
    assert "your visit stays on" in await talk.says("yes")
    assert len(book.of_conversation(talk.sender_id)) == 1


async def test_a_time_that_ran_out_and_was_taken_is_told_at_once_and_others_are_offered(talk, book):
    await as_far_as_number(talk)
    talk.clock.now += 60 * (HOLD_MINUTES + 5)
    other = someone_else(talk)
    await other.says(*TO_TRIAGE, "yes please", "2", "Bo Stone", "skip", "212-555-0177")
    assert "Booked, Bo Stone" in await other.says("yes")
    said = await talk.says("212-555-0142")
    assert "now it is taken" in said
    assert "Which of these times" in said
    # What was told is not asked for again.
    assert "Shall I book it?" in await talk.says("1")
    assert "Booked, Ada Brown" in await talk.says("yes")


async def test_a_time_that_is_taken_between_the_last_question_and_the_yes_is_told(talk):
    await as_far_as_number(talk)
    await talk.says("212-555-0142")
    talk.clock.now += 60 * (HOLD_MINUTES + 5)
    await someone_else(talk).says(*TO_TRIAGE, "yes please", "2")
    said = await talk.says("yes")
    assert "Nothing is booked" in said
    assert "Which of these times" in said
    assert (await talk.slots())["booking_reference"] is None


async def test_two_who_tap_the_same_time_do_not_both_get_it(talk):
    other = someone_else(talk)
    await talk.says(*TO_TRIAGE, "yes please")
    await other.says(*TO_TRIAGE, "yes please")
    assert "I keep Tuesday" in await talk.tap("Tue")
    said = await other.tap("Tue")
    assert "has just been taken" in said
    assert "Which of these times" in said


async def test_a_sign_that_asks_for_a_sooner_visit_moves_the_person_up(talk):
    await talk.says(*TO_TRIAGE, "yes please", "next week after 3", "the last one")
    await talk.says("Ada Brown", "3/14/1961", "212-555-0142")
    assert "January 14" in await talk.says("yes")
    said = await talk.says("the pain is a 6 now and it has got worse", "yes")
    assert "later than it should be" in said
    assert "Which of these times" in said
    assert "Shall I move your visit from Wednesday, January 14" in await talk.says("1")
    assert "Your visit is now on" in await talk.says("yes")


async def test_an_emergency_leaves_the_visit_booked_and_staff_are_told_of_it(talk, book):
    await as_far_as_number(talk)
    await talk.says("212-555-0142", "yes")
    said = await talk.says("since this morning I can't pee and I'm numb between my legs")
    assert "911" in said
    assert "do not wait for it" in said
    [visit] = book.of_conversation(talk.sender_id)
    assert visit.state == "booked"
    notes = notes_of(talk.app.extension.desk.queue.engine)
    assert ["has a visit booked, which stays: see whether it is soon enough"] in notes.values()


async def test_a_time_that_is_held_is_let_go_in_an_emergency_and_on_stop(talk, book):
    for last in ("since this morning I can't pee and I'm numb between my legs", "stop"):
        person = Talk(talk.app, talk.clock, f"{talk.sender_id} {last[:4]}")
        await person.says(*TO_TRIAGE, "yes please", "2", last)
        assert book.held_by(person.sender_id, now=now(talk)) is None


async def test_only_ones_own_visit_can_be_changed(talk, book):
    await as_far_as_number(talk)
    await talk.says("212-555-0142", "yes")
    [visit] = book.of_conversation(talk.sender_id)
    stranger = someone_else(talk)
    said = await stranger.says(f"please cancel my appointment {visit.reference}")
    assert "no visit that was booked in this chat" in said
    assert book.find(visit.reference).state == "booked"


async def booked(talk: Talk, pick: str = "2") -> str:
    await as_far_as_number(talk, pick)
    return await talk.says("212-555-0142", "yes")


@pytest.mark.parametrize("words", ["cancel", "I want to cancel it", "call it off please"])
async def test_few_words_after_the_booking_call_the_visit_off(talk, book, words):
    await booked(talk)
    assert "Shall I call off your visit on" in await talk.says(words)
    assert "is called off" in await talk.says("yes")
    assert "Which of these times" in await talk.says("Book another time")
    assert "you have none to come" in await talk.says("stop", "when is my visit?")
    assert [one.state for one in book.of_conversation(talk.sender_id)] == ["cancelled"]


async def test_whoever_moves_a_visit_may_rather_call_it_off_and_the_reverse(talk):
    await booked(talk)
    assert "Which of these times" in await talk.says("i want to move it")
    assert "Shall I call off your visit" in await talk.says("actually i need to cancel")
    assert "Which of these times" in await talk.says("hm, move it to another day instead")
    assert "Shall I move your visit" in await talk.says("the later one")
    assert "your visit stays" in await talk.says("no")


async def test_earlier_and_later_are_seen_from_the_visit(talk, book):
    await booked(talk, "the last one")
    [visit] = book.of_conversation(talk.sender_id)
    await talk.says("do you have anything earlier?", "the later one", "yes")
    assert book.find(visit.reference).slot.start < visit.slot.start


async def test_what_the_clinic_has_is_not_denied(talk):
    said = await talk.says(*TO_TRIAGE, "yes please", "any Thursday afternoon", "earlier")
    assert "Of the kind that you asked for, there is nothing earlier" in said


async def test_another_of_the_times_is_taken_while_the_name_is_asked(talk):
    await talk.says(*TO_TRIAGE, "yes please", "2")
    assert "I keep Monday" in await talk.says("actually no, can I have the first one instead")


async def test_a_day_is_no_birth_date_and_no_length_of_pain(talk):
    await talk.says(*TO_TRIAGE, "yes please", "2", "Ada Brown")
    before = (await talk.slots())["pain_duration"]
    assert "cannot be a date of birth" in await talk.says("yesterday")
    assert (await talk.slots())["pain_duration"] == before


async def test_a_second_visit_is_kindly_refused(talk, book):
    await booked(talk)
    assert "one visit for your answers" in await talk.says("I want to book another visit")
    assert len(book.of_conversation(talk.sender_id)) == 1


async def test_an_ok_after_the_request_for_a_call_is_no_second_request(talk):
    await booked(talk)
    assert "Your request for a call" in await talk.says("I have had a fever of 102 since yesterday")
    assert "The staff have your number" in await talk.says("ok")


async def test_a_message_that_comes_twice_books_once(talk, book):
    await as_far_as_number(talk)
    await talk.says("212-555-0142")
    first = await talk.say("yes", message_id="the-yes")
    again = await talk.say("yes", message_id="the-yes")
    assert first == again
    assert len(book.of_conversation(talk.sender_id)) == 1


async def test_the_link_is_given_where_the_server_has_an_address(talk):
    await as_far_as_number(talk)
    assert "https://clinic.example/booking/" in await talk.says("212-555-0142", "yes")


async def test_by_text_message_the_number_is_known_and_asked_about(talk):
    async def number_of(_: str) -> str:
        return "+12125550123"

    visits = next(
        action.visits
        for action in talk.app.extension.actions
        if action.name() == "action_ask_booking_form_contact_phone"
    )
    own = visits.phone_of
    object.__setattr__(visits, "phone_of", number_of)
    for number, text in enumerate((*TO_TRIAGE, "yes please", "2", "Ada Brown", "3/14/1961")):
        message = UserMessage("sms-1", text, "twilio", f"{number}")
        replies = await talk.app.agent.handle(message)
    assert "Can the clinic call you at (212) 555-0123?" in replies[-1].text
    replies = await talk.app.agent.handle(UserMessage("sms-1", "1", "twilio", "yes"))
    object.__setattr__(visits, "phone_of", own)
    assert "Phone (212) 555-0123" in replies[-1].text


async def test_whoever_can_not_be_seen_soon_enough_is_told_so_and_staff_know(talk, book):
    close(book, now(talk), 8)
    await talk.says(*TO_TRIAGE)
    said = await talk.says("yes please")
    assert "no time is free until then" in said
    assert "Which of these times" in said
    slots = await talk.slots()
    assert slots["queue_item"]
    await talk.says("1", "Ada Brown", "3/14/1961", "212-555-0142")
    said = await talk.says("yes")
    assert "Booked, Ada Brown" in said
    assert "look for a sooner time" in said
    with talk.app.extension.desk.queue.engine.connect() as connection:
        request = (
            connection.execute(
                contact_requests.select().where(contact_requests.c.sender_id == talk.sender_id)
            )
            .mappings()
            .one()
        )
    assert request["name"] == "Ada Brown"
    assert request["state"] == "proposed"


async def test_without_any_free_time_a_request_is_taken(talk, book):
    close(book, now(talk), 70)
    await talk.says(*TO_TRIAGE)
    assert "request for a visit" in await talk.says("yes please")
    assert (await talk.slots())["requested_slot"] == "contact_name"
