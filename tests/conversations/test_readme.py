"""The README's conversation is a true one, word for word."""

from __future__ import annotations

import re

from bot.stories import unsigned
from tests.conftest import ROOT, Talk

MARK = re.compile(r"<!-- transcript -->\n```text\n(.*?)```", re.DOTALL)
YOU = "you> "


def shown(replies) -> list[str]:
    """Return replies as the README shows them: text, then the buttons in brackets."""
    lines: list[str] = []
    for reply in replies:
        lines += [line.rstrip() for line in unsigned(reply.text or "").splitlines()]
        if reply.buttons:
            lines.append(" ".join(f"[{button.title}]" for button in reply.buttons))
    return lines


async def test_the_conversation_of_the_readme_happens_as_written(talk: Talk):
    written = MARK.search((ROOT / "README.md").read_text("utf-8"))[1].splitlines()
    happened: list[str] = []
    for number, line in enumerate(written):
        if line.startswith(YOU):
            # A message with an id of its own has the same turn id, and so the same reference.
            replies = await talk.say(line.removeprefix(YOU), message_id=f"readme-{number}")
            happened += [line, *shown(replies)]
    assert happened == written
