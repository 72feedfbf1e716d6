"""The token, the origins, the limits, the headers, and an error that tells nothing."""

from __future__ import annotations

import logging

import pytest

from tests.integration.http.conftest import TOKEN, client_of

WEBHOOK = "/webhooks/rest/webhook"
MESSAGE = {"sender": "ann", "message": "I told it a secret"}
GUARDED = [
    ("POST", "/model/parse", {"text": "hi"}),
    ("GET", "/conversations/ann/tracker", None),
    ("POST", "/api/anything", {}),
]


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
async def test_guarded_routes_are_off_without_a_configured_token(recorder, method, path, body):
    async with client_of(recorder) as client:
        answer = await client.request(method, path, json=body, params={"token": "anything"})
        assert answer.status_code == 404


@pytest.mark.parametrize(("method", "path", "body"), GUARDED)
@pytest.mark.parametrize("token", [None, "", "wrong", TOKEN + " "])
async def test_guarded_routes_need_the_token(client, method, path, body, token):
    params = {} if token is None else {"token": token}
    answer = await client.request(method, path, json=body, params=params)
    assert (answer.status_code, answer.json()["reason"]) == (401, "NotAuthenticated")


@pytest.mark.parametrize("way", ["query", "bearer", "lower-case scheme"])
async def test_the_token_opens_in_both_ways(client, way):
    headers = {"Authorization": f"Bearer {TOKEN}".encode()}
    if way == "lower-case scheme":
        headers = {"Authorization": f"bearer {TOKEN}".encode()}
    given = {"params": {"token": TOKEN}} if way == "query" else {"headers": headers}
    answer = await client.post("/model/parse", json={"text": "hi"}, **given)
    assert answer.status_code == 200
    assert answer.json()["intent"] == {"name": "greet", "confidence": 0.9}


async def test_an_unknown_api_route_is_404_once_the_token_is_right(client):
    assert (await client.get("/api/nothing", params={"token": TOKEN})).status_code == 404


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/conversations/ann/tracker", {"sender_id": "ann", "asked": "AFTER_RESTART"}),
        ("/conversations/a%2Fb/tracker", {"sender_id": "a/b", "asked": "AFTER_RESTART"}),
        (
            "/conversations/ann/tracker?include_events=all",
            {"sender_id": "ann", "asked": "ALL"},
        ),
    ],
)
async def test_a_tracker_is_found_by_its_id(client, path, asked):
    answer = await client.get(path, headers={"Authorization": f"Bearer {TOKEN}".encode()})
    assert answer.json() == asked


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/conversations/nobody/tracker", 404),
        ("/conversations/%20/tracker", 400),
        ("/conversations/%00/tracker", 400),
        ("/conversations/ann/tracker?include_events=SOME", 400),
    ],
)
async def test_what_cannot_be_looked_up_is_refused(client, path, status):
    answer = await client.get(path, headers={"Authorization": f"Bearer {TOKEN}".encode()})
    assert (answer.status_code, answer.json()["status"]) == (status, "failure")


@pytest.mark.parametrize("body", [b"", b"x", b"[]", b"{}", b'{"text": 5}', b'{"text": null}'])
async def test_parse_refuses_what_is_no_text(client, body):
    answer = await client.post("/model/parse", content=body, params={"token": TOKEN})
    assert answer.status_code == 400


async def test_a_sender_is_slowed_down_and_told_when_to_come_back(recorder):
    async with client_of(recorder, rate_limit="2/minute") as client:
        statuses = [(await client.post(WEBHOOK, json=MESSAGE)).status_code for _ in range(3)]
        assert statuses == [200, 200, 429]
        refused = await client.post(WEBHOOK, json=MESSAGE)
        assert refused.headers["retry-after"] == "30"
        recorder.seconds = 30.0
        assert (await client.post(WEBHOOK, json=MESSAGE)).status_code == 200
        assert len(recorder.messages) == 3


async def test_an_address_is_slowed_down_whatever_names_it_uses(recorder):
    async with client_of(recorder, rate_limit="2/minute") as client:
        statuses = [
            (await client.post(WEBHOOK, json=MESSAGE | {"sender": name})).status_code
            for name in "abc"
        ]
        assert statuses == [200, 200, 429]


@pytest.mark.parametrize(
    ("origin", "status", "reason"),
    [
        (None, 200, "no browser"),
        ("https://clinic.example", 200, "listed"),
        ("http://backline.test", 200, "our own page"),
        ("https://evil.example", 403, "a stranger's page"),
        ("https://clinic.example.evil.example", 403, "looks like a listed one"),
        ("null", 403, "a sandboxed page"),
    ],
)
async def test_only_listed_origins_may_write(recorder, origin, status, reason):
    async with client_of(recorder, allowed_origins=("https://clinic.example",)) as client:
        headers = {} if origin is None else {"Origin": origin}
        answer = await client.post(WEBHOOK, json=MESSAGE, headers=headers)
        assert answer.status_code == status, reason
        listed = origin == "https://clinic.example"
        assert (answer.headers.get("access-control-allow-origin") == origin) == (
            listed or origin is None
        )


async def test_a_browsers_preflight_is_answered_for_a_listed_origin(recorder):
    async with client_of(recorder, allowed_origins=("https://clinic.example",)) as client:
        answer = await client.options(
            WEBHOOK,
            headers={
                "Origin": "https://clinic.example",
                "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "content-type",
            },
        )
        assert answer.status_code == 200
        assert answer.headers["access-control-allow-origin"] == "https://clinic.example"


@pytest.mark.parametrize("path", ["/", "/status", "/nothing", "/webhooks/rest/"])
async def test_every_answer_carries_the_safe_headers(client, path):
    headers = (await client.get(path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"


async def test_an_unforeseen_error_shows_and_logs_no_word_of_the_person(client, recorder, caplog):
    recorder.error = RuntimeError(MESSAGE["message"])
    with caplog.at_level(logging.DEBUG):
        answer = await client.post(WEBHOOK, json=MESSAGE)
    assert answer.status_code == 500
    assert answer.json()["message"] == "Something went wrong here."
    assert "secret" not in answer.text
    assert "RuntimeError at conftest.py:" in caplog.text
    assert "secret" not in caplog.text


async def test_operators_see_health_readiness_version_and_counts(client, recorder):
    assert (await client.get("/healthz")).json() == {"status": "ok"}
    assert (await client.get("/readyz")).status_code == 200
    assert (await client.get("/version")).json()["version"] == "0.1.0"
    assert (await client.get("/status")).json() == {
        "model_file": "models",
        "model_id": "abc",
        "num_active_training_jobs": 0,
    }
    await client.post(WEBHOOK, json=MESSAGE)
    counts = (await client.get("/metrics")).text
    assert "backline_turn_seconds_count 1\n" in counts
    assert 'backline_http_responses_total{status="200"} 5\n' in counts
    assert "ann" not in counts
    recorder.error = OSError("the store is gone")
    unready = await client.get("/readyz")
    assert (unready.status_code, unready.json()["reason"]) == (503, "Unavailable")
    assert (await client.get("/healthz")).status_code == 200


async def test_the_page_names_the_clinic_and_escapes_it(recorder):
    async with client_of(recorder, title="<b>Clinic</b>") as client:
        page = await client.get("/")
        assert page.headers["content-type"].startswith("text/html")
        assert "&lt;b&gt;Clinic&lt;/b&gt;" in page.text
