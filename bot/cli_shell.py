"""`backline shell`: a conversation in the terminal, buttons as numbers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from rich.console import Console

from bot.conversation.messages import BotMessage, Button, UserMessage

CHANNEL = "cmdline"
STOP = "/stop"
Handle = Callable[[UserMessage], Awaitable[tuple[BotMessage, ...]]]


async def converse(handle: Handle, sender_id: str, console: Console) -> None:
    """Read lines until `/stop` or the end of input, and show each reply."""
    console.print(f"Type a message and press Enter; a number chooses a button; {STOP} ends.")
    buttons: tuple[Button, ...] = ()
    while True:
        try:
            line = console.input("[bold]you[/]> ")
        except (EOFError, KeyboardInterrupt):
            return
        if line.strip() == STOP:
            return
        replies = await handle(UserMessage(sender_id, chosen(line, buttons), CHANNEL))
        buttons = latest_buttons(replies)
        for text in shown(replies):
            console.print(text, markup=False, highlight=False)


def chosen(line: str, buttons: Sequence[Button]) -> str:
    """Return the payload of the button that a number names, else the line itself."""
    number = line.strip()
    if number.isdecimal() and 1 <= int(number) <= len(buttons):
        return buttons[int(number) - 1].payload
    return line


def latest_buttons(replies: Sequence[BotMessage]) -> tuple[Button, ...]:
    """Return the buttons that numbers mean now: those of the last reply that has any."""
    return next((reply.buttons for reply in reversed(replies) if reply.buttons), ())


def shown(replies: Sequence[BotMessage]) -> list[str]:
    """Return the lines that the terminal shows for these replies."""
    numbered = latest_buttons(replies)
    lines = []
    for reply in replies:
        lines += [part for part in (reply.text, reply.image) if part]
        for number, button in enumerate(reply.buttons, start=1):
            mark = f"{number})" if reply.buttons is numbered else "-"
            lines.append(f"  {mark} {button.title}")
        if reply.custom and not reply.text:
            lines.append(f"  {dict(reply.custom)}")
    return lines
