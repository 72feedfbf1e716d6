"""The real server in a process of its own: it says where it is, serves, and stops in good order."""

from __future__ import annotations

import re
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

ROOT = Path(__file__).parents[3]
TOKEN = "t"


def command(*words: str) -> list[str]:
    return [sys.executable, "-m", "bot", *words]


@pytest.fixture
def server(trained_project, tmp_path, monkeypatch):
    monkeypatch.setenv("BACKLINE_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    monkeypatch.setenv("BACKLINE_API_TOKEN", TOKEN)
    monkeypatch.setenv("BACKLINE_RATE_LIMIT", "off")
    process = subprocess.Popen(
        command("run", "--port", "0"),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    yield process
    process.kill()
    process.communicate()


def address_of(process: subprocess.Popen[str]) -> str:
    line = process.stdout.readline()
    assert line.startswith("Backline is ready at http://127.0.0.1:"), line
    return line.split()[-1]


@pytest.mark.slow
def test_a_conversation_over_http_is_stored_and_nothing_said_is_logged(server):
    with httpx.Client(base_url=address_of(server)) as client:
        body = {"sender": "ann", "message": "hello zebra", "message_id": "m1"}
        first = client.post("/webhooks/rest/webhook", json=body)
        again = client.post("/webhooks/rest/webhook", json=body)
        tracker = client.get("/conversations/ann/tracker", params={"token": TOKEN}).json()
        assert client.get("/readyz").status_code == 200
    assert first.status_code == 200
    assert first.json()[0]["recipient_id"] == "ann"
    assert again.json() == first.json()
    said = [event["text"] for event in tracker["events"] if event["event"] == "user"]
    assert said == ["hello zebra"], "the same message id is one turn"
    server.send_signal(signal.SIGTERM)
    output, log = server.communicate(timeout=20)
    assert "zebra" not in output + log


@pytest.mark.slow
def test_odd_messages_are_answered_kindly_by_the_real_engine(server):
    texts = [
        "",
        " ",
        "\n",
        "x" * 100_000,
        "🙂",
        "\u202e\u200b",
        "a\0b",
        "/restart",
        "/nonsense{",
        "?",
    ]
    with httpx.Client(base_url=address_of(server), timeout=30) as client:
        for number, text in enumerate(texts):
            body = {"sender": f"s{number}", "message": text}
            answer = client.post("/webhooks/rest/webhook", json=body)
            assert answer.status_code == 200, text[:20]
            assert answer.json(), f"silence after {text[:20]!r}"


@pytest.fixture
def copied(trained_project, tmp_path):
    """A project folder whose clinical files a test may break."""
    folder = tmp_path / "project"
    skipped = shutil.ignore_patterns(".*", "var", "tests", "docs", "benchmarks", "node_modules")
    return shutil.copytree(trained_project, folder, ignore=skipped)


@pytest.mark.slow
def test_a_broken_clinical_file_stops_a_start_and_no_running_server(copied, monkeypatch):
    """Files are read once, at the start: what serves goes on with what it has read."""
    monkeypatch.setenv("BACKLINE_API_TOKEN", TOKEN)
    monkeypatch.setenv("BACKLINE_RATE_LIMIT", "off")
    start = {"cwd": copied, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(command("run", "--port", "0"), **start)
    try:
        with httpx.Client(base_url=address_of(process), params={"token": TOKEN}) as client:
            before = client.post("/api/triage", json={}).json()
            rules = copied / "data" / "clinical" / "triage_rules.yml"
            rules.write_text(rules.read_text().replace("{new: RF01}", "{new: RF99}", 1))
            second = subprocess.run(command("run", "--port", "0"), check=False, **start)
            check = subprocess.run(command("clinical", "check"), check=False, **start)
            assert client.post("/api/triage", json={}).json() == before
            said = client.post("/webhooks/rest/webhook", json={"sender": "a", "message": "hello"})
            assert said.status_code == 200
            assert said.json()
    finally:
        process.kill()
        process.communicate()
    assert second.returncode == check.returncode == 1
    for ended in (second, check):
        assert re.search(r"triage_rules\.yml:\d+: there is no sign 'RF99'", ended.stderr)
        assert "Traceback" not in ended.stderr


@pytest.mark.slow
def test_a_busy_port_is_one_line_and_exit_code_1(trained_project, tmp_path, monkeypatch):
    monkeypatch.setenv("BACKLINE_DATABASE_URL", f"sqlite:///{tmp_path}/test.db")
    with socket.create_server(("127.0.0.1", 0)) as rival:
        port = str(rival.getsockname()[1])
        run = subprocess.run(
            command("run", "--port", port), cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert run.returncode == 1
    (line,) = run.stderr.splitlines()
    assert line.startswith(f"Port {port} on 127.0.0.1 is in use.")


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        (["nonsense"], "no such command"),
        (["run", "--port", "70000"], "no such port"),
        (["parse"], "a missing argument"),
        (["nlu", "evaluate", "--test", "README.md"], "--test without --train"),
    ],
)
def test_wrong_usage_is_exit_code_2(words, reason):
    run = subprocess.run(command(*words), cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 2, reason + run.stderr


def test_a_folder_without_an_assistant_is_plain_lines_and_exit_code_1(tmp_path):
    run = subprocess.run(
        command("train"), cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert "domain.yml" in run.stderr


def test_a_bad_variable_is_one_line_and_exit_code_1(monkeypatch):
    monkeypatch.setenv("BACKLINE_RATE_LIMIT", "often")
    run = subprocess.run(command("train"), cwd=ROOT, capture_output=True, text=True, check=False)
    assert (run.returncode, len(run.stderr.splitlines())) == (1, 1)
    assert run.stderr.startswith("BACKLINE_RATE_LIMIT: ")
