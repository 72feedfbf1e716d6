"""Who types the words of a button means the button."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Button, payload_named

BUTTONS = (
    Button("How bad the pain is from 0 to 10", "/change_severity"),
    Button("Yes, both legs", "/inform_leg_pain"),
    Button("No", "/deny"),
)


@pytest.mark.parametrize("button", BUTTONS[:2])
@pytest.mark.parametrize("write", [str, str.upper, str.lower, lambda title: f" {title}. "])
def test_a_title_as_it_stands_is_a_tap(button, write):
    assert payload_named(write(button.title), BUTTONS) == button.payload


@pytest.mark.parametrize("text", ["No", "", "both legs", "how bad the pain is", "no, both legs"])
def test_anything_else_is_words(text):
    assert payload_named(text, BUTTONS) is None


def test_a_title_that_two_buttons_have_is_words():
    twice = (Button("One of these two", "/a"), Button("One of these two", "/b"))
    assert payload_named("one of these two", twice) is None
