"""Who types the words of a button means the button."""

from __future__ import annotations

import pytest

from bot.conversation.messages import Button, button_titled

BUTTONS = (
    Button("How bad the pain is from 0 to 10", "/change_severity"),
    Button("Yes, both legs", "/inform_leg_pain"),
    Button("No", "/deny"),
)


@pytest.mark.parametrize("button", BUTTONS)
@pytest.mark.parametrize("write", [str, str.upper, str.lower, lambda title: f" {title}. "])
def test_a_title_as_it_stands_names_its_button(button, write):
    assert button_titled(write(button.title), BUTTONS) is button


@pytest.mark.parametrize("text", ["", "...", "both legs", "how bad the pain is", "no, both legs"])
def test_anything_else_names_none(text):
    assert button_titled(text, (*BUTTONS, Button("", "/empty"))) is None


def test_a_title_that_two_buttons_have_names_neither():
    twice = (Button("One of these two", "/a"), Button("One of these two", "/b"))
    assert button_titled("one of these two", twice) is None
