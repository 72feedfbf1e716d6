"""The webhook: who may call it, what it answers, and what it keeps."""

from __future__ import annotations

import asyncio

import httpx
import pytest
from sqlalchemy import text
from twilio.request_validator import RequestValidator

from bot.channels.sms.signature import is_signed, signature
from bot.channels.sms.webhook import STATUS, WEBHOOK
from tests.integration.sms.conftest import ENVIRON, PATIENT, PUBLIC_URL, TOKEN, Carrier, texts_of

EMPTY = '<?xml version="1.0" encoding="UTF-8"?><Response/>'


async def rows(carrier: Carrier, query: str) -> list[tuple]:
    database = carrier.app.texting.database
    with database.reading() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


@pytest.mark.parametrize("path", [WEBHOOK, STATUS])
@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Twilio-Signature": ""},
        {"X-Twilio-Signature": "bm90IGl0"},
        {"X-Twilio-Signature": "\u00e9"},
    ],
    ids=["none", "empty", "wrong", "no base64"],
)
async def test_a_request_that_twilio_did_not_sign_is_refused(carrier, path, headers):
    raw = {name: value.encode("latin-1") for name, value in headers.items()}
    response = await carrier.client.post(path, data=carrier.form("hello"), headers=raw)
    assert (response.status_code, response.text) == (403, EMPTY)
    assert await rows(carrier, "SELECT * FROM conversations") == []
    assert await rows(carrier, "SELECT * FROM phone_numbers") == []


async def test_a_changed_field_breaks_the_signature(carrier):
    form = carrier.form("hello")
    signed = RequestValidator(TOKEN).compute_signature(f"{PUBLIC_URL}{WEBHOOK}", form)
    response = await carrier.client.post(
        WEBHOOK, data=form | {"From": "+12125550199"}, headers={"X-Twilio-Signature": signed}
    )
    assert response.status_code == 403


@pytest.mark.parametrize(
    ("url", "form"),
    [
        ("https://clinic.example/webhooks/twilio/webhook", {"Body": "", "From": "+1"}),
        ("https://clinic.example:443/x?b=2&a=1%20", {"b": "ü", "A": "1", "a": ""}),
        ("http://127.0.0.1:5005/x", {"Body": "a+b &=c"}),
    ],
)
def test_our_signature_is_that_of_twilios_library(url, form):
    theirs = RequestValidator(TOKEN).compute_signature(url, form)
    assert signature(TOKEN, url, list(form.items())) == theirs
    assert is_signed(TOKEN, url.replace(":443", ""), list(form.items()), theirs) or ":443" in url
    assert is_signed(TOKEN, url, list(form.items()), theirs)
    assert not is_signed("another", url, list(form.items()), theirs)


def test_the_port_may_be_named_or_not():
    fields = [("a", "1")]
    named = signature(TOKEN, "https://clinic.example:443/x", fields)
    assert is_signed(TOKEN, "https://clinic.example/x", fields, named)
    assert not is_signed(TOKEN, "https://clinic.example:bad/x", fields, named)


async def test_first_words_say_who_and_how_to_leave(carrier):
    first = (await carrier.text("what are your hours?"))[0]
    for part in ("Example Pain", "not a doctor", "911", "not private", "rates", "HELP", "STOP"):
        assert part in first


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"From": ""}, 400),
        ({"MessageSid": "", "SmsSid": ""}, 400),
        ({"From": "BANKALERT"}, 200),
        ({"From": "72345"}, 200),
        ({"From": "whatsapp:+12125550123"}, 200),
    ],
    ids=["no sender", "no name", "a word", "a short code", "another service"],
)
async def test_nobody_to_answer(carrier, fields, status):
    response = await carrier.post(WEBHOOK, carrier.form("hello", **fields))
    assert (response.status_code, response.text) == (status, EMPTY)
    assert await rows(carrier, "SELECT * FROM conversations") == []


async def test_a_huge_body_is_refused(carrier):
    response = await carrier.post(WEBHOOK, carrier.form("a" * 70_000))
    assert (response.status_code, response.text) == (413, EMPTY)


async def test_the_longest_text_is_taken(carrier):
    said = ("my back hurts " * 120)[:1600]
    assert await carrier.text(said)
    assert await rows(carrier, "SELECT count(*) FROM turns") == [(1,)]


async def test_bytes_that_are_no_utf_8_are_read_as_well_as_can_be(carrier):
    body = b"MessageSid=SM9&From=%2B12125550123&Body=my+back+hurts+%ff%fe&NumMedia=0"
    fields = [("MessageSid", "SM9"), ("From", PATIENT), ("NumMedia", "0")]
    fields.append(("Body", "my back hurts \ufffd\ufffd"))
    signed = signature(TOKEN, f"{PUBLIC_URL}{WEBHOOK}", fields)
    response = await carrier.client.post(
        WEBHOOK,
        content=body,
        headers={
            "X-Twilio-Signature": signed,
            "Content-Type": "application/x-www-form-urlencoded",
        },
    )
    assert response.status_code == 200
    assert "rule out danger" in "\n".join(texts_of(response))


