"""Our widget's frames as docs/wire/widget-protocol.md has them, over a real server."""

from __future__ import annotations

import asyncio
import json

import pytest
from socketio.exceptions import ConnectionError as Refused

from tests.integration.sockets.conftest import said_by_persons, widget

EMERGENCY = "since this morning I am numb between my legs and cannot pee"


async def begun(connect, served, token=None, **options):
    """Connect a widget; return the connection and its session frame."""
    connection = await connect(served.address, auth=widget(token), **options)
    return connection, await connection.next("session")


async def replied(connection, text, name, payload=None):
    """Say something; return the reply frame and the acknowledgement."""
    ack = await connection.say(text, name, payload)
    frames = [one for one in connection.all("reply") if one["in_reply_to"] == name]
    return frames[-1], ack


def texts(frame):
    return " ".join(one["text"] for one in frame["messages"])


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_new_visitor_gets_a_session_and_what_must_be_in_reach(served, connect, transport):
    _, session = await begun(connect, served, transports=[transport])
    assert session["is_new"] is True
    assert (session["history"], session["choices"], session["emergency"]) == ([], [], None)
    assert session["clinic"]["emergency_number"] == "911"
    assert session["clinic"]["phone"]
    assert "delete" in session["consent"]["text"]
    assert session["language"] == "en"
    assert session["limits"]["text"] > 1000
    assert said_by_persons(served) == [], "nothing is stored before the first message"
    _, again = await begun(connect, served, session["token"])
    assert again["is_new"] is True, "nobody has written yet, so the greeting is still to come"


async def test_the_reply_comes_before_the_acknowledgement_and_after_typing(served, connect):
    connection, session = await begun(connect, served)
    frame, ack = await replied(connection, "my back hurts", "message-1")
    assert [name for name, _ in connection.told] == ["session", "typing", "reply"]
    assert ack["ok"] is True
    assert ack["id"] == "message-1"
    assert ack["token"]
    assert session["token"]
    assert [one["id"] for one in frame["messages"]] == ["message-1.0", "message-1.1"]
    assert frame["messages"][-1]["custom"]["kind"] == "checklist"
    assert frame["choices"] == ["message-1.1"]
    assert len(said_by_persons(served)) == 1, "acknowledged is stored"


async def test_the_same_id_is_one_message_and_brings_the_stored_reply(served, connect):
    connection, _ = await begun(connect, served)
    first, _ = await replied(connection, "my back hurts", "message-1")
    again, ack = await replied(connection, "my back hurts", "message-1")
    assert ack["ok"] is True
    assert again["messages"] == first["messages"]
    assert len(said_by_persons(served)) == 1


async def test_two_at_once_with_one_id_are_one_turn(served, connect):
    one, session = await begun(connect, served)
    two, _ = await begun(connect, served, session["token"])
    acks = await asyncio.gather(
        one.say("my back hurts", "message-1"), two.say("my back hurts", "message-1")
    )
    assert [ack["ok"] for ack in acks] == [True, True]
    assert len(said_by_persons(served)) == 1


async def test_history_after_a_reload_is_what_was_said(served, connect):
    connection, session = await begun(connect, served)
    await replied(connection, "/greet", "message-0", "/greet")
    frame, _ = await replied(connection, "My back hurts", "message-1", "/report_pain")
    await connection.client.disconnect()
    _, reloaded = await begun(connect, served, session["token"])
    assert reloaded["is_new"] is False
    mine = [one["text"] for one in reloaded["history"] if one["who"] == "user"]
    assert mine == ["My back hurts"], "the title that was tapped; not what the page sent by itself"
    stored = {one["id"]: one for one in reloaded["history"]}
    for message in frame["messages"]:
        assert message.items() <= stored[message["id"]].items()
    assert reloaded["choices"] == frame["choices"]


async def test_a_scale_can_be_answered_after_a_reload(served, connect):
    connection, session = await begun(connect, served)
    steps = ("my back hurts", "none", "none", "for 3 days", "lifting boxes", "pulled muscle")
    for number, text in enumerate(steps):
        frame, _ = await replied(connection, text, f"message-{number}")
    scale = frame["messages"][-1]
    assert scale["custom"]["kind"] == "scale"
    assert (scale["custom"]["minimum"], scale["custom"]["maximum"]) == (0, 10)
    assert frame["choices"] == [scale["id"]]
    reloaded, session = await begun(connect, served, session["token"])
    assert session["choices"] == [scale["id"]]
    frame, _ = await replied(reloaded, "7", "message-7")
    assert "leg" in texts(frame)


