"""Rasa's socket.io protocol, over a real server."""

from __future__ import annotations

import uuid

import pytest

from bot.channels.session_tokens import SessionTokens
from bot.settings import read_settings
from tests.integration.sockets.conftest import said_by_persons

EMERGENCY = "since this morning I am numb between my legs and cannot pee"


async def session_of(connection, session_id=None):
    await connection.client.emit("session_request", {"session_id": session_id})
    return await connection.next("session_confirm", len(connection.all("session_confirm")) + 1)


async def say(connection, message, session_id=None, **more):
    """Say something; return the turn's frames."""
    before = len(connection.all("bot_uttered"))
    await connection.client.emit(
        "user_uttered", {"message": message, "session_id": session_id} | more
    )
    await connection.next("bot_uttered", before + 1)
    await connection.settle()
    return connection.all("bot_uttered")[before:]


def words(frames):
    return " ".join(frame.get("text", "") for frame in frames)


def is_lean(frame):
    """The shapes that both foreign widgets show."""
    if set(frame) == {"attachment"}:
        return frame["attachment"]["type"] == "image"
    return set(frame) == {"text"} or (
        set(frame) == {"text", "quick_replies"}
        and all(set(one) == {"content_type", "title", "payload"} for one in frame["quick_replies"])
    )


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_person_is_greeted_over_both_transports(served, connect, transport):
    connection = await connect(served.address, transports=[transport])
    token = await session_of(connection)
    assert isinstance(token, str), "rasa-webchat stores a plain string"
    frames = await say(connection, "/greet", token, customData={"language": "en"})
    assert {choice["payload"] for choice in frames[-1]["quick_replies"]} >= {"/report_pain"}


async def test_every_frame_of_a_triage_is_lean_and_buttons_come_last(served, connect):
    connection = await connect(served.address)
    token = await session_of(connection)
    for text in ("/greet", "my back hurts since Monday", "none", "none", "lifting", "strain", "6"):
        frames = await say(connection, text, token)
        assert all(is_lean(frame) for frame in frames), text
        assert not any("quick_replies" in frame for frame in frames[:-1]), text
    frames = await say(connection, EMERGENCY, token)
    assert all(is_lean(frame) for frame in frames), "the card's form is for our widget alone"
    assert "911" in words(frames)


async def test_the_channel_and_what_comes_with_a_message_are_kept(served, connect):
    connection = await connect(served.address)
    token = await session_of(connection)
    await say(connection, "hello", token, customData={"page": "/a"}, metadata='{"campaign": "b"}')
    (event,) = said_by_persons(served)
    assert event["input_channel"] == "socketio"
    assert event["metadata"]["page"] == "/a"
    assert event["metadata"]["campaign"] == "b"


async def test_the_same_message_id_is_one_turn(served, connect):
    connection = await connect(served.address)
    token = await session_of(connection)
    first = await say(connection, "hello", token, customData={"message_id": "m1"})
    again = await say(connection, "hello", token, customData={"message_id": "m1"})
    assert again == first
    assert len(said_by_persons(served)) == 1


async def test_a_token_goes_on_with_its_conversation_on_another_socket(served, connect):
    first = await connect(served.address)
    token = await session_of(first)
    await say(first, "my back hurts", token)
    await first.client.disconnect()
    second = await connect(served.address)
    assert await session_of(second, token) == token, "rasa-webchat starts over for another string"
    await say(second, "none", token)
    assert len({event["sender_id"] for event in said_by_persons(served)}) == 1


def changed_signature(token: str) -> str:
    """Change the first letter of the signature: the low bits of its last one say nothing."""
    signed, _, signature = token.rpartition(".")
    return f"{signed}.{'A' if signature[0] != 'A' else 'B'}{signature[1:]}"


FOREIGN = [
    ("an id that was chosen", lambda token: "patient-7"),
    ("a uuid4, as RasaHQ's widget sends", lambda token: str(uuid.uuid4())),
    ("a changed signature", changed_signature),
    ("a changed id", lambda token: ("A" if token[0] != "A" else "B") + token[1:]),
    ("only the signed part", lambda token: token.partition(".")[0]),
    ("a very long id", lambda token: "x" * 10_000),
    ("a number", lambda token: 7),
    ("a list", lambda token: [token]),
    ("an object", lambda token: {"session_id": token}),
]


@pytest.mark.parametrize(("_reason", "forged"), FOREIGN, ids=[row[0] for row in FOREIGN])
async def test_whatever_we_did_not_sign_opens_a_new_conversation(served, connect, _reason, forged):
    victim = await connect(served.address)
    token = await session_of(victim)
    heard = await say(victim, EMERGENCY, token)
    intruder = await connect(served.address)
    given = await session_of(intruder, forged(token))
    assert given not in (token, forged(token))
    frames = await say(intruder, "hello", forged(token))
    assert "assistant of" in words(frames), "a stranger is greeted as one"
    assert len({event["sender_id"] for event in said_by_persons(served)}) == 2
    assert victim.all("bot_uttered") == heard, "and the victim hears nothing of it"