async def test_an_at_sign_that_a_carrier_changed_is_mended(carrier):
    await carrier.text("write me at me\u00a1mail.example \u00a1hola!")
    (sender,) = (row[0] for row in await rows(carrier, "SELECT sender_id FROM conversations"))
    said = [event for event in await carrier.app.store.events(sender) if hasattr(event, "parsed")]
    assert said[0].parsed.text == "write me at me@mail.example \u00a1hola!"


async def test_the_same_text_again_gets_the_same_answer_and_changes_nothing(carrier):
    form = carrier.form("my back hurts")
    first = await carrier.post(WEBHOOK, form)
    again = await carrier.post(WEBHOOK, form, **{"I-Twilio-Idempotency-Token": "t-1"})
    assert first.text == again.text != EMPTY
    assert await rows(carrier, "SELECT count(*) FROM turns") == [(1,)]


async def test_a_repeat_is_known_by_its_token_too(carrier):
    token = {"I-Twilio-Idempotency-Token": "t-1"}
    first = await carrier.post(WEBHOOK, carrier.form("my back hurts"), **token)
    again = await carrier.post(WEBHOOK, carrier.form("my back hurts"), **token)
    assert first.text == again.text
    assert await rows(carrier, "SELECT count(*) FROM turns") == [(1,)]


async def test_two_texts_at_once_are_two_turns_one_after_the_other(carrier):
    forms = [carrier.form("my back hurts"), carrier.form("it is a 5")]
    answers = await asyncio.gather(*(carrier.post(WEBHOOK, form) for form in forms))
    assert all(texts_of(answer) for answer in answers)
    assert await rows(carrier, "SELECT version FROM conversations") == [(2,)]


async def test_the_same_text_twice_at_once_is_one_turn(carrier):
    form = carrier.form("my back hurts")
    answers = await asyncio.gather(*(carrier.post(WEBHOOK, form) for _ in range(4)))
    assert len({answer.text for answer in answers}) == 1
    assert await rows(carrier, "SELECT count(*) FROM turns") == [(1,)]


async def test_a_number_answers_the_menu_and_a_stray_one_is_asked_about(carrier):
    await carrier.says("my back hurts since I lifted a box, 3 weeks", "N", "N")
    assert "How bad" in await carrier.says("2")  # pulled muscle
    assert "down into a leg" in await carrier.says("5")  # a score, no choice
    assert "1) No" in await carrier.says("9")  # explained, with its numbers
    assert "normal day" in await carrier.says("1")


async def test_the_number_is_nowhere_but_in_its_table_and_encrypted_there(carrier):
    await carrier.says("my back hurts", "N")
    tables = ["conversations", "turns", "events", "outbox", "receipts", "phone_numbers"]
    for table in tables:
        content = repr(await rows(carrier, f"SELECT * FROM {table}"))  # noqa: S608
        assert PATIENT[1:] not in content, table
    (sender,) = (row[0] for row in await rows(carrier, "SELECT sender_id FROM conversations"))
    assert sender.startswith("sms-")


async def test_no_log_holds_a_number_or_words(carrier, caplog):
    caplog.set_level("DEBUG")
    await carrier.says("my xylophone hurts", "N", "STOP")
    await carrier.client.post(WEBHOOK, data=carrier.form("my xylophone hurts"))
    logged = "\n".join(f"{record.getMessage()} {record.__dict__}" for record in caplog.records)
    assert PATIENT[1:] not in logged
    assert "xylophone" not in logged


async def test_a_failure_texts_nothing_but_the_safe_words(carrier, monkeypatch):
    async def broken(*_args: object) -> None:
        raise RuntimeError("a person's words")

    monkeypatch.setattr(type(carrier.app.store), "load", broken)
    answer = await carrier.says("my back hurts")
    assert "something went wrong" in answer
    assert "911" in answer


async def test_an_unforeseen_error_is_empty_twiml(carrier, monkeypatch):
    async def broken(*_args: object, **_more: object) -> None:
        raise RuntimeError("a person's words")

    monkeypatch.setattr("bot.channels.sms.reception.Reception.receive", broken)
    response = await carrier.post(WEBHOOK, carrier.form("my back hurts"))
    assert (response.status_code, response.text) == (500, EMPTY)


@pytest.mark.parametrize("missing", ["TWILIO_AUTH_TOKEN", "BACKLINE_ENCRYPTION_KEY"])
async def test_without_a_secret_the_channel_is_off_not_open(running, missing, caplog):
    environ = {name: value for name, value in ENVIRON.items() if name != missing}
    async with running(**environ) as app:
        transport = httpx.ASGITransport(app.asgi)
        async with httpx.AsyncClient(transport=transport, base_url="http://inside") as client:
            response = await Carrier(app, client).post(WEBHOOK, {"From": PATIENT, "Body": "hi"})
    assert (response.status_code, response.text) == (404, EMPTY)
    if missing == "BACKLINE_ENCRYPTION_KEY":
        assert "text messages are off: BACKLINE_ENCRYPTION_KEY" in caplog.text
