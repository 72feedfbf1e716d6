"""The REST channel keeps Rasa's contract, and says why where it refuses."""

from __future__ import annotations

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.channels.body import MAX_BODY_BYTES
from bot.conversation.messages import BotMessage, Button
from tests.integration.http.conftest import client_of

WEBHOOK = "/webhooks/rest/webhook"


def body(**changes):
    return {"sender": "ann", "message": "hello"} | changes


async def test_a_message_reaches_the_engine_and_the_reply_comes_back(client, recorder):
    answer = await client.post(
        WEBHOOK, json=body(message_id="m1", metadata={"page": "/contact"}, extra="ignored")
    )
    assert answer.status_code == 200
    assert answer.json() == [{"recipient_id": "ann", "text": "Hello."}]
    (message,) = recorder.messages
    assert (message.sender_id, message.text, message.channel) == ("ann", "hello", "rest")
    assert (message.message_id, message.metadata) == ("m1", {"page": "/contact"})


@pytest.mark.parametrize(
    "content_type", ["application/json", "text/plain", "application/x-www-form-urlencoded", ""]
)
async def test_any_content_type_is_read_as_json(client, content_type):
    answer = await client.post(
        WEBHOOK, content=json.dumps(body()), headers={"Content-Type": content_type}
    )
    assert answer.status_code == 200


REPLIES = [
    # reply, list items without their recipient, reason
    (BotMessage(text="one\n\ntwo"), [{"text": "one"}, {"text": "two"}], "split at blank lines"),
    (BotMessage(text="a\n\n\n\nb\nc"), [{"text": "a"}, {"text": "b\nc"}], "no empty message"),
    (
        BotMessage(text="Which?\n\nChoose.", buttons=(Button("Yes", "/affirm"),)),
        [{"text": "Which?\n\nChoose.", "buttons": [{"title": "Yes", "payload": "/affirm"}]}],
        "text with buttons stays whole",
    ),
    (
        BotMessage(text="See", image="https://x.example/i.png"),
        [{"text": "See"}, {"image": "https://x.example/i.png"}],
        "text and image are two items",
    ),
    (
        BotMessage(text="T", custom={"k": 1}, image="i", attachment="a"),
        [{"text": "T", "custom": {"k": 1}}, {"image": "i"}, {"attachment": "a"}],
        "custom rides on its text, image and attachment follow",
    ),
    (
        BotMessage(custom={"k": 1}, image="i"),
        [{"custom": {"k": 1}}, {"image": "i"}],
        "custom without text is an item, as in Rasa",
    ),
]


@pytest.mark.parametrize(("reply", "items", "_reason"), REPLIES, ids=[r[2] for r in REPLIES])
async def test_a_reply_becomes_rasas_items(client, recorder, reply, items, _reason):
    recorder.replies = (reply,)
    answer = await client.post(WEBHOOK, json=body())
    assert answer.json() == [{"recipient_id": "ann"} | item for item in items]


async def test_stream_gives_one_object_a_line(client, recorder):
    recorder.replies = (BotMessage(text="one\n\ntwo"),)
    answer = await client.post(WEBHOOK + "?stream=true", json=body())
    assert answer.headers["content-type"].startswith("text/event-stream")
    lines = [json.loads(line) for line in answer.text.splitlines()]
    assert [line["text"] for line in lines] == ["one", "two"]


async def test_without_the_channel_nothing_is_served_there(recorder):
    async with client_of(recorder, serves_rest=False) as client:
        assert (await client.post(WEBHOOK, json=body())).status_code == 404
        assert (await client.get("/readyz")).status_code == 200


async def test_a_paused_conversation_is_an_empty_list(client, recorder):
    recorder.replies = ()
    assert (await client.post(WEBHOOK, json=body())).json() == []


@pytest.mark.parametrize(
    "text",
    ["", "   ", "\n", "x" * 100_000, "\u202eevil\u202c", "\x07bell", "🙂", "<b>&amp;", "/restart"],
    ids=["empty", "spaces", "newline", "long", "bidi", "bell", "emoji", "html", "command"],
)
async def test_odd_text_is_a_turn_all_the_same(client, recorder, text):
    assert (await client.post(WEBHOOK, json=body(message=text))).status_code == 200
    assert recorder.messages[0].text == text


async def test_text_that_no_store_can_keep_is_replaced_without_moving_the_rest(client, recorder):
    sent = (
        rb'{"sender": "ann", "message": "a\u0000b\ud800c\ud83d\ude42",'
        rb' "metadata": {"k\u0000": "\udfff"}}'
    )
    assert (await client.post(WEBHOOK, content=sent)).status_code == 200
    assert recorder.messages[0].text == "a�b�c🙂"
    assert recorder.messages[0].metadata == {"k�": "�"}