async def test_a_checklist_is_answered_in_one_message_under_its_own_words(served, connect):
    connection, session = await begun(connect, served)
    frame, _ = await replied(connection, "my back hurts", "message-1")
    items = [one["id"] for one in frame["messages"][-1]["custom"]["items"]]
    parts = {"about": "danger_signs", "shown": items, "present": [], "unsure": []}
    payload = f"/answer_list{json.dumps(parts)}"
    frame, _ = await replied(connection, "None of these", "message-2", payload)
    assert frame["messages"][-1]["custom"]["about"] == "illness_signs"
    _, reloaded = await begun(connect, served, session["token"])
    mine = [one["text"] for one in reloaded["history"] if one["who"] == "user"]
    assert mine == ["my back hurts", "None of these"]


async def test_both_tabs_see_every_message(served, connect):
    one, session = await begun(connect, served)
    two, _ = await begun(connect, served, session["token"])
    frame, _ = await replied(one, "my back hurts", "message-1")
    assert (await two.next("reply")) == frame
    (shown,) = two.all("said")
    assert (shown["id"], shown["text"]) == ("message-1", "my back hurts")
    assert one.all("said") == [], "the tab that wrote shows its own words"
    assert (await two.next("typing")) == {"on": True}


async def test_strangers_see_nothing_of_it(served, connect):
    one, _ = await begun(connect, served)
    other, _ = await begun(connect, served)
    await replied(one, EMERGENCY, "message-1")
    await other.settle()
    assert [name for name, _ in other.told] == ["session"]


async def test_the_card_of_an_emergency_stands_after_a_reload(served, connect):
    connection, session = await begun(connect, served)
    frame, _ = await replied(connection, EMERGENCY, "message-1")
    card = frame["emergency"]
    assert (card["kind"], card["level"]) == ("emergency", "emergency")
    assert card["call"][0] == {"label": "Call 911", "number": "911", "href": "tel:911"}
    assert any(one.get("custom", {}).get("kind") == "emergency" for one in frame["messages"])
    _, reloaded = await begun(connect, served, session["token"])
    assert reloaded["emergency"]["call"] == card["call"]


async def test_a_crisis_offers_call_and_text(served, connect):
    connection, _ = await begun(connect, served)
    frame, _ = await replied(connection, "I want to kill myself", "message-1")
    assert frame["emergency"]["level"] == "crisis"
    links = [one["href"] for one in frame["emergency"]["call"]]
    assert links == ["tel:988", "sms:988", "tel:911"]


async def test_an_expired_token_brings_the_card_and_no_word(start, connect, clock):
    async with start() as served:
        connection, session = await begun(connect, served)
        await replied(connection, EMERGENCY, "message-1")
        await connection.client.disconnect()
        clock.now += 25 * 3600
        later, renewed = await begun(connect, served, session["token"])
        assert renewed["emergency"]["level"] == "emergency"
        assert renewed["history"] == []
        assert (await later.ask("history"))["history"] == []
        # Nor does the token that came for it.
        _, again = await begun(connect, served, renewed["token"])
        assert again["history"] == []
        assert (await later.ask("transcript"))["transcript"]["messages"] == []


async def test_staff_alone_end_an_emergency(start, connect):
    async with start() as served:
        connection, session = await begun(connect, served)
        await replied(connection, EMERGENCY, "message-1")
        queue = served.app.extension.visitors.desk.queue
        (item,) = queue.items()
        queue.close(item.id, by="Nurse", outcome="went to the emergency room", at=0.0)
        _, after = await begun(connect, served, session["token"])
        assert after["emergency"] is None


@pytest.mark.parametrize("forged", ["", "x", 7, [], {"a": 1}, "eyJhIjoxfQ.abc", "x" * 100_000])
async def test_a_forged_token_is_a_new_session(served, connect, forged):
    connection = await connect(served.address, auth=widget() | {"token": forged})
    session = await connection.next("session")
    assert session["is_new"] is True
    assert session["token"] != forged


async def test_the_token_of_another_server_is_worth_nothing(start, connect):
    async with start(BACKLINE_SECRET_KEY="one") as served:
        connection, session = await begun(connect, served)
        await replied(connection, "my back hurts", "message-1")
    async with start(BACKLINE_SECRET_KEY="two") as served:
        _, other = await begun(connect, served, session["token"])
        assert other["is_new"] is True


