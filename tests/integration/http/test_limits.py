"""The limiter: never more than the rate, never less than promised, never more memory."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.limits import DEFAULT_ADDRESS_RATE, DEFAULT_SENDER_RATE, Limiter, Rate, rates


@given(
    count=st.integers(1, 50),
    waits=st.lists(st.floats(0, 30), min_size=1, max_size=120),
)
def test_in_no_window_pass_more_than_twice_the_count(count, waits):
    # A bucket that was full at the window's start and refills during it gives at most two counts.
    now = 0.0
    limiter = Limiter(Rate(count, 60.0), lambda: now)
    passed = []
    for wait in waits:
        now += wait
        if limiter.wait_seconds("a") == 0:
            passed.append(now)
    for start in passed:
        assert sum(start <= moment < start + 60 for moment in passed) <= 2 * count


@given(count=st.integers(1, 1000), seconds=st.sampled_from([1.0, 60.0, 3600.0]))
def test_a_burst_of_the_whole_count_passes_and_one_more_waits(count, seconds):
    limiter = Limiter(Rate(count, seconds), lambda: 12345.678)
    assert all(limiter.wait_seconds("a") == 0 for _ in range(count))
    assert 0 < limiter.wait_seconds("a") <= seconds / count + 1e-6
    assert limiter.wait_seconds("b") == 0


@given(count=st.integers(1, 100))
def test_who_waits_as_told_is_served(count):
    now = 0.0
    limiter = Limiter(Rate(count, 60.0), lambda: now)
    for _ in range(3 * count):
        wait = limiter.wait_seconds("a")
        if wait > 0:
            now += wait
            assert limiter.wait_seconds("a") == 0


def test_memory_is_bounded_whatever_ids_are_made_up():
    limiter = Limiter(Rate(1, 60.0), lambda: 0.0, max_keys=10)
    for number in range(1000):
        limiter.wait_seconds(str(number))
    assert len(limiter._empty_at) == 10


@pytest.mark.parametrize(
    ("setting", "both"),
    [
        ("off", None),
        ("", (DEFAULT_SENDER_RATE, DEFAULT_ADDRESS_RATE)),
        ("60/minute", (Rate(60, 60.0), Rate(60, 60.0))),
        ("5/second", (Rate(5, 1.0), Rate(5, 1.0))),
    ],
)
def test_a_setting_becomes_two_rates(setting, both):
    assert rates(setting) == both
