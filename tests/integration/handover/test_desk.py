"""A person of the house writes in a conversation: who may, what is stored, and who is told."""

from __future__ import annotations

import asyncio

import pytest

from bot.conversation.events import (
    ActiveLoop,
    ConversationPaused,
    ConversationResumed,
    SlotSet,
)
from bot.conversation.messages import UserMessage
from bot.conversation.records import TurnRecord
from bot.handover.desk import JOINED, LABEL, LATE, LEFT
from bot.handover.jobs import LateAnswers
from bot.handover.refusals import HandoverRefused, Why
from tests.integration.handover.conftest import WHO, Visitor, visitor_of


async def why(coroutine) -> tuple[Why, str | None]:
    with pytest.raises(HandoverRefused) as refused:
        await coroutine
    return refused.value.why, refused.value.held_by


async def test_each_step_is_told_stored_and_carried(visitor: Visitor):
    await visitor.wrote()
    await visitor.take()
    await visitor.told("Can you walk?")
    await visitor.release()
    assert await visitor.heard() == [JOINED, "Can you walk?", LEFT]
    carried = [one.text for _, turn in visitor.way.carried for one in turn.messages]
    assert carried == [JOINED, "Can you walk?", LEFT]
    events = await visitor.store.events(WHO)
    kinds = (ConversationPaused, ConversationResumed)
    assert [one.metadata["by"] for one in events if isinstance(one, kinds)] == ["ana", "ana"]


async def test_only_the_persons_own_words_are_labelled_as_theirs(visitor: Visitor):
    await visitor.wrote()
    await visitor.take()
    await visitor.told("Can you walk?")
    joined, words = await visitor.messages()
    assert (joined.is_by_person, joined.label) == (False, "")
    assert (words.is_by_person, words.label) == (True, LABEL)
    assert words.metadata["by"] == "ana"


async def test_held_conversations_are_listed_until_they_are_released(visitor: Visitor):
    await visitor.wrote()
    assert await visitor.store.held() == []
    await visitor.take()
    held = await visitor.held()
    assert (held.sender_id, held.by, held.channel) == (WHO, "ana", "socketio")
    await visitor.release()
    assert await visitor.store.held() == []


async def test_a_visitor_waits_from_the_first_words_that_nobody_answered(visitor: Visitor):
    await visitor.wrote()
    await visitor.take()
    assert (await visitor.held()).waiting_since is None, "the person came after these words"
    before = visitor.clock.now
    await visitor.wrote("are you there?")
    visitor.clock.now += 60
    await visitor.wrote("hello?")
    assert (await visitor.held()).waiting_since == pytest.approx(before, abs=1)
    await visitor.told("Yes, I am.")
    assert (await visitor.held()).waiting_since is None


async def test_a_second_person_is_refused_and_told_who_is_in_it(here: Visitor):
    await here.wrote()
    await here.take("ana")
    assert await why(here.take("ben")) == (Why.HELD, "ana")
    assert await why(here.told("hi", by="ben")) == (Why.HELD, "ana")
    assert await why(here.release("ben")) == (Why.HELD, "ana")
    assert (await here.tracker()).held_by == "ana"


async def test_taking_from_somebody_is_deliberate_and_names_them(here: Visitor):
    await here.wrote()
    await here.take("ana")
    assert await why(here.take("ben", instead_of="cleo")) == (Why.HELD, "ana")
    await here.take("ben", instead_of="ana")
    assert (await here.tracker()).held_by == "ben"
    assert await here.heard() == [JOINED], "to the visitor it is a person as before"
    assert await why(here.told("hi", by="ana")) == (Why.HELD, "ben")
    await here.told("Hello, Ben here.", by="ben")


async def test_of_two_desks_in_two_processes_one_gets_it(request, visitor: Visitor):
    await visitor.wrote()
    url = visitor.store._database.url.render_as_string(hide_password=False)
    other = visitor_of(url, visitor.clock)
    ends = await asyncio.gather(visitor.take("ana"), other.take("ben"), return_exceptions=True)
    await other.store.close()
    assert sorted(type(end).__name__ for end in ends) == ["HandoverRefused", "NoneType"]
    assert await visitor.heard() == [JOINED]