async def test_a_transcript_is_the_visitors_own_copy(served, connect):
    connection, _ = await begun(connect, served)
    await replied(connection, "my back hurts", "message-1")
    copy = (await connection.ask("transcript"))["transcript"]
    assert [one["who"] for one in copy["messages"]] == ["user", "bot", "bot"]
    assert copy["begun_at"] <= copy["messages"][0]["at"] <= copy["made_at"]
    assert copy["clinic"]["phone"]


async def test_a_conversation_is_deleted_in_every_tab_and_the_token_is_dead(start, connect):
    async with start() as served:
        one, session = await begun(connect, served)
        two, _ = await begun(connect, served, session["token"])
        _, ack = await replied(one, "my back hurts", "message-1")
        assert await one.ask("forget") == {"ok": True, "kept": False}
        for tab in (one, two):
            assert await tab.next("ended") == {"reason": "forgotten", "kept": False}
            assert (await tab.say("hello", "message-2"))["error"] == "ended"
            assert (await tab.ask("history"))["error"] == "ended"
        assert said_by_persons(served) == [], "the words are gone"
        for token in (session["token"], ack["token"]):
            _, fresh = await begun(connect, served, token)
            assert fresh["is_new"] is True


async def test_an_emergency_is_kept_for_staff_and_never_shown_again(start, connect):
    async with start() as served:
        connection, session = await begun(connect, served)
        await replied(connection, EMERGENCY, "message-1")
        assert await connection.ask("forget") == {"ok": True, "kept": True}
        assert [one["text"] for one in said_by_persons(served)] == [EMERGENCY]
        _, fresh = await begun(connect, served, session["token"])
        assert (fresh["is_new"], fresh["history"], fresh["emergency"]) == (True, [], None)


async def test_what_was_on_its_way_while_it_was_deleted_does_not_come_back(start, connect):
    async with start() as served:
        one, session = await begun(connect, served)
        two, _ = await begun(connect, served, session["token"])
        await replied(one, "my back hurts", "message-1")
        (first,) = said_by_persons(served)
        async with served.app.locks.holding(first["sender_id"]):
            forgetting = asyncio.create_task(one.ask("forget"))
            await one.settle()
            saying = asyncio.create_task(two.say("none", "message-2"))
            await one.settle()
        assert (await forgetting)["ok"] is True
        assert (await saying)["error"] == "ended"
        assert said_by_persons(served) == []


@pytest.mark.parametrize(
    ("frame", "error"),
    [
        ({}, "invalid"),
        ({"id": "short", "text": "x"}, "invalid"),
        ({"id": "x" * 65, "text": "x"}, "invalid"),
        ({"id": "has space in it", "text": "x"}, "invalid"),
        ({"id": 12345678, "text": "x"}, "invalid"),
        ({"id": "message-1"}, "invalid"),
        ({"id": "message-1", "text": None}, "invalid"),
        ({"id": "message-1", "text": "x", "payload": 7}, "invalid"),
        ({"id": "message-1", "text": "x", "payload": "x" * 8001}, "invalid"),
        ({"id": "message-1", "text": "x" * 4001}, "too_long"),
    ],
)
async def test_what_is_no_message_is_refused_with_the_reason(served, connect, frame, error):
    connection, _ = await begun(connect, served)
    assert await connection.ask("say", frame) == {"ok": False, "error": error}
    assert said_by_persons(served) == []


async def test_a_payload_that_is_on_no_button_steers_nothing(served, connect):
    connection, _ = await begun(connect, served)
    await replied(connection, EMERGENCY, "message-1")
    frame, _ = await replied(connection, "start over", "message-2", "/restart")
    assert "start again" not in texts(frame)
    assert frame["emergency"]["level"] == "emergency"


@pytest.mark.parametrize("version", [0, 2, "1", None])
async def test_another_version_is_told_so(served, connect, version):
    with pytest.raises(Refused):
        await connect(served.address, auth=widget() | {"version": version})
    assert connect.made[-1].all("connect_error") == [{"message": "version"}]


async def test_a_client_that_did_not_announce_itself_gets_no_frames_of_ours(served, connect):
    connection = await connect(served.address)
    await connection.client.emit("say", {"id": "message-1", "text": "hello"})
    await connection.client.emit("transcript", {})
    await connection.settle()
    assert connection.told == []
    assert said_by_persons(served) == []
