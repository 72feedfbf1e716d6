"""A person of the clinic writes to a visitor who is connected, over real sockets."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from bot.handover.jobs import Follower
from tests.integration.sockets.conftest import said_by_persons
from tests.integration.sockets.test_widget_protocol import begun, texts

RASA_EVENT = "bot_uttered"


def who(served) -> str:
    return said_by_persons(served)[-1]["sender_id"]


async def frames(connection, count: int):
    """Return the frames of staff's turns, waiting for so many."""
    found = []
    number = 0
    while len(found) < count:
        number += 1
        frame = await connection.next("reply", number)
        if frame["turn_id"].startswith("staff-"):
            found.append(frame)
    return found


@pytest.fixture
async def visit(start, connect):
    """A visitor with a widget, and the desk that takes their conversation over."""
    async with start() as served:
        connection, session = await begun(connect, served)
        await connection.say("my back hurts for six days", "message-1")
        yield served, connection, session, served.app.taking_over.handover


async def test_the_visitor_sees_at_once_who_writes(visit):
    served, connection, _, desk = visit
    name = who(served)
    await desk.take(name, "ana")
    await desk.say(name, "ana", "Hello, can you walk?", "form-1")
    await desk.release(name, "ana")
    joined, words, left = await frames(connection, 3)
    assert "A person from the clinic is writing" in texts(joined)
    assert [joined["paused"], words["paused"], left["paused"]] == [True, True, False]
    assert "speaker" not in joined["messages"][0], "that line is the program's own"
    (message,) = words["messages"]
    assert (message["speaker"], message["label"]) == ("person", "A person from the clinic")
    assert message["text"] == "Hello, can you walk?"
    assert "ana" not in str([joined, words, left]), "the user name is the clinic's business"


async def test_whoever_is_away_or_at_another_process_gets_it_once(visit, connect):
    """The visitor's socket is in one process, the desk in another, on one database."""
    served, connection, session, desk = visit
    name = who(served)
    elsewhere = replace(desk, reach={"socketio": Nowhere()})
    await elsewhere.take(name, "ana")
    await elsewhere.say(name, "ana", "From next door.", "form-1")
    (follower,) = [job for job in served.app.taking_over.jobs if isinstance(job, Follower)]
    for _ in range(3):
        await follower.run()
    joined, words = await frames(connection, 2)
    assert texts(words) == "From next door."
    await connection.client.disconnect()
    await elsewhere.say(name, "ana", "Are you still there?", "form-2")
    again, story = await begun(connect, served, session["token"])
    assert story["paused"] is True
    ids = [one["id"] for one in story["history"]]
    assert len(set(ids)) == len(ids)
    assert joined["messages"][0]["id"] in ids, "the same id live and in the history"
    last = story["history"][-1]
    assert (last["speaker"], last["text"]) == ("person", "Are you still there?")
    assert (await again.say("yes", "message-2"))["ok"] is True
    answer = [one for one in again.all("reply") if one["in_reply_to"] == "message-2"][-1]
    assert (answer["messages"], answer["paused"]) == ([], True)
    await elsewhere.release(name, "ana")
    for _ in range(3):
        await follower.run()
    await frames(again, 1)
    assert (await again.say("yes", "message-3"))["ok"] is True, "whatever was pushed has arrived"
    released = [one for one in again.all("reply") if one["turn_id"].startswith("staff-")]
    assert [one["paused"] for one in released] == [False], "the hand-back too, once"
    assert released[0]["messages"][0]["buttons"][0]["title"] == "Go on with the questions"
    assert released[0]["choices"] == [released[0]["messages"][0]["id"]]


class Nowhere:
    """The way to visitors of a process that has none of them."""

    async def why_not(self, sender_id):
        return None

    async def carry(self, sender_id, turn):
        return None


async def test_from_the_console_to_every_client(start, connect):
    """The whole way: a log-in, a form, a socket; of our widget, and of a client made for Rasa."""
    async with start() as served:
        ours, _ = await begun(connect, served)
        await ours.say("my back hurts for six days", "message-1")
        for_widget = who(served)
        rasas = await connect(served.address)
        await rasas.client.emit("session_request", {})
        session = await rasas.next("session_confirm")
        await rasas.client.emit("user_uttered", {"message": "hi", "session_id": session})
        await rasas.next(RASA_EVENT)
        for_rasa = who(served)
        async with httpx.AsyncClient(base_url=served.address) as browser:
            await log_in(served, browser)
            for name in (for_widget, for_rasa):
                page = f"/staff/talk/{name}"
                await submit(browser, page, f"{page}/take", {})
                await submit(browser, page, f"{page}/say", {"text": "Hello!", "message_id": "m1"})
        _, words = await frames(ours, 2)
        assert texts(words) == "Hello!"
        await rasas.settle()
        said = [one.get("text", "") for one in rasas.all(RASA_EVENT)]
        assert said.count("A person from the clinic: Hello!") == 1


async def log_in(served, browser):
    """Make an account and log it in."""
    parts = served.app.console.parts
    kept = parts.passwords.hash_now("four plain words together")
    await parts.accounts.add("ana", "Ana", "reviewer", kept)
    account = await parts.accounts.called("ana")
    await parts.accounts.set_password(account, kept)
    form = {"name": "ana", "password": "four plain words together"}
    await submit(browser, "/staff/log-in", "/staff/log-in", form)


async def submit(browser, page, address, fields):
    """Send a form with the token that the page holds."""
    text = (await browser.get(page)).text
    token = text.split('name="csrf" value="')[1].split('"')[0]
    headers = {"Origin": str(browser.base_url).rstrip("/")}
    answer = await browser.post(address, data={"csrf": token} | fields, headers=headers)
    assert answer.status_code == 303, answer.text
