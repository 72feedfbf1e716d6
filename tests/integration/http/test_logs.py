"""A log line tells what failed and where, and never what a person wrote."""

from __future__ import annotations

import io
import logging

import pytest

from bot.logs import FORMAT, PlaceOnlyFormatter


@pytest.fixture
def lines():
    logger = logging.getLogger("tests.logs")
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(PlaceOnlyFormatter(FORMAT))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield logger, stream
    logger.removeHandler(handler)


def test_an_exception_and_its_causes_show_class_and_place_only(lines):
    logger, stream = lines
    try:
        try:
            raise ValueError("my secret")
        except ValueError as error:
            raise RuntimeError("my secret again") from error
    except RuntimeError:
        logger.exception("it failed")
    text = stream.getvalue()
    assert "secret" not in text
    assert "it failed" in text
    assert "RuntimeError at test_logs.py:" in text
    assert "ValueError at test_logs.py:" in text


def test_extras_follow_the_message(lines):
    logger, stream = lines
    logger.info("turn failed", extra={"turn_id": "t1", "step": "nlu"})
    assert stream.getvalue().endswith("turn failed turn_id=t1 step=nlu\n")