@pytest.mark.parametrize(("sender", "used"), [(7, "7"), (1.5, "1.5"), (0, "0"), ("x" * 255,) * 2])
async def test_a_number_as_sender_becomes_its_digits(client, recorder, sender, used):
    answer = await client.post(WEBHOOK, json=body(sender=sender))
    assert answer.json()[0]["recipient_id"] == used
    assert recorder.messages[0].sender_id == used


REFUSED = [
    # body, a word of the reason
    (b"", "JSON"),
    (b"hello", "JSON"),
    (b"{", "JSON"),
    (b"\xff\xfe\xfd", "JSON"),
    (b'"text"', "object"),
    (b"[1]", "object"),
    (b"null", "object"),
    (b"[" * 100_000, "nests"),
    (b'{"sender": "a", "message": "m", "metadata": {"x": NaN}}', "JSON"),
    (b'{"sender": "a", "message": "m", "metadata": {"x": 1e999}}', "JSON"),
    (b'{"sender": ' + b"9" * 5000 + b', "message": "m"}', "JSON"),
    ({}, "sender"),
    ({"message": "m"}, "sender"),
    ({"sender": None, "message": "m"}, "sender"),
    ({"sender": "", "message": "m"}, "empty"),
    ({"sender": "  ", "message": "m"}, "empty"),
    ({"sender": True, "message": "m"}, "string"),
    ({"sender": ["a"], "message": "m"}, "string"),
    ({"sender": {}, "message": "m"}, "string"),
    ({"sender": "x" * 256, "message": "m"}, "255"),
    ({"sender": "web:" + "0" * 40, "message": "m"}, "other channels"),
    ({"sender": "sms-1", "message": "m"}, "other channels"),
    ({"sender": "a\0b", "message": "m"}, "characters"),
    ({"sender": "a\u202eb", "message": "m"}, "characters"),
    ({"sender": "a"}, "message"),
    ({"sender": "a", "message": None}, "string"),
    ({"sender": "a", "message": 7}, "string"),
    ({"sender": "a", "message": ["m"]}, "string"),
    ({"sender": "a", "message": "m", "metadata": "x"}, "metadata"),
    ({"sender": "a", "message": "m", "message_id": ""}, "message_id"),
    ({"sender": "a", "message": "m", "message_id": {}}, "message_id"),
]


@pytest.mark.parametrize(("sent", "word"), REFUSED)
async def test_a_bad_request_is_refused_with_a_reason(client, recorder, sent, word):
    content = sent if isinstance(sent, bytes) else json.dumps(sent)
    answer = await client.post(WEBHOOK, content=content)
    assert answer.status_code == 400
    refusal = answer.json()
    assert (refusal["status"], refusal["reason"], refusal["code"]) == ("failure", "BadRequest", 400)
    assert word in refusal["message"]
    assert recorder.messages == []


@pytest.mark.parametrize("is_declared", [True, False], ids=["content-length", "chunked"])
async def test_a_body_over_a_mebibyte_is_413(client, recorder, is_declared):
    content = b'{"sender": "a", "message": "' + b"x" * MAX_BODY_BYTES + b'"}'

    async def chunks():
        for start in range(0, len(content), 65536):
            yield content[start : start + 65536]

    answer = await client.post(WEBHOOK, content=content if is_declared else chunks())
    assert answer.status_code == 413
    assert answer.json()["reason"] == "TooLarge"
    assert recorder.messages == []


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)
NEAR_BODIES = st.fixed_dictionaries(
    {}, optional=dict.fromkeys(("sender", "message", "message_id", "metadata"), JSON_VALUES)
)


@given(content=st.binary() | NEAR_BODIES.map(lambda value: json.dumps(value).encode()))
@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
async def test_no_body_whatever_makes_the_server_fail(client, recorder, content):
    answer = await client.post(WEBHOOK, content=content)
    assert answer.status_code in {200, 400}
    for message in recorder.messages:
        said = [message.sender_id, message.text, dict(message.metadata)]
        kept = json.dumps(said, ensure_ascii=False)
        assert "\0" not in message.text + message.sender_id
        kept.encode("utf-8")


async def test_health_of_the_channel(client):
    assert (await client.get("/webhooks/rest/")).json() == {"status": "ok"}


async def test_wrong_method_and_unknown_route_are_rasa_like_errors(client):
    wrong_method = await client.get(WEBHOOK)
    assert (wrong_method.status_code, wrong_method.json()["status"]) == (405, "failure")
    unknown = await client.post("/webhooks/nothing/webhook", json={})
    assert (unknown.status_code, unknown.json()["reason"]) == (404, "NotFound")