async def test_a_foreign_id_is_bound_to_its_socket_and_never_to_the_next(served, connect):
    """RasaHQ's widget keeps its own uuid: it cannot present what we gave it."""
    own = str(uuid.uuid4())
    first = await connect(served.address)
    await session_of(first, own)
    await say(first, "my back hurts", own)
    await say(first, "none", own)
    assert len({event["sender_id"] for event in said_by_persons(served)}) == 1
    second = await connect(served.address)
    await session_of(second, own)
    frames = await say(second, "hello", own)
    assert "assistant of" in words(frames)
    assert len({event["sender_id"] for event in said_by_persons(served)}) == 2


async def test_the_conversations_id_is_neither_the_token_nor_reachable_over_rest(served, connect):
    connection = await connect(served.address)
    token = await session_of(connection)
    await say(connection, EMERGENCY, token)
    (event,) = said_by_persons(served)
    sender_id = event["sender_id"]
    assert sender_id not in token
    assert token not in sender_id
    other = await connect(served.address)
    assert await session_of(other, sender_id) != sender_id
    assert "assistant of" in words(await say(other, "hello", sender_id))


async def test_a_client_that_asks_for_no_session_gets_one_of_its_own(served, connect):
    one, two = await connect(served.address), await connect(served.address)
    await say(one, "my back hurts", "shared")
    await say(two, "my back hurts", "shared")
    senders = [event["sender_id"] for event in said_by_persons(served)]
    assert len(set(senders)) == 2


async def test_what_came_while_nobody_was_there_is_delivered_once_and_in_order(start, connect):
    async with start() as served:
        first = await connect(served.address)
        token = await session_of(first)
        # The socket goes while the answer is being made.
        async with served.app.locks.holding(sender_of(served, token)):
            await first.client.emit("user_uttered", {"message": "/greet", "session_id": token})
            await first.settle()
            await first.client.disconnect()
            await first.settle()
        await first.settle(0.5)
        assert first.all("bot_uttered") == []
        second = await connect(served.address)
        await session_of(second, token)
        await second.next("bot_uttered", 2)
        frames = second.all("bot_uttered")
        assert "assistant of" in frames[0]["text"]
        assert "quick_replies" in frames[-1]
        third = await connect(served.address)
        await session_of(third, token)
        await third.settle()
        assert third.all("bot_uttered") == [], "nothing is said twice"


async def test_two_tabs_of_one_session_both_get_every_reply(served, connect):
    one, two = await connect(served.address), await connect(served.address)
    token = await session_of(one)
    assert await session_of(two, token) == token
    frames = await say(one, "/greet", token)
    await two.next("bot_uttered", len(frames))
    assert two.all("bot_uttered") == frames


@pytest.mark.parametrize(
    "data",
    [
        None, 7, "text", [], {}, {"message": None}, {"message": 7}, {"message": ["a"]},
        {"message": b"bytes"}, {"message": "x", "customData": b"bytes"},
        {"message": "x", "customData": "{"}, {"message": "x", "metadata": "[" * 5000},
        {"message": "a\x00b\ud800"}, {"message": "x", "customData": {"n": float("nan")}},
        {"message": "x", "customData": {"message_id": {}}}, {"message": " " * 50_000},
    ],
    ids=repr,
)  # fmt: skip
async def test_odd_frames_are_answered_and_the_socket_lives_on(served, connect, data):
    connection = await connect(served.address)
    token = await session_of(connection)
    await connection.client.emit("user_uttered", data)
    assert (await connection.next("bot_uttered"))["text"]
    assert await say(connection, "hello", token)


@pytest.mark.parametrize(
    ("said", "conversations"),
    [("my back hurts", 2), (EMERGENCY, 1)],
    ids=["an expired token opens a new conversation", "an emergency outlasts its token"],
)
async def test_the_end_of_a_token(start, connect, clock, said, conversations):
    async with start() as served:
        first = await connect(served.address)
        token = await session_of(first)
        await say(first, said, token)
        clock.now += 25 * 3600
        second = await connect(served.address)
        renewed = await session_of(second, token)
        assert renewed != token
        frames = await say(second, "hello", renewed)
        assert len({event["sender_id"] for event in said_by_persons(served)}) == conversations
        assert ("assistant of" in words(frames)) == (conversations == 2)


async def test_opening_payloads_alone_may_be_typed(served, connect):
    connection = await connect(served.address)
    token = await session_of(connection)
    await say(connection, EMERGENCY, token)
    frames = await say(connection, "/restart", token)
    assert "start again" not in words(frames)


def sender_of(served, token):
    secret = read_settings(served.root, {}).secret_key
    return SessionTokens(secret, lambda: 0.0, 0.0).read(token).sender_id
