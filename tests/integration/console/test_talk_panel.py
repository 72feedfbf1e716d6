"""Staff write in a conversation from the console; who may, who is told, and what is shown."""

from __future__ import annotations

import pytest

from bot.console.talk_panel import TalkPages, talk_panel
from tests.integration.console.house import words
from tests.integration.handover.conftest import WHO, Visitor, visitor_of

HERE = f"/staff/talk/{WHO}"


class Chats:
    """A console with one conversation to take over."""

    def __init__(self, build, url, clock):
        self.visitor: Visitor = visitor_of(url, clock)
        panel = talk_panel(TalkPages(self.visitor.desk, self.visitor.store))
        self.house = build(url, panels=[panel])


@pytest.fixture
async def chats(build, sqlite_url, clock):
    chats = Chats(build, sqlite_url, clock)
    await chats.visitor.wrote("my back <b>hurts</b>")
    yield chats
    await chats.visitor.store.close()


async def test_taking_over_writing_and_handing_back(chats):
    ana = await chats.house.staff("ana", "reviewer")
    assert "The program answers here" in words(await ana.get(HERE))
    taken = await ana.post(f"{HERE}/take", page=HERE)
    assert (taken.status_code, taken.headers["location"]) == (303, HERE)
    sent = await ana.post(f"{HERE}/say", page=HERE, text="Hello.\r\nIt is Ana.", message_id="m1")
    assert sent.status_code == 303
    page = await ana.get(HERE)
    assert "You, a person" in words(page)
    assert "Hello. It is Ana." in words(page)
    assert "my back &lt;b&gt;hurts" in page.text
    back = await ana.post(f"{HERE}/release", page=HERE)
    assert back.headers["location"] == "/staff/talk"
    assert not (await chats.visitor.tracker()).is_paused
    done = [(does, subject) for _, does, subject, *_ in await chats.house.audit()]
    for does in ("talk.take", "talk.say", "talk.release"):
        assert (does, WHO) in done


async def test_the_name_of_the_staff_member_comes_from_the_session(chats):
    ana = await chats.house.staff("ana", "reviewer")
    await ana.post(f"{HERE}/take", page=HERE, by="ben", staff="ben")
    assert (await chats.visitor.held()).by == "ana"


async def test_a_second_person_sees_who_is_in_it_and_takes_it_only_deliberately(chats):
    ana = await chats.house.staff("ana", "reviewer")
    ben = await chats.house.staff("ben", "reviewer")
    await ana.post(f"{HERE}/take", page=HERE)
    assert "Take from ana" in words(await ben.get(HERE))
    refused = await ben.post(f"{HERE}/take", page=HERE)
    assert refused.status_code == 409
    assert "ana is in this chat" in words(refused)
    taken = await ben.post(f"{HERE}/take", page=HERE, instead_of="ana")
    assert taken.status_code == 303
    late = await ana.post(f"{HERE}/say", page=HERE, text="what I had typed", message_id="m2")
    assert late.status_code == 409
    assert "ben is in this chat" in words(late)


@pytest.mark.parametrize(("text", "says"), [("  ", "nothing to send"), ("x" * 4001, "too long")])
async def test_what_cannot_be_sent_stays_in_the_field(chats, text, says):
    ana = await chats.house.staff("ana", "reviewer")
    await ana.post(f"{HERE}/take", page=HERE)
    answer = await ana.post(f"{HERE}/say", page=HERE, text=text, message_id="m1")
    assert answer.status_code == 422
    assert says in words(answer)
    assert text.strip() in answer.text


async def test_a_form_sent_twice_says_it_once(chats):
    ana = await chats.house.staff("ana", "reviewer")
    await ana.post(f"{HERE}/take", page=HERE)
    for _ in range(2):
        await ana.post(f"{HERE}/say", page=HERE, text="Hello.", message_id="m1")
    assert (await chats.visitor.heard()).count("Hello.") == 1


@pytest.mark.parametrize("role", ["viewer", "scheduler"])
async def test_only_reviewers_write(chats, role):
    person = await chats.house.staff("vic", role)
    assert "a reviewer writes" in words(await person.get(HERE))
    for step in ("take", "say", "release"):
        assert (await person.post(f"{HERE}/{step}", text="x")).status_code == 403
    assert not (await chats.visitor.tracker()).is_paused


async def test_the_list_shows_who_waits_and_the_navigation_counts_them(chats):
    ana = await chats.house.staff("ana", "reviewer")
    assert "Nobody of staff is in a chat" in words(await ana.get("/staff/talk"))
    await ana.post(f"{HERE}/take", page=HERE)
    await chats.visitor.wrote("hello?")
    text = words(await ana.get("/staff/talk"))
    assert "you" in text
    assert "waits for an answer" in text
    assert "Chats 1 waiting" in text


async def test_who_cannot_be_reached_is_said_to_be_so(chats):
    chats.visitor.way.closed = "opted_out"
    ana = await chats.house.staff("ana", "reviewer")
    answer = await ana.post(f"{HERE}/take", page=HERE)
    assert answer.status_code == 409
    assert "asked for no more text messages. Call them" in words(answer)


async def test_a_conversation_that_is_not_there(chats):
    ana = await chats.house.staff("ana", "reviewer")
    assert (await ana.get("/staff/talk/nobody")).status_code == 404
    assert (await ana.post("/staff/talk/nobody/take")).status_code == 404
