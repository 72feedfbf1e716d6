"""The terminal: buttons are numbers, everything else is what it says."""

from __future__ import annotations

import io

import pytest
from rich.console import Console

from bot.cli_shell import chosen, converse, shown
from bot.conversation.messages import BotMessage, Button

YES_NO = (Button("Yes", "/affirm"), Button("No", "/deny"))


@pytest.mark.parametrize(
    ("line", "buttons", "text", "reason"),
    [
        ("2", YES_NO, "/deny", "a number on show"),
        (" 1 ", YES_NO, "/affirm", "spaces around it"),
        ("3", YES_NO, "3", "no such button"),
        ("0", YES_NO, "0", "numbers start at 1"),
        ("2", (), "2", "no buttons on show"),
        ("2 weeks", YES_NO, "2 weeks", "words"),
        ("", YES_NO, "", "nothing"),
    ],
)
def test_what_a_line_sends(line, buttons, text, reason):
    assert chosen(line, buttons) == text, reason


def test_only_the_buttons_that_numbers_mean_are_numbered():
    earlier = BotMessage(text="A?", buttons=(Button("Old", "/old"),))
    assert shown((earlier, BotMessage(text="B?", buttons=YES_NO))) == [
        "A?", "  - Old", "B?", "  1) Yes", "  2) No",
    ]  # fmt: skip


async def test_a_conversation_goes_back_and_forth_until_stop(monkeypatch):
    lines = iter(["hi", "1", "/stop", "never sent"])
    console = Console(file=io.StringIO())
    monkeypatch.setattr(console, "input", lambda _prompt: next(lines))
    sent = []

    async def handle(message):
        sent.append((message.sender_id, message.text, message.channel))
        return (BotMessage(text="[b]Well?[/b]", buttons=YES_NO),)

    await converse(handle, "me", console)
    assert sent == [("me", "hi", "cmdline"), ("me", "/affirm", "cmdline")]
    assert "[b]Well?[/b]" in console.file.getvalue()
