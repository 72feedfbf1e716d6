"""Entities marked inside an example, in Rasa's ways.

`[text](entity)`, `[text](entity:value)`, `[text]{"entity": ..., "value": ..., "role": ...,
"group": ...}`, and a list of such objects in brackets for several entities in one place.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

from bot.assistant.problems import did_you_mean

SPAN = re.compile(r"\[(?P<text>[^\[\]]+)\](?=[({\[])")
LEGACY = re.compile(r"\((?P<entity>[^():]+)(?::(?P<value>[^()]+))?\)")
KEYS = ("entity", "value", "role", "group")
JSON = json.JSONDecoder()


class MarkupError(ValueError):
    """The marking of an entity cannot be read; str() says why."""


@dataclass(frozen=True, slots=True)
class AnnotatedEntity:
    """An entity marked in an example, with offsets into the text without markup."""

    entity: str
    value: Any
    start: int
    end: int
    role: str | None = None
    group: str | None = None


def parse_markup(marked: str) -> tuple[str, tuple[AnnotatedEntity, ...]]:
    """Return a text without its markup, and the entities marked in it; raises MarkupError."""
    pieces: list[str] = []
    entities: list[AnnotatedEntity] = []
    position = length = 0
    while (span := SPAN.search(marked, position)) is not None:
        before, words = marked[position : span.start()], span["text"]
        start = length + len(before)
        length = start + len(words)
        pieces += [before, words]
        found, position = _annotations(marked, span.end())
        entities += [_entity(one, words, start) for one in found]
    return "".join([*pieces, marked[position:]]), tuple(entities)


def _annotations(marked: str, at: int) -> tuple[list[dict[str, Any]], int]:
    """Return the annotations that stand at a position, and the position behind them."""
    if marked[at] == "(":
        legacy = LEGACY.match(marked, at)
        if legacy is None:
            raise MarkupError(f"expected (entity) or (entity:value) in {marked!r}")
        given = {key: word.strip() for key, word in legacy.groupdict().items() if word}
        return [given], legacy.end()
    try:
        found, end = JSON.raw_decode(marked, at)
    except ValueError:
        raise MarkupError(f"this entity is no JSON: {marked[at:]!r}") from None
    listed = found if isinstance(found, list) else [found]
    if not listed or not all(isinstance(one, dict) for one in listed):
        raise MarkupError(f'expected {{"entity": ...}}, found {marked[at:end]}')
    return listed, end


def _entity(given: dict[str, Any], words: str, start: int) -> AnnotatedEntity:
    for key in given:
        if key not in KEYS:
            raise MarkupError(f"an entity has no key {key!r}.{did_you_mean(key, KEYS)}")
    for key in ("entity", "role", "group"):
        if key in given and (not isinstance(given[key], str) or not given[key]):
            raise MarkupError(f"{key!r} of the entity at {words!r} is no name")
    if "entity" not in given:
        raise MarkupError(f"the entity at {words!r} has no name: key 'entity' is missing")
    if isinstance(given.get("value"), list | dict):
        raise MarkupError(f"the value of the entity at {words!r} is no text or number")
    return AnnotatedEntity(
        entity=given["entity"],
        value=given.get("value", words),
        start=start,
        end=start + len(words),
        role=given.get("role"),
        group=given.get("group"),
    )
