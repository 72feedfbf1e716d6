"""Placeholders in the texts of responses: `{name}` stands for a slot or a fact."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.assistant.responses import ResponseVariation

PLACEHOLDER = re.compile(r"\{(\w+)\}")


def placeholders(variation: ResponseVariation) -> Iterator[str]:
    """Yield the names that a variation fills in, in its text and in the titles of its buttons."""
    for text in _texts(variation):
        yield from PLACEHOLDER.findall(text)


def stray_braces(variation: ResponseVariation) -> bool:
    """Tell whether a brace is left over that belongs to no placeholder, and would be shown."""
    rest = "".join(PLACEHOLDER.sub("", text) for text in _texts(variation))
    return "{" in rest or "}" in rest


def _texts(variation: ResponseVariation) -> Iterator[str]:
    if variation.text is not None:
        yield variation.text
    for title, _ in variation.buttons:
        yield title