async def test_taking_twice_tells_the_visitor_once(here: Visitor):
    await here.wrote()
    await here.take()
    await here.take()
    assert await here.heard() == [JOINED]


async def test_the_same_words_sent_twice_are_said_once(visitor: Visitor):
    await visitor.wrote()
    await visitor.take()
    await visitor.told("Hello.", name="form-1")
    await visitor.told("Hello.", name="form-1")
    assert (await visitor.heard()).count("Hello.") == 1


async def test_what_the_program_was_asking_ends_with_it(here: Visitor):
    """H-23: a "no" to a person must not answer the program's question."""
    await here.wrote()
    tracker = await here.tracker()
    asking = (ActiveLoop("a_form"), SlotSet("requested_slot", "a_question"))
    after = tracker.applying(*asking)
    message = UserMessage(WHO, "", "socketio")
    record = TurnRecord("asked", message, after, asking, (), failed=False, received_at=1.0)
    object.__setattr__(record.tracker, "version", tracker.version + 1)
    await here.store.commit(record)
    await here.take()
    tracker = await here.tracker()
    assert (tracker.active_loop, tracker.requested_slot) == (None, None)


async def test_where_nothing_can_be_sent_nothing_is_taken_over(here: Visitor):
    assert (await why(here.take()))[0] is Why.UNKNOWN
    await here.wrote(channel="rest")
    assert (await why(here.take()))[0] is Why.UNREACHABLE
    assert not (await here.tracker()).is_paused


@pytest.mark.parametrize(
    ("text", "reason"), [("", Why.EMPTY), (" \n ", Why.EMPTY), ("x" * 4001, Why.TOO_LONG)]
)
async def test_what_is_no_message_is_refused_and_changes_nothing(here: Visitor, text, reason):
    await here.wrote()
    await here.take()
    before = (await here.tracker()).version
    assert (await why(here.told(text)))[0] is reason
    assert (await here.tracker()).version == before


async def test_whoever_has_not_taken_over_cannot_write(here: Visitor):
    await here.wrote()
    assert (await why(here.told("hello")))[0] is Why.NOT_HELD
    assert (await why(here.release()))[0] is Why.NOT_HELD


async def test_a_visitor_who_is_out_of_reach_can_be_let_go_without_a_word(here: Visitor):
    await here.wrote()
    await here.take()
    here.way.closed = Why.OPTED_OUT
    assert (await why(here.told("hello")))[0] is Why.OPTED_OUT
    await here.release()
    assert await here.heard() == [JOINED]
    assert not (await here.tracker()).is_paused


@pytest.fixture
def job(visitor: Visitor) -> LateAnswers:
    async def tell(conversation: str, turn_id: str, kind: str, *, urgent: bool) -> None:
        job.told.append((conversation, kind, urgent))

    job = LateAnswers(visitor.store, visitor.desk, tell, visitor.clock, 10)
    job.told = []
    return job


async def test_a_visitor_whom_nobody_answers_is_told_so_and_staff_too(visitor: Visitor, job):
    """H-23: the person who took over left the desk."""
    await visitor.wrote()
    await visitor.take()
    await visitor.wrote("is it bad?")
    visitor.clock.now += 9 * 60
    await job.run()
    assert LATE not in await visitor.heard()
    visitor.clock.now += 2 * 60
    await job.run()
    await job.run()
    assert (await visitor.heard()).count(LATE) == 1
    assert job.told == [(WHO, "waits_for_person", False)]
    assert (await visitor.held()).waiting_since is not None, "staff still see that somebody waits"
    await visitor.wrote("hello??")
    visitor.clock.now += 11 * 60
    await job.run()
    assert (await visitor.heard()).count(LATE) == 2, "whoever writes again is told again"


async def test_an_answered_visitor_is_left_alone(visitor: Visitor, job):
    await visitor.wrote()
    await visitor.take()
    await visitor.wrote("is it bad?")
    await visitor.told("No, rest a little.")
    visitor.clock.now += 3600
    await job.run()
    assert LATE not in await visitor.heard()
    assert job.told == []
