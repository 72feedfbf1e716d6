"""The small parts of the console: codes, passwords, roles, delays, times, the way back."""

from __future__ import annotations

import base64
import itertools
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.console.attempts import delay_seconds
from bot.console.doors import BASE, Denied, fields_of, safe_next
from bot.console.one_time_codes import STEP_SECONDS, code_at, link, new_secret, picture, step_of
from bot.console.passwords import WeakPassword, check_new, one_time_password
from bot.console.rendering import Times, audit_of, with_query
from bot.console.roles import ROLES, may

# RFC 6238, appendix B: its secret, and the last six of its eight digits.
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()
RFC_CODES = [
    (59, "287082"),
    (1111111109, "081804"),
    (1111111111, "050471"),
    (1234567890, "005924"),
    (2000000000, "279037"),
    (20000000000, "353130"),
]
NOON = 1_767_614_400.0  # Monday, 5 January 2026, 12:00 UTC
ZONE = ZoneInfo("America/New_York")


@pytest.mark.parametrize(("at", "code"), RFC_CODES)
def test_codes_are_those_of_the_standard(at, code):
    assert code_at(RFC_SECRET, at // STEP_SECONDS) == code
    assert step_of(RFC_SECRET, code, at, after=0) == at // STEP_SECONDS


@pytest.mark.parametrize(("steps_off", "is_taken"), [(-2, False), (-1, True), (0, True), (1, True)])
def test_a_clock_may_be_one_step_off(steps_off, is_taken):
    step = int(NOON // STEP_SECONDS) + steps_off
    code = code_at(RFC_SECRET, step)
    assert (step_of(RFC_SECRET, code, NOON, after=0) == step) is is_taken


@pytest.mark.parametrize(
    "code", ["", "12345", "1234567", "\u0661\u0662\u0663\u0664\u0665\u0666", "x"]
)
def test_what_is_no_code_is_no_error(code):
    assert step_of(RFC_SECRET, code, NOON, after=0) is None


def test_a_secret_has_160_random_bits_and_a_picture_that_needs_no_style():
    secret = new_secret()
    assert len(base64.b32decode(secret)) == 20
    assert secret != new_secret()
    address = link(secret, 'A "clinic" & co', "ana")
    assert address.startswith("otpauth://totp/A%20%22clinic%22%20%26%20co%3Aana?secret=")
    drawn = picture(address)
    assert drawn.startswith("<svg")
    assert "style" not in drawn


@pytest.mark.parametrize(
    ("password", "is_taken"),
    [
        ("correct horse battery", True),
        ("p\u00e4ssw\u00f6rter sind lang", True),
        ("elevenchars", False),
        ("x" * 300, False),
        ("abababababab", False),
        ("i am ANA truly", False),
    ],
)
def test_a_new_password_is_long_and_not_plain(password, is_taken):
    if is_taken:
        check_new(password, "ana")
        return
    with pytest.raises(WeakPassword):
        check_new(password, "ana")


def test_one_time_passwords_differ_and_would_be_taken():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    for password in made:
        check_new(password, "a.long-user-name")


def test_roles_stand_as_they_were_agreed():
    table = {
        needed: {role for role in ROLES if may(role, needed)}
        for needed in (*ROLES, "reviewer scheduler")
    }
    assert table == {
        "viewer": {"viewer", "reviewer", "scheduler", "admin"},
        "reviewer": {"reviewer", "admin"},
        "scheduler": {"scheduler", "admin"},
        "admin": {"admin"},
        "reviewer scheduler": {"reviewer", "scheduler", "admin"},
    }
    assert not any(may("boss", needed) for needed in ROLES)


@given(st.integers(-10, 10_000))
def test_delays_grow_and_end(failures):
    before, after = delay_seconds(failures), delay_seconds(failures + 1)
    assert 0 <= before <= after <= 900
    assert (before == 0) is (failures < 0)


@given(st.text() | st.from_regex(r"[/\\:.a-z%?#@ \t]{0,30}", fullmatch=True))
def test_the_way_back_after_the_log_in_never_leaves_the_console(target):
    for asked in (target, f"{BASE}{target}", f"{BASE}/{target}", f"//{target}", f"/{target}"):
        led = safe_next(asked)
        assert led == BASE or led.startswith((f"{BASE}/", f"{BASE}?", f"{BASE}#"))
        path = led.partition("?")[0].partition("#")[0]
        assert "//" not in path
        assert ".." not in path.lower().replace("%2e", ".").split("/")
        assert "\\" not in led
        assert led.isprintable()


@pytest.mark.parametrize(
    ("target", "led"),
    [
        ("/staff/talk/web%3Aa..b?page=2#turn-3", "/staff/talk/web%3Aa..b?page=2#turn-3"),
        ("/staff/%2E%2e/", "/staff/"),
        ("/staff/./..", "/staff/"),
        ("/staff", "/staff"),
        ("/staffs", "/staff/"),
        ("//[", "/staff/"),
    ],
)
def test_the_way_back_keeps_what_is_ours(target, led):
    assert safe_next(target) == led


@given(st.text(alphabet=st.characters(), max_size=200))
def test_any_query_is_read_or_refused(text):
    try:
        fields = fields_of(text)
    except Denied:
        return
    for value in itertools.chain(fields, *fields.values()):
        assert "\0" not in value
        value.encode()


def times(now: float = NOON) -> Times:
    return Times(ZONE, lambda: now)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "just now"), (59, "just now"), (60, "1 min ago"), (3599, "59 min ago"),
        (3600, "1 h 0 min ago"), (90_000, "1 day ago"), (200_000, "2 days ago"), (-120, "in 2 min"),
    ],
)  # fmt: skip
def test_how_long_ago_is_said_to_the_unit_that_matters(seconds, words):
    assert times().ago(NOON - seconds) == words


def test_times_are_the_houses_own():
    assert times().clock_time(NOON) == "7:00 AM"
    assert times().day(NOON) == "Mon 5 Jan"
    assert times().day(NOON - 40 * 86_400) == "Wed 26 Nov 2025"
    assert times().day(datetime(2026, 1, 6, 3, 0, tzinfo=UTC)) == "Mon 5 Jan"
    assert str(times(NOON + 60).when(NOON)) == (
        '<time datetime="2026-01-05T12:00:00+00:00">Mon 5 Jan, 7:00 AM '
        '<span class="ago">1 min ago</span></time>'
    )
    assert "&mdash;" in times().when(None)


def test_addresses_carry_any_value():
    assert audit_of("sms:1/ä&b") == "/staff/audit/of?subject=sms%3A1%2F%C3%A4%26b"
    assert with_query("/staff/audit", {"a": "", "b": None, "c": ["x", "y"], "d": 0}) == (
        "/staff/audit?c=x&c=y&d=0"
    )
    assert with_query("/staff/audit", {}) == "/staff/audit"
