"""What a stranger may not do to the sockets: each bound met by an attempt to pass it."""

from __future__ import annotations

import asyncio
import json
import logging
from contextlib import suppress

import httpx
import pytest
import socketio
from socketio.exceptions import ConnectionError as Refused

from bot.channels.socketio import MAX_PACKET_BYTES
from tests.integration.sockets.conftest import in_a_thread, said_by_persons, widget

OURS = "https://www.clinic.example"


@pytest.fixture(scope="module")
def listing(trained_project, tmp_path_factory):
    """Serve an assistant that lists one origin."""
    root = tmp_path_factory.mktemp("listing")
    with in_a_thread(trained_project, root, BACKLINE_ALLOWED_ORIGINS=OURS) as served:
        yield served


@pytest.mark.parametrize("transport", ["websocket", "polling"])
@pytest.mark.parametrize(
    ("origin", "is_let_in"),
    [
        (None, True),
        (OURS, True),
        ("https://evil.example", False),
        (f"{OURS}.evil.example", False),
        ("http://www.clinic.example", False),
        ("null", False),
        ("", True),
    ],
)
async def test_only_pages_of_listed_origins_connect(listing, connect, origin, is_let_in, transport):
    headers = {} if origin is None else {"Origin": origin}
    options = {"headers": headers, "transports": [transport], "auth": widget()}
    if not is_let_in:
        # aiohttp may find the connection closed before it has read the reason.
        with pytest.raises((Refused, RuntimeError)):
            await connect(listing.address, **options)
        return
    connection = await connect(listing.address, **options)
    assert await connection.next("session")


async def test_our_own_page_connects_without_being_listed(served, connect):
    connection = await connect(served.address, headers={"Origin": served.address}, auth=widget())
    assert await connection.next("session")


async def test_a_listed_page_is_told_so_by_the_header_and_a_stranger_is_not(listing):
    async with httpx.AsyncClient() as client:
        address = f"{listing.address}/socket.io/?EIO=4&transport=polling"
        listed = await client.get(address, headers={"Origin": OURS})
        assert listed.headers["access-control-allow-origin"] == OURS
        stranger = await client.get(address, headers={"Origin": "https://evil.example"})
        assert stranger.status_code == 400
        assert "access-control-allow-origin" not in stranger.headers


async def test_an_old_protocol_is_refused_in_words(served):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{served.address}/socket.io/?EIO=3&transport=polling")
        assert answer.status_code == 400
        assert "unsupported version" in answer.text


async def test_answers_of_the_sockets_carry_the_safe_headers(served):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{served.address}/socket.io/?EIO=4&transport=polling")
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cache-control"] == "no-store"


@pytest.mark.parametrize("transport", ["websocket", "polling"])
async def test_a_packet_that_is_too_large_ends_its_connection_alone(served, connect, transport):
    other = await connect(served.address, auth=widget())
    flood = await connect(served.address, auth=widget(), transports=[transport])
    await flood.next("session")
    await flood.client.emit("say", {"id": "message-1", "text": "x" * (MAX_PACKET_BYTES + 1)})
    await flood.next("disconnect")
    assert said_by_persons(served) == []
    assert (await other.say("hello", "message-2"))["ok"] is True


async def test_a_session_that_writes_too_often_is_told_when_to_come_back(start, connect):
    async with start(BACKLINE_RATE_LIMIT="6/minute") as served:
        connection = await connect(served.address, auth=widget())
        await connection.next("session")
        acks = [await connection.say("hello", f"message-{number}") for number in range(8)]
        assert [ack["ok"] for ack in acks][:3] == [True, True, True]
        assert acks[-1]["error"] == "rate"
        assert 0 < acks[-1]["retry_after"] <= 60
        assert len(said_by_persons(served)) == sum(ack["ok"] for ack in acks)


async def test_an_address_that_writes_too_often_is_slowed_whatever_sessions_it_opens(
    start, connect
):
    async with start(BACKLINE_RATE_LIMIT="6/minute") as served:
        refused = 0
        for _ in range(8):
            try:
                connection = await connect(served.address, auth=widget())
            except Refused:
                refused += 1
                continue
            await connection.next("session")
            refused += not (await connection.say("hello", "message-1"))["ok"]
        assert refused >= 5
        assert len(said_by_persons(served)) <= 3


async def test_rasas_clients_that_write_too_often_get_a_safe_reply_not_silence(start, connect):
    async with start(BACKLINE_RATE_LIMIT="5/minute") as served:
        connection = await connect(served.address)
        for number in range(8):
            await connection.client.emit("user_uttered", {"message": "hello"})
            await connection.next("bot_uttered", number + 1)
        await connection.settle(0.5)
        texts = [frame["text"] for frame in connection.all("bot_uttered")]
        assert sum("something went wrong" in text and "911" in text for text in texts) >= 3
        assert len(said_by_persons(served)) <= 5


async def polled(address: str) -> str:
    """Connect by polling and return what the server answers."""
    async with httpx.AsyncClient() as client:
        opened = json.loads((await client.get(address)).text[1:])
        line = f"{address}&sid={opened['sid']}"
        await client.post(line, content="40")
        return (await client.get(line)).text


async def test_one_address_has_a_bounded_number_of_sockets(start, monkeypatch):
    monkeypatch.setattr("bot.channels.limits.SOCKETS_PER_ADDRESS", 5)
    async with start(BACKLINE_RATE_LIMIT="100000/hour") as served:
        clients = [socketio.AsyncClient(reconnection=False) for _ in range(5)]
        try:
            for client in clients:
                await client.connect(served.address, transports=["websocket"])
            one_more = socketio.AsyncClient(reconnection=False)
            with pytest.raises(Refused):
                await one_more.connect(served.address, transports=["websocket"])
            # By hand: the client would wait for its next poll before it tells of the refusal.
            assert "busy" in await polled(f"{served.address}/socket.io/?EIO=4&transport=polling")
            await clients[0].disconnect()
            await asyncio.sleep(0.2)
            await one_more.connect(served.address, transports=["websocket"])
            clients.append(one_more)
        finally:
            for client in clients:
                with suppress(Exception):
                    await client.eio.disconnect(abort=True)


RAW = [
    b"", b"9", b"4", b"42", b"42[", b'42["say"', b'42["user_uttered",{"message":"x"}', b"4\xff",
    b'42["user_uttered"]', b'421["say"]', b"451-[]", b'451-["say",{"_placeholder":true,"num":0}]',
    b'42["connect"]', b'42["disconnect"]', b"42" + b"[" * 50_000, b"1", b"41", b"40/other,",
]  # fmt: skip


@pytest.mark.parametrize("packet", RAW, ids=[repr(one[:24]) for one in RAW])
async def test_broken_packets_harm_nobody_and_are_not_logged(served, connect, packet, caplog):
    other = await connect(served.address, auth=widget())
    with caplog.at_level(logging.DEBUG):
        async with httpx.AsyncClient(timeout=5) as client:
            address = f"{served.address}/socket.io/?EIO=4&transport=polling"
            opened = await client.get(address)
            sid = opened.text.split('"sid":"')[1].split('"')[0]
            await client.post(f"{address}&sid={sid}", content=b"40")
            with suppress(httpx.HTTPError):
                await client.post(f"{address}&sid={sid}", content=packet)
            await client.post(f"{address}&sid={sid}", content=b"1")
    assert (await other.say("hello", "message-1"))["ok"] is True
    assert "message" not in "".join(
        one.getMessage() for one in caplog.records if one.name.startswith(("socketio", "engineio"))
    )


async def test_no_word_of_a_person_is_logged(served, connect, caplog):
    with caplog.at_level(logging.DEBUG):
        connection = await connect(served.address, auth=widget())
        session = await connection.next("session")
        await connection.say("my zebra hurts", "message-1")
        await connection.ask("transcript")
    ours = "\n".join(one.getMessage() for one in caplog.records if not one.name.startswith(CLIENTS))
    assert "zebra" not in ours
    assert session["token"] not in ours


# What the test's own clients log.
CLIENTS = ("socketio.client", "engineio.client", "aiohttp", "websockets")
